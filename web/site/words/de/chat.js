/** @type {typeof import("../en/chat.js").default} */
export default {};
