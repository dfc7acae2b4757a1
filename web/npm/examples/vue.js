// An agent in a Vue app, written with render functions; in a template, tell the compiler that it is an element:
// `app.config.compilerOptions.isCustomElement = (tag) => tag === "letta-agent"`.
import { createApp, h, ref } from "vue";

const Help = {
  setup() {
    const isOpen = ref(false);
    const refused = ref("");
    /** No page has to take every message. */
    const check = (event) => {
      if (!event.detail.text.includes("secret")) return;
      event.preventDefault();
      refused.value = event.detail.text;
    };
    return () => [
      h("button", { onClick: () => (isOpen.value = !isOpen.value) }, "Help"),
      h("output", refused.value),
      h("letta-agent", {
        label: "Ida",
        theme: "dark",
        open: isOpen.value,
        words: { welcome: () => "What is it about?" },
        "onLetta-toggle": ({ detail }) => (isOpen.value = detail.isOpen),
        "onLetta-before-send": check,
      }),
    ];
  },
};

createApp(Help).mount("#app");
