// How long ago something was, as this page says it: by days, and where it matters closer.
import { ago, language, words } from "../words/words.js";

const t = await words("copies");
const DAY = 86_400_000;

/** "today", "yesterday", "3 days ago". @param {string | number} moment */
export function day(moment) {
  const days = (startOf(new Date(moment)) - startOf(new Date())) / DAY;
  return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(Math.round(days), "day");
}

/** "just now", "5 minutes ago". @param {string} moment */
export function since(moment) {
  return Date.now() - new Date(moment).getTime() < 60_000 ? t.justNow : ago(moment);
}

/** @param {Date} moment */
function startOf(moment) {
  return moment.setHours(0, 0, 0, 0);
}
