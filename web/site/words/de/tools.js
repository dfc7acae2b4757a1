/** @type {typeof import("../en/tools.js").default} */
export default {};
