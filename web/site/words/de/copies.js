/** @type {typeof import("../en/copies.js").default} */
export default {};
