// The language that the page speaks: which one, its words, and how it writes numbers and dates.
import { browser } from "../kept.js";

/** Each is a folder beside this file, complete: the types of its files are those of English. */
export const LANGUAGES = { en: "English", de: "Deutsch" };

const CHOICE = "lettawasm.language";
const UNITS = ["B", "kB", "MB", "GB", "TB"];
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const SPANS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** @typedef {keyof typeof LANGUAGES} Language */

let place = ""; // the language of the place where a widget stands

/** The page speaks this language from now on, in what it hasn't said yet. @param {Language} wish */
export function speak(wish) {
  place = wish;
}

/** The one that a person has chosen, or the first of the browser's that there is. @returns {Language} */
export function language() {
  const wishes = [place, chosen(), ...navigator.languages].map((wish) => wish.split("-")[0]);
  return /** @type {Language} */ (wishes.find((wish) => wish in LANGUAGES) ?? "en");
}

/** From the next page load on. Empty leaves it to the browser. @param {Language | ""} wish */
export function chooseLanguage(wish) {
  browser.keep(CHOICE, wish);
}

export function chosen() {
  return browser.kept(CHOICE);
}

/**
 * The words of a part of the page. English stands in for a file that can't be had.
 * @template {keyof import("./parts.js").Parts} Part
 * @param {Part} part
 * @param {Language} [wish]
 * @returns {Promise<import("./parts.js").Parts[Part]>}
 */
export async function words(part, wish = language()) {
  const [found, english] = [`./${wish}/${part}.js`, `./en/${part}.js`];
  return (await import(found).catch(() => import(english))).default;
}

/** @param {number} count @param {Intl.NumberFormatOptions} [options] */
export function number(count, options) {
  return new Intl.NumberFormat(language(), options).format(count);
}

/** @param {Date | string | number} when @param {Intl.DateTimeFormatOptions} [options] */
export function date(when, options = { dateStyle: "medium", timeStyle: "short" }) {
  return new Intl.DateTimeFormat(language(), options).format(new Date(when));
}

/** How long it is past, or to come, in the largest unit that there is one of. @param {Date | string | number} when */
export function ago(when) {
  const seconds = (new Date(when).getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  const [unit, length] = SPANS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 60];
  return unit === "second" ? format.format(0, "second") : format.format(Math.round(seconds / length), unit);
}

/** @param {number} count */
export function bytes(count) {
  const step = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** step;
  return `${number(value, { maximumFractionDigits: step > 2 && value < 10 ? 1 : 0 })} ${UNITS[step]}`;
}
