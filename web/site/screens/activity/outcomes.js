// How a run went, or goes.
import { css } from "../../lib/lit.js";

/**
 * @typedef {{ prompt_tokens: number, completion_tokens: number, cached_input_tokens: number, cache_write_tokens: number,
 *   reasoning_tokens: number, dollars: number | null }} Spent
 * @typedef {{ type: string, message: string, detail?: string }} Failure
 * @typedef {Spent & { id: string, agent_id: string, agent_name: string, conversation_id: string | null, status: string,
 *   stop_reason: string | null, background: boolean, created_at: string, completed_at: string | null,
 *   ttft_ns: number | null, total_duration_ns: number | null, error: Failure | null, asked: string | null,
 *   models: string[], step_count: number, call_count: number, failed_calls: number }} Activity
 */
/** @typedef {"going" | "done" | "asked" | "cut" | "failed" | "cancelled"} Outcome */

const CUT = ["max_steps", "max_tokens_exceeded"]; // it ended, but not where it wanted to

/** @param {{ status: string }} run */
export function isGoing({ status }) {
  return status === "created" || status === "running";
}

/** @param {{ status: string, stop_reason: string | null }} run @returns {Outcome} */
export function outcomeOf(run) {
  const { status, stop_reason: reason } = run;
  if (isGoing(run)) return "going";
  if (reason === "requires_approval") return "asked";
  if (CUT.includes(reason ?? "")) return "cut";
  if (status === "cancelled") return "cancelled";
  return status === "failed" ? "failed" : "done";
}

/** Ask a run to stop after its present step. @param {import("../../api.js").Api} api @param {{ id: string, agent_id: string }} run */
export async function cancel(api, { id, agent_id: agentId }) {
  await api.post(`/v1/agents/${agentId}/messages/cancel`, { run_ids: [id] });
}

export const outcomes = css`
  .outcome::before {
    display: inline-block;
    width: 0.55rem;
    height: 0.55rem;
    margin-inline-end: 0.4rem;
    border: 2px solid var(--outcome);
    border-radius: 50%;
    background: var(--outcome);
    content: "";
  }

  .outcome {
    --outcome: var(--accent);

    color: var(--ink);
  }

  .outcome.going::before {
    animation: going 1.2s infinite alternate ease-in-out;
  }

  .outcome.asked,
  .outcome.cut {
    --outcome: var(--memory);
  }

  .outcome.asked::before,
  .outcome.cancelled::before {
    background: none;
  }

  .outcome.failed {
    --outcome: var(--bad);

    color: var(--bad);
  }

  .outcome.failed::before {
    border-radius: 0;
  }

  .outcome.cancelled {
    --outcome: var(--faded);
  }

  @keyframes going {
    to {
      opacity: 0.25;
    }
  }
`;
