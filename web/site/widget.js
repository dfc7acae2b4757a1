// What a page loads to have agents: <script type="module" src="…/widget.js"></script>. It defines <letta-agent> and no
// more; the conversation comes when somebody opens it, and Python with that.
import { LettaAgent } from "./widget/agent.js";

if (!customElements.get("letta-agent")) customElements.define("letta-agent", LettaAgent); // twice is once

export { LettaAgent };
