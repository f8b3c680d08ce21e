/** What happens at an instant, as marks in a trace: faults, what operators did, timeouts, wipes, role conflicts. */

import type { EventName } from "../../model/events.ts";
import { whyOf } from "../describe-event.ts";
import { type EventRow, eventsOf } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { startOf } from "../span-starts.ts";
import { argsOf, microseconds, type Timed, type Track } from "./trace-event.ts";
import { clusterPid, type Tracks } from "./tracks.ts";

interface Mark {
  readonly cat: "fault" | "operator" | "timeout" | "wipe" | "conflict" | "refusal";
  /** What it is about: a thread for a task or a deployment, a process for an agent or a framework, or everything. */
  readonly on: "task" | "deployment" | "process" | "all";
  /** What it is called; null for a row that is no such mark. By default the name of the event. */
  readonly name?: (event: EventRow) => string | null;
}

/** Why Marathon forgets a task that somebody or something made it give up. */
const givenUp: Readonly<Record<string, string>> = { wiped: "wiped", unclaimed: "unclaimed" };

const toldTo = (event: EventRow): string | null =>
  event.reason === "told-to" ? `${event.text("message") ?? "message"} ${event.name.slice(8)}` : null;

const marks: Partial<Record<EventName, Mark>> = {
  "agent.crashed": { cat: "fault", on: "process" },
  "agent.recovered": { cat: "fault", on: "process" },
  "volume.lost": { cat: "fault", on: "process" },
  "master.down": { cat: "fault", on: "all" },
  "master.failedover": { cat: "fault", on: "all" },
  "framework.disconnected": { cat: "fault", on: "process" },
  "framework.removed": { cat: "fault", on: "process" },
  "leader.failed": { cat: "fault", on: "process" },
  "message.dropped": { cat: "fault", on: "process", name: toldTo },
  "message.delayed": { cat: "fault", on: "process", name: toldTo },
  "task.unhealthy-kill": { cat: "fault", on: "task" },
  "api.answered": { cat: "operator", on: "process", name: (event) => event.text("call") },
  "operator.answered": { cat: "operator", on: "process", name: (event) => event.text("action") },
  "deployment.cancelled": { cat: "operator", on: "deployment" },
  "deployment.failed": { cat: "operator", on: "deployment" },
  "app.rejected": { cat: "refusal", on: "process" },
  "reservation.refused": { cat: "refusal", on: "process" },
  "volume.refused": { cat: "refusal", on: "process" },
  "reservation.timed-out": { cat: "timeout", on: "task" },
  "task.overdue": { cat: "timeout", on: "task" },
  "task.expunged": { cat: "wipe", on: "task", name: (event) => givenUp[event.reason] ?? null },
  "role.conflict": { cat: "conflict", on: "process" },
};

/** In the order of the journal. */
export function* marksOf(run: FinishedRun, tracks: Tracks): Generator<Timed> {
  for (const event of eventsOf(run.recorder)) {
    const mark = marks[event.name];
    const name = mark?.name === undefined ? event.name : mark.name(event);
    if (mark === undefined || name === null) continue;
    const ts = microseconds(event.atMs);
    const args = argsOf({
      app: event.text("app"),
      framework: event.text("framework"),
      role: event.text("role"),
      task: event.text("task"),
      volume: event.text("volume"),
      reservation: event.text("reservation"),
      operation: event.text("operation"),
      owner: event.text("owner"),
      status: event.number("status"),
      message: event.text("message"),
      reason: event.reason,
      why: whyOf(event),
    });
    const common = { ph: "i", ts, name, cat: mark.cat } as const;
    const pid = tracks.pidOf(event.text("agent"), event.text("framework"));
    const thread = threadOf(mark, event, tracks);
    if (thread !== undefined) yield { ...common, ...thread, s: "t", ...args };
    else if (mark.on === "all") yield { ...common, pid: clusterPid, tid: clusterPid, s: "g", ...args };
    else yield { ...common, pid, tid: pid, s: "p", ...args };
  }
}

function threadOf({ on }: Mark, event: EventRow, tracks: Tracks): Track | undefined {
  if (on !== "task" && on !== "deployment") return undefined;
  const thing = tracks.find(startOf(on, event, ""), event);
  return thing === -1 ? undefined : tracks.trackOf(thing);
}
