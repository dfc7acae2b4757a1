// Ports between tabs without a service worker to pass them on, as on pages of other sites. What goes in at a port in
// one tab goes over a channel that only these two listen to, and comes out at a port in the other.
import { lineName, relayName } from "./names.js";

/** A port to the tab that answers; to nothing, where none does. @returns {Promise<MessagePort>} */
export async function dial() {
  const { port1: near, port2: far } = new MessageChannel();
  const id = crypto.randomUUID();
  const line = new Line(id, far);
  await line.hold();
  const relay = new BroadcastChannel(relayName);
  relay.postMessage(id);
  relay.close();
  return near;
}

/** Hand a port to `connect` for each that is dialled in another tab, if this is the tab to answer. @param {() => boolean} answers @param {(port: MessagePort) => void} connect */
export function answer(answers, connect) {
  new BroadcastChannel(relayName).onmessage = ({ data: id }) => {
    if (!answers()) return;
    const { port1: near, port2: far } = new MessageChannel();
    new Line(id, near).watch();
    connect(far);
  };
}

const FIRST = "first"; // the port that was dialled; those that are sent over it get names of their own

/** One end of a line. Both ends are alike, but that the one who dialled holds its lock, so that its death is noticed. */
class Line {
  /** @type {Map<string, MessagePort>} */
  #ports = new Map();
  /** @type {PromiseWithResolvers<void>} */
  #ended = Promise.withResolvers();

  /** @param {string} id @param {MessagePort} port */
  constructor(id, port) {
    this.name = lineName(id);
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => this.#hear(data);
    this.#lay(FIRST, port);
  }

  /** @returns {Promise<void>}  when the lock is held; it is for as long as the line is open */
  hold() {
    return new Promise((resolve) => {
      navigator.locks.request(this.name, () => {
        resolve();
        return this.#ended.promise;
      });
    });
  }

  watch() {
    navigator.locks.request(this.name, { mode: "shared" }, () => this.#close(FIRST));
  }

  /** What comes out of a port here goes into its twin there, with twins for the ports that come along. @param {string} name @param {MessagePort} port */
  #lay(name, port) {
    this.#ports.set(name, port);
    port.addEventListener("close", () => {
      if (this.#ports.has(name)) this.channel.postMessage({ name, isEnd: true });
      this.#close(name);
    });
    port.onmessage = ({ data, ports }) => {
      const names = ports.map((each) => this.#lay(crypto.randomUUID(), each));
      this.channel.postMessage({ name, data, names });
    };
    return name;
  }

  /** @param {{ name: string, data: unknown, names: string[], isEnd?: boolean }} message */
  #hear({ name, data, names, isEnd }) {
    if (isEnd) return this.#close(name);
    const twins = names.map((each) => {
      const { port1: near, port2: far } = new MessageChannel();
      this.#lay(each, near);
      return far;
    });
    this.#ports.get(name)?.postMessage(data, twins);
  }

  /** @param {string} name  with the first port all others end */
  #close(name) {
    const names = name === FIRST ? [...this.#ports.keys()] : [name];
    const ports = names.map((each) => this.#ports.get(each));
    for (const each of names) this.#ports.delete(each);
    for (const port of ports) port?.close();
    if (name !== FIRST) return;
    this.#ended.resolve();
    this.channel.close();
  }
}
