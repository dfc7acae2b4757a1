// The parts of the page that have words of their own.
export interface Parts {
  shell: typeof import("./en/shell.js").default;
  needs: typeof import("./en/needs.js").default;
  chat: typeof import("./en/chat.js").default;
  agents: typeof import("./en/agents.js").default;
  memory: typeof import("./en/memory.js").default;
  tools: typeof import("./en/tools.js").default;
  activity: typeof import("./en/activity.js").default;
  models: typeof import("./en/models.js").default;
  shelf: typeof import("./en/shelf.js").default;
  vault: typeof import("./en/vault.js").default;
  trial: typeof import("./en/trial.js").default;
  settings: typeof import("./en/settings.js").default;
  welcome: typeof import("./en/welcome.js").default;
  copies: typeof import("./en/copies.js").default;
  share: typeof import("./en/share.js").default;
  workbench: typeof import("./en/workbench.js").default;
  widget: typeof import("./en/widget.js").default;
}
