/** @type {typeof import("../en/agents.js").default} */
export default {};
