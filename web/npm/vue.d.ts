// For TypeScript in Vue 3: import type {} from "lettawasm-widget/vue";
import type { DefineComponent } from "vue";
import type { LettaAgentAttributes, ModelProvider, PageTool, Words } from "./index.js";

type Properties = LettaAgentAttributes & {
  open?: boolean;
  tools?: Record<string, PageTool>;
  words?: Words;
  provider?: ModelProvider | null;
};

declare module "vue" {
  interface GlobalComponents {
    "letta-agent": DefineComponent<Properties>;
  }
}
