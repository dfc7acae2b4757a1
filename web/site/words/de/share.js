/** @type {typeof import("../en/share.js").default} */
export default {};
