/** Defines the element from the files of this package, which a server of yours serves at this address. */
export function defineLettaAgent(files: string | URL): Promise<CustomElementConstructor>;

/** Where the agent runs and its memory lives. */
export type Home = "here" | "frame" | "remote";

/** A function of the page that the agent may call; a person is asked before each call, unless it says `allow`. */
export interface PageTool<Arguments = any> {
  description: string;
  /** The JSON Schema of the object that `run` gets. */
  parameters?: object;
  approval?: "ask" | "allow";
  run(args: Arguments, call: { signal: AbortSignal }): unknown;
}

/** A model server that speaks one of the usual APIs, as `POST /v1/providers/` takes it. */
export interface ModelProvider {
  name: string;
  provider_type: string;
  base_url: string;
  api_key?: string;
}

/** Words in place of the widget's own; WORDS lists them all. */
export type Words = Partial<WORDS>;

export interface LettaAgentEvents {
  /** The agent is there. `agentId` is told in a page's own origin only. */
  "letta-ready": { home: Home; agentId?: string };
  /** A whole message was said. A frame doesn't tell which. */
  "letta-message": { id: string; role: "user" | "assistant"; text?: string };
  /** The agent wrote into its memory, or all of it was deleted. */
  "letta-memory": { kind: "edited" | "deleted" };
  /** A call waits for the person. */
  "letta-approval": { id: string; tool: string; arguments?: string };
  "letta-error": { error: Error };
  /** Somebody is about to send a message; `preventDefault()` stops it. */
  "letta-before-send": { text?: string; pictures?: number };
  /** It was opened or closed. */
  "letta-toggle": { isOpen: boolean };
}

export interface LettaAgentAttributes {
  /** The address of an agent file. */
  src?: string;
  home?: Home;
  /** The address of the site that the frame is of, or of the server with the agent. */
  base?: string;
  /** A widget's token, for `home="remote"`. */
  token?: string;
  /** The id of an agent that is there already, in the page's own origin. */
  agent?: string;
  /** The agent's name as this page has it. */
  label?: string;
  placeholder?: string;
  position?: "end" | "start";
  theme?: "auto" | "light" | "dark";
  /** The handle of a model, such as `shop/tiny`. */
  model?: string;
  inline?: boolean;
}

export interface LettaAgentElement extends HTMLElement, Required<LettaAgentAttributes> {
  readonly isOpen: boolean;
  /** Called, it opens; set, it is the attribute. */
  get open(): () => void;
  set open(isOpen: boolean);
  tools: Record<string, PageTool>;
  words: Words;
  provider: ModelProvider | null;
  close(): void;
  /** Say something as the visitor. In a frame it is only suggested to them. */
  send(text: string): Promise<void>;
  /** An agent file; null where the page may not have it. */
  exportAgent(): Promise<Blob | null>;
  /** Forget everything for good. A frame asks the visitor first. */
  deleteEverything(): Promise<void>;
  addEventListener<Type extends keyof LettaAgentEvents>(
    type: Type,
    listener: (this: LettaAgentElement, event: CustomEvent<LettaAgentEvents[Type]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "letta-agent": LettaAgentElement;
  }
}
