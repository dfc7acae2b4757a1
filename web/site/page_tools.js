// Tools of a page: functions that it lets an agent call, each call with a person's word unless they gave it once and
// for all. They run here, in the page, and nowhere else; what they return is all that leaves it.

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const PATIENCE = 60_000; // ms for a call
const MOST = 100_000; // characters of what it returns

/** @typedef {Record<string, any>} Schema  a JSON Schema */
/**
 * @typedef {object} PageTool
 * @property {string} name
 * @property {string} description  what a model is told of it
 * @property {Schema} [parameters]  of the object that `run` gets
 * @property {(args: any, call: { signal: AbortSignal }) => unknown} run  its result is told to the agent as JSON
 * @property {"ask" | "allow"} [approval]  whether a person is asked before each call, as they are unless this says `allow`
 */

export class PageTools {
  /** @type {Map<string, PageTool>} */
  #tools = new Map();

  /**
   * Let agents call a function. The one of that name before it goes. Returns what takes it back.
   * @param {PageTool} tool
   */
  register(tool) {
    const { name, description, parameters = {}, run } = tool;
    if (!NAME.test(name)) throw new TypeError("A tool's name has up to 64 letters, digits, _ and -.");
    if (typeof run !== "function") throw new TypeError(`The tool ${name} has no function \`run\`.`);
    if (typeof description !== "string") throw new TypeError(`The tool ${name} needs a description.`);
    if ((parameters.type ?? "object") !== "object")
      throw new TypeError(`The parameters of ${name} must be the JSON Schema of an object.`);
    const own = { ...tool, parameters: { type: "object", properties: {}, ...parameters } };
    this.#tools.set(name, own);
    return () => {
      if (this.#tools.get(name) === own) this.#tools.delete(name);
    };
  }

  /** @param {string} name */
  forget(name) {
    this.#tools.delete(name);
  }

  /** As Letta's `client_tools` has them. */
  get specs() {
    return [...this.#tools.values()].map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
    }));
  }

  /** @param {string} name */
  has(name) {
    return this.#tools.has(name);
  }

  /** Whether nobody has to be asked before a call. @param {string} name */
  isAllowed(name) {
    return this.#tools.get(name)?.approval === "allow";
  }

  /** Ask no more before calls of this tool, as long as the page is open. @param {string} name */
  allow(name) {
    const tool = this.#tools.get(name);
    if (tool) tool.approval = "allow";
  }

  /** Ask again before each call of this tool. @param {string} name */
  askBefore(name) {
    const tool = this.#tools.get(name);
    if (tool) tool.approval = "ask";
  }

  /**
   * Answer a call; whatever goes wrong is told in the answer.
   * @param {string} name @param {string} text  the arguments as the model wrote them
   * @returns {Promise<{ tool_return: string, status: "success" | "error" }>}
   */
  async call(name, text) {
    try {
      const tool = this.#tools.get(name);
      if (!tool) throw new Error(`This page has no tool called ${name} any more.`);
      const result = await inTime(tool, argumentsOf(text, /** @type {Schema} */ (tool.parameters)));
      const told = typeof result === "string" ? result : (JSON.stringify(result) ?? "null");
      return { tool_return: clipped(told), status: "success" };
    } catch (error) {
      const { name: kind, message } =
        error instanceof Error ? error : { name: "Error", message: String(error) };
      return { tool_return: clipped(`${kind}: ${message}`), status: "error" };
    }
  }
}

/** @param {PageTool} tool @param {unknown} args */
async function inTime({ name, run }, args) {
  const controller = new AbortController();
  const late = new Promise((_, reject) => {
    const timer = setTimeout(() => {
      const error = new Error(`${name} took longer than ${PATIENCE / 1000} seconds.`);
      controller.abort(error);
      reject(error);
    }, PATIENCE);
    controller.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  try {
    return await Promise.race([run(args, { signal: controller.signal }), late]);
  } finally {
    controller.abort();
  }
}

/** @param {string} text @param {Schema} schema */
function argumentsOf(text, schema) {
  const args = JSON.parse(text || "{}");
  const problem = problemOf(args, schema, "arguments");
  if (problem) throw new TypeError(problem);
  return args;
}

/**
 * What is wrong with a value, by the part of JSON Schema that tools are described with; null when nothing is.
 * @param {any} value @param {Schema} schema @param {string} place
 * @returns {string | null}
 */
function problemOf(value, schema, place) {
  const types = [schema.type ?? []].flat();
  if (types.length && !types.some((type) => isOf(value, type)))
    return `${place} must be of type ${types.join(" or ")}.`;
  if (schema.enum && !schema.enum.includes(value))
    return `${place} must be one of ${schema.enum.join(", ")}.`;
  if (Array.isArray(value) && schema.items)
    return first(value.map((each, at) => problemOf(each, schema.items, `${place}[${at}]`)));
  if (!isOf(value, "object")) return null;
  const missing = (schema.required ?? []).find((/** @type {string} */ name) => !Object.hasOwn(value, name));
  if (missing) return `${place}.${missing} is missing.`;
  const known = schema.properties ?? {};
  return first(
    Object.entries(value).map(([name, each]) =>
      Object.hasOwn(known, name) ? problemOf(each, known[name], `${place}.${name}`) : null,
    ),
  );
}

/** @param {(string | null)[]} problems */
function first(problems) {
  return problems.find((problem) => problem !== null) ?? null;
}

/** @param {any} value @param {string} type */
function isOf(value, type) {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** @param {string} text */
function clipped(text) {
  return text.length <= MOST
    ? text
    : `${text.slice(0, MOST)}… [${text.length - MOST} more characters were cut off]`;
}
