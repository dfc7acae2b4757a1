// What people write line by line: packages, variables and grants.
import { words } from "../words/words.js";

const t = await words("workbench");

/** @param {string} text @returns {string[]} */
function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** `name==version` each. @param {string} text */
export function packagesOf(text) {
  return lines(text).map((line) => {
    const [name, version = null] = line.split("==").map((part) => part.trim());
    return { name, version };
  });
}

/** @param {{ name: string, version?: string | null }[] | null} packages */
export function packagesText(packages) {
  return (packages ?? []).map(({ name, version }) => (version ? `${name}==${version}` : name)).join("\n");
}

/** `NAME=value` each. @param {string} text @returns {Record<string, string>} */
export function variablesOf(text) {
  return Object.fromEntries(
    lines(text).map((line) => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      if (!name) throw new Error(t.notVariable(line));
      return [name.trim(), value.trim()];
    }),
  );
}

/** @typedef {{ hosts: { host: string, methods: string[] | null }[], variables: { name: string, hosts: string[] | null }[], index: string | null }} Grants */

/** A host with its methods, or a variable with its hosts; without any it is all of them. @param {Record<"hosts" | "variables" | "index", string>} written @returns {Grants} */
export function grantsOf({ hosts, variables, index }) {
  const split = (/** @type {string} */ text) => lines(text).map((line) => line.split(/[\s,]+/));
  const some = (/** @type {string[]} */ list) => (list.length ? list : null);
  return {
    hosts: split(hosts).map(([host, ...methods]) => ({
      host,
      methods: some(methods.map((each) => each.toUpperCase())),
    })),
    variables: split(variables).map(([name, ...bound]) => ({ name, hosts: some(bound) })),
    index: index.trim() || null,
  };
}

/** @param {Grants} grants @returns {Record<"hosts" | "variables" | "index", string>} */
export function grantsText({ hosts, variables, index }) {
  const text = (/** @type {[string, string[] | null][]} */ all) =>
    all.map(([name, more]) => [name, ...(more ?? [])].join(" ")).join("\n");
  return {
    hosts: text(hosts.map(({ host, methods }) => [host, methods])),
    variables: text(variables.map(({ name, hosts }) => [name, hosts])),
    index: index ?? "",
  };
}
