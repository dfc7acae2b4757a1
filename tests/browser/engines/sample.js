// The smallest value that a JSON schema allows, for models that are played. It stands before the player's own script.
// Of alternatives it takes the first, unless `words` ask to use the tool of another one.

/** @param {any} schema @param {string} words @returns {any} */
function sample(schema, words) {
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) return sample(ways.find((/** @type {any} */ way) => isAskedFor(way, words)) ?? ways[0], words);
  const [type] = [schema.type].flat();
  if (type === "object") {
    const names = schema.required ?? Object.keys(schema.properties ?? {});
    return Object.fromEntries(
      names.map((/** @type {string} */ name) => [
        name,
        name === "label" ? "human" : sample(schema.properties[name], words),
      ]),
    );
  }
  if (type === "array")
    return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, words));
  return (
    { string: words, integer: schema.minimum ?? 0, number: schema.minimum ?? 0, boolean: false }[type] ?? null
  );
}

/** @param {any} way @param {string} words */
function isAskedFor(way, words) {
  return words.includes(`Use ${way.properties?.tool?.enum[0]}`);
}

/** What a played model says. @param {any} schema @param {string} heard */
function played(schema, heard) {
  const words = heard.slice(0, 200);
  return schema ? JSON.stringify(sample(schema, words)) : `You said: ${words}`;
}

/** In pieces. @param {string} text */
function pieces(text) {
  return text.match(/[\s\S]{1,6}/g) ?? [];
}

/** Let others have their turn, as a model that computes does. */
function computed() {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
