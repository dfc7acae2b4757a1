// For TypeScript in React 19: import type {} from "lettawasm-widget/react";
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  LettaAgentAttributes,
  LettaAgentElement,
  LettaAgentEvents,
  ModelProvider,
  PageTool,
  Words,
} from "./index.js";

type Listeners = {
  [Type in keyof LettaAgentEvents as `on${Type}`]?: (event: CustomEvent<LettaAgentEvents[Type]>) => unknown;
};

type Properties = Omit<
  DetailedHTMLProps<HTMLAttributes<LettaAgentElement>, LettaAgentElement>,
  "placeholder"
> &
  LettaAgentAttributes &
  Listeners & {
    open?: boolean;
    tools?: Record<string, PageTool>;
    words?: Words;
    provider?: ModelProvider | null;
  };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "letta-agent": Properties;
    }
  }
}
