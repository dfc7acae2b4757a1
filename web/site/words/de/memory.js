/** @type {typeof import("../en/memory.js").default} */
export default {};
