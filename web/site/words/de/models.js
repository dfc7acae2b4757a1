/** @type {typeof import("../en/models.js").default} */
export default {};
