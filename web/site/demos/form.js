// A form, and what its tutor may do with it: read what stands there, and write into one field.

const form = /** @type {HTMLFormElement} */ (document.getElementById("card"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (
  [...form.elements].filter((field) => "name" in field && field.name)
);

/** @type {any} */ (document.querySelector("letta-agent")).tools = {
  read_form: {
    description:
      "The fields of the form: what each asks for, what stands in it, and what is wrong with that.",
    run: () => fields.map(shown),
  },
  fill_field: {
    description: "Write into a field of the form. Dates as 1990-12-31; of a list, one of its options.",
    parameters: {
      properties: {
        field: { type: "string", enum: fields.map(({ name }) => name) },
        value: { type: "string" },
      },
      required: ["field", "value"],
    },
    run(/** @type {{ field: string, value: string }} */ { field, value }) {
      const wanted = /** @type {HTMLInputElement} */ (form.elements.namedItem(field));
      wanted.value = value;
      if (wanted.value !== value) throw new Error(`${field} doesn't take “${value}”.`);
      wanted.dispatchEvent(new Event("input", { bubbles: true }));
      return shown(wanted);
    },
  },
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  said.textContent = "Everything is filled in. This page sends nothing anywhere, so this is where it ends.";
});

/** @param {HTMLInputElement | HTMLSelectElement} field */
function shown(field) {
  const options =
    "options" in field ? [...field.options].map(({ value }) => value).filter(Boolean) : undefined;
  const label = field.labels?.[0]?.firstChild?.textContent?.trim();
  const { name, value, required, validationMessage: problem } = field;
  return { name, label, value, required, problem, options };
}
