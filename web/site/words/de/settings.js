/** @type {typeof import("../en/settings.js").default} */
export default {};
