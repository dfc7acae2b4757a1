// Counts as people say them: "2 agents, 31 messages".
import { language, number, words } from "../../words/words.js";

const t = await words("copies");
const ORDER = Object.keys(t.things);

/** @param {Record<string, number>} counts */
export function things(counts) {
  const told = ORDER.filter((kind) => counts[kind]).map((kind) => {
    const [one, many] = t.things[kind];
    return `${number(counts[kind])} ${counts[kind] === 1 ? one : many}`;
  });
  return new Intl.ListFormat(language()).format(told);
}
