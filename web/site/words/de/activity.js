/** @type {typeof import("../en/activity.js").default} */
export default {};
