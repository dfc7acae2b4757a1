/** @type {typeof import("../en/welcome.js").default} */
export default {};
