// JavaScript in a cell: a function is called with the arguments that its parameters name.

/**
 * @typedef {object} Job
 * @property {string} source
 * @property {string} function  "" for the value of the last statement
 * @property {Record<string, unknown>} arguments
 * @property {any} agent_state
 * @property {Record<string, string>} env
 * @property {number} output_limit
 */

const FILE = "tool.js";
const NAME = /^[A-Za-z_$][\w$]*$/;
const EXPORT = /^(\s*)export\s+(?:default\s+)?(?=(?:async|function|const|let|var|class)\b)/gm;
const evaluate = globalThis.eval; // in no scope of ours

/** Run a job; tell how it went. Both are JSON. @param {string} text */
export const runJavaScript = (text) => finish(begin(text));

/**
 * The first half, in which code is made of text: what the source is worth, a function or the value of its last
 * statement, and how its output is kept.
 * @param {string} text
 */
export function begin(text) {
  /** @type {Job} */
  const job = JSON.parse(text);
  const output = { stdout: "", stderr: "" };
  Object.assign(globalThis, { console: consoleInto(output, job.output_limit), process: { env: job.env } });
  try {
    return { job, output, made: evaluated(job) };
  } catch (error) {
    return { job, output, error };
  }
}

/** The other half. @param {ReturnType<typeof begin>} begun */
export async function finish({ job, output, made, ...failed }) {
  const ran = { value: /** @type {unknown} */ (null), problem: /** @type {string | null} */ (null) };
  try {
    if ("error" in failed) throw failed.error;
    ran.value = shown(await (job.function ? call(made, job) : made), job.output_limit);
  } catch (error) {
    ran.problem = clipped(told(error), job.output_limit).toWellFormed();
  }
  return JSON.stringify({ ...ran, ...output, agent_state: shown(job.agent_state) });
}

/** @param {Job} job */
function evaluated({ source, function: name }) {
  const bare = source.replace(EXPORT, "$1");
  if (!name) return evaluate(`${bare}\n//# sourceURL=${FILE}`);
  if (!NAME.test(name)) throw new SyntaxError(`${name} is no name of a function`);
  const found = `\n;typeof ${name} === "function" ? ${name} : undefined\n//# sourceURL=${FILE}`;
  const tool = evaluate(bare + found);
  if (!tool) throw new ReferenceError(`The source defines no function ${name}`);
  return tool;
}

/** @param {Function} tool @param {Job} job */
function call(tool, { arguments: given, agent_state }) {
  /** @type {Record<string, unknown>} */
  const known = { ...given, agent_state };
  return tool(...parametersOf(tool).map((parameter) => (parameter ? known[parameter] : given)));
}

/**
 * The names of a function's parameters; null for one that takes all arguments as an object.
 * @param {Function} tool
 * @returns {(string | null)[]}
 */
function parametersOf(tool) {
  const text = tool.toString().replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  const bare = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(text);
  if (bare) return [bare[1]];
  return split(text.slice(text.indexOf("(") + 1)).map((part) => /^[A-Za-z_$][\w$]*/.exec(part)?.[0] ?? null);
}

/** The parts of a list up to the bracket that closes it. @param {string} text */
function split(text) {
  const parts = [""];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[^]/g)) {
    if ("([{".includes(token)) depth++;
    if (")]}".includes(token) && depth-- === 0) break;
    if (token === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** @param {{ stdout: string, stderr: string }} output @param {number} limit */
function consoleInto(output, limit) {
  const into =
    (/** @type {"stdout" | "stderr"} */ stream) =>
    (/** @type {unknown[]} */ ...parts) => {
      output[stream] = clipped(`${output[stream]}${parts.map(asText).join(" ")}\n`.toWellFormed(), limit);
    };
  const [out, error] = [into("stdout"), into("stderr")];
  return { log: out, info: out, debug: out, warn: error, error, trace: error };
}

/** A value as JSON has it, else its text; the beginning of it where it is longer than `limit`. @param {unknown} value */
function shown(value, limit = Infinity) {
  const text = asJson(value);
  if (text === undefined) return clipped(asText(value), limit);
  return text.length <= limit ? JSON.parse(text) : clipped(typeof value === "string" ? value : text, limit);
}

/** @param {unknown} value */
function asJson(value) {
  try {
    return JSON.stringify(value ?? null, (_, each) =>
      typeof each === "string" ? each.toWellFormed() : each,
    );
  } catch {
    return undefined; // a cycle, a BigInt, or whatever a toJSON of theirs throws
  }
}

/** @param {unknown} value */
function asText(value) {
  try {
    return typeof value === "object" ? (asJson(value) ?? String(value)) : String(value);
  } catch {
    return "a value that can't be shown";
  }
}

/** What was thrown, and where in their code. @param {unknown} error */
function told(error) {
  if (!(error instanceof Error)) return `Thrown: ${asText(error)}`;
  const lines = String(error.stack).split("\n");
  const theirs = lines.filter((line) => line.includes(FILE) && !line.includes("eval at"));
  return [`${error.name}: ${error.message}`, ...theirs].join("\n");
}

/** @param {string} text @param {number} limit */
function clipped(text, limit) {
  return text.length <= limit ? text : `${text.slice(0, limit)}… [more was cut off]`;
}
