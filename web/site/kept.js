// The few words that a page keeps beside the space: wishes that are of this browser and of no agent. A page that is
// denied its storage keeps nothing, and goes on.

/** @param {() => Storage} storage  throws where it is denied */
function keeper(storage) {
  return {
    /** @param {string} key */
    kept(key) {
      try {
        return storage().getItem(key) ?? "";
      } catch {
        return "";
      }
    },

    /** @param {string} key @param {string} text  empty keeps nothing */
    keep(key, text) {
      try {
        if (text) storage().setItem(key, text);
        else storage().removeItem(key);
      } catch {
        // denied, or more than there is room for: a reload costs it
      }
    },
  };
}

/**
 * For all tabs, until somebody erases it: lettawasm.agent (the last one), .panel (whether memory stands beside the
 * conversation), .language, .theme, .text and .motion, .voice, and .installOffered (when).
 */
export const browser = keeper(() => localStorage);

/** As long as the tab is open: lettawasm.draft, and lettawasm.outbox. with a conversation's id. */
export const tab = keeper(() => sessionStorage);
