// What an inspection tells of a file, and what a person decides on it. Types only.

/** @typedef {import("./marked.js").Shown} Shown */
/** @typedef {Record<string, number>} Counts */
/**
 * @typedef {{ id: string, name: string, description: Shown, system: Shown, model: string | null, tags: string[],
 *   block_ids: string[], tool_ids: string[], secrets: string[],
 *   messages: { count: number, first: SeenMessage[], last: SeenMessage[] } }} SeenAgent
 * @typedef {Shown & { id: string, role: string, calls: string[] }} SeenMessage
 * @typedef {{ id: string, label: string, read_only: boolean, description: Shown, value: Shown }} SeenBlock
 * @typedef {{ id: string, name: string, description: Shown, source: Shown, powers: string[], packages: string[],
 *   reaches_out: boolean, here: "built_in" | "new" | "same" | "other" }} SeenTool
 * @typedef {{ name: string, format: string, title: string, agents: SeenAgent[], blocks: SeenBlock[],
 *   tools: SeenTool[], servers: { id: string, name: string, url: string | null, tool_ids: string[] }[],
 *   archives: { id: string, name: string, count: number, first: Shown[] }[],
 *   folders: { id: string, name: string, files: string[] }[],
 *   notes: Shown[], talks: { title: string, messages: number }[],
 *   tally: { added: Counts, skipped: Counts, remarks: { path: string, message: string }[] },
 *   findings: import("./findings.js").Finding[], finding_count: number }} Seen
 */
/** What a person decided. @typedef {{ leaveOut: Set<string>, trusted: Set<string>, withMessages: boolean, strips: boolean }} Wishes */

export {};
