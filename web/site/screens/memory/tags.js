/** Tags as a person writes them, with commas. @param {string} text */
export function tagsOf(text) {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter(Boolean);
}
