// Sizes as people read them.

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** @param {number} count */
export function bytes(count) {
  const step = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  const number = count / 1000 ** step;
  return `${number.toFixed(step > 2 && number < 10 ? 1 : 0)} ${UNITS[step]}`;
}
