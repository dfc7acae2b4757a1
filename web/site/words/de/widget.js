/** @type {typeof import("../en/widget.js").default} */
export default {};
