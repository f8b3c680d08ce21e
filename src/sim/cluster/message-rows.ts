/** The rows of messages that were lost or held up, with the ids that are known. */

import { type MessageFacts, only } from "./message-facts.ts";
import type { Recorder } from "./recorder.ts";

export type LossReason = "told-to" | "unreachable" | "not-connected";

export class MessageRows {
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** `from` and `to` are names of ends. */
  lost(message: string, facts: MessageFacts, from: string, to: string, reason: LossReason): void {
    this.#recorder.add("message.dropped", { ...idsOf(facts), message, from, to, reason });
  }

  delayed(message: string, facts: MessageFacts, byMs: number): void {
    this.#recorder.add("message.delayed", { ...idsOf(facts), message, by_ms: byMs, reason: "told-to" });
  }
}

/** What a message is about, where it is about one only. */
function idsOf({ agents, framework, role, traces }: MessageFacts) {
  return {
    agent: only(agents),
    framework: framework ?? undefined,
    role: role ?? undefined,
    app: only(traces.map(({ app }) => app)),
    task: only(traces.map(({ task }) => task)),
  };
}
