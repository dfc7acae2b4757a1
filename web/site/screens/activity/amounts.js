// Durations, tokens and money, as people read them.
import { number } from "../../words/words.js";

const SECOND = 1e9; // ns

/** @param {number} ns */
export function duration(ns) {
  if (ns < SECOND) return unit(Math.round(ns / 1e6), "millisecond");
  if (ns < 60 * SECOND) return unit(ns / SECOND, "second", ns < 10 * SECOND ? 1 : 0);
  const seconds = Math.round(ns / SECOND);
  return `${unit(Math.floor(seconds / 60), "minute")} ${unit(seconds % 60, "second")}`;
}

/** @param {number} amount @param {string} name */
function unit(amount, name, digits = 0) {
  return number(amount, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits });
}

/** @param {number} count */
export function tokens(count) {
  return number(count, count < 10_000 ? {} : { notation: "compact", maximumFractionDigits: 1 });
}

/** @param {number} amount */
export function dollars(amount) {
  const digits = amount && amount < 0.01 ? 4 : 2;
  return number(amount, { style: "currency", currency: "USD", maximumFractionDigits: digits });
}
