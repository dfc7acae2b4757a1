// What a tab keeps for the page while it is open. A page that is denied its storage keeps nothing, and goes on.

/** @param {string} key */
export function kept(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} key @param {string} text  empty keeps nothing */
export function keep(key, text) {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // denied, or more than a tab may keep: a reload costs it
  }
}
