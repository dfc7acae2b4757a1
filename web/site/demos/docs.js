// What the guide may do on this page: name its sections, and show one.

const sections = [...document.querySelectorAll("section")];

/** @type {any} */ (document.querySelector("letta-agent")).tools = {
  list_sections: {
    description: "The sections of the page, by their ids and headings.",
    approval: "allow", // it tells nothing but what is on the page
    run: () => sections.map(({ id }) => ({ id, heading: headingOf(id) })),
  },
  show_section: {
    description: "Scroll the page to a section and mark it.",
    parameters: {
      properties: { id: { type: "string", enum: sections.map(({ id }) => id) } },
      required: ["id"],
    },
    run(/** @type {{ id: string }} */ { id }) {
      for (const section of sections) section.classList.toggle("shown", section.id === id);
      document.getElementById(id)?.scrollIntoView({ behavior: "smooth" });
      return `The reader sees “${headingOf(id)}”.`;
    },
  },
};

/** @param {string} id */
function headingOf(id) {
  return document.querySelector(`#${id} h2`)?.textContent ?? "";
}
