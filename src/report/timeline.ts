/**
 * The timeline: journal rows folded into spans, by one small rule per type of event.
 *
 * Agents: `registered`, `disconnected`, `removed` are the master's view; `crashed` is the host's and may overlap.
 * Reservations: `requested` by Marathon, `reserved` by the master. Volumes: `detached`, `attached`. Tasks:
 * `reserving`, `staging`, `running`, then how they ended (`finished`, `failed`, `killed`, `lost`, `error`) until
 * Marathon has `suspended` or forgotten them. Deployments: `started`, `step-1`, ..., `cancelling`. Offers: how they
 * ended, `open` at the end of the run.
 */

import type { EventName } from "../model/events.ts";
import { AmountsReader, addTo, type Sum } from "./amounts.ts";
import { taskKey } from "./capacity.ts";
import { type EventRow, eventsWithOffers } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { type Span, SpanBook, type SpanKind, type SpanStart } from "./spans.ts";
import { endOfLaunched } from "./task-ends.ts";

/** All spans, in order of start and, at one instant, of the events that began them. */
export function timelineOf(run: FinishedRun): readonly Readonly<Span>[] {
  const timeline = new Timeline();
  for (const { name, kind } of run.scenario.frameworks) if (kind === "marathon") timeline.marathons.add(name);
  for (const event of eventsWithOffers(run.recorder)) timeline.apply(event);
  return timeline.spans.finish(run.endMs);
}

class Timeline {
  readonly spans = new SpanBook();
  readonly marathons = new Set<string>();
  readonly #reader = new AmountsReader();
  /** What each reservation still holds; one may be made and released in parts. */
  readonly #reserved = new Map<string, Sum>();
  /** Tasks that Marathon has forgotten while the master has not. */
  readonly #forgotten = new Set<string>();

  apply(event: EventRow): void {
    const apply = rules[event.name];
    if (apply !== undefined) apply(this, event);
    else if (endOfLaunched(event) !== null) this.#endTask(event);
  }

  begin(kind: SpanKind, key: string, event: EventRow, state: string): void {
    this.spans.begin(`${kind}\u0000${key}`, event.atMs, startOf(kind, event, state));
  }

  end(kind: SpanKind, key: string, event: EventRow, state?: string): void {
    this.spans.end(`${kind}\u0000${key}`, event.atMs, event.reason, state);
  }

  isOpen(kind: SpanKind, key: string): boolean {
    return this.spans.openOf(`${kind}\u0000${key}`) !== undefined;
  }

  reserve(event: EventRow): void {
    const key = reservationKey(event);
    let held = this.#reserved.get(key);
    if (held === undefined) {
      held = new Map();
      this.#reserved.set(key, held);
      this.begin("reservation", key, event, "reserved");
    }
    addTo(held, this.#reader.read(event.text("resources")), 1);
  }

  /** The span ends when nothing of the reservation is left. */
  release(event: EventRow): void {
    const key = reservationKey(event);
    const held = this.#reserved.get(key);
    if (held === undefined) return;
    addTo(held, this.#reader.read(event.text("resources")), -1);
    for (const milli of held.values()) if (milli > 0) return;
    this.#reserved.delete(key);
    this.end("reservation", key, event);
  }

  /** Marathon no longer waits for what it asked to be reserved; what is reserved stays so. */
  giveUp(event: EventRow): void {
    const key = reservationKey(event);
    if (!this.#reserved.has(key)) this.end("reservation", key, event);
  }

  launch(event: EventRow): void {
    this.#forgotten.delete(taskKey(event));
    this.begin("task", taskKey(event), event, "staging");
  }

  #endTask(event: EventRow): void {
    const key = taskKey(event);
    if (!this.isOpen("task", key)) return;
    this.begin("task", key, event, event.name.slice("task.".length));
    // Only a Marathon says more about a task that has ended.
    const over = !this.marathons.has(event.text("framework") ?? "") || this.#forgotten.delete(key);
    if (over) this.end("task", key, event);
  }

  /** A task that still runs stays in the timeline until the master knows its end. */
  forget(event: EventRow): void {
    const key = taskKey(event);
    const state = this.spans.openOf(`task\u0000${key}`)?.state;
    if (state === "staging" || state === "running") this.#forgotten.add(key);
    else this.end("task", key, event);
  }
}

function reservationKey(event: EventRow): string {
  const id = event.text("reservation") ?? event.text("task") ?? "";
  return `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${id}`;
}

/** Where a span is drawn, and what its id is. */
const identities: Readonly<
  Record<SpanKind, (event: EventRow) => readonly [lane: string | null, id: string | null]>
> = {
  agent: (event) => [event.text("agent"), event.text("agent")],
  reservation: (event) => [event.text("agent"), event.text("reservation") ?? event.text("task")],
  volume: (event) => [event.text("agent"), event.text("volume")],
  task: (event) => [event.text("app") ?? event.text("framework"), event.text("task")],
  deployment: (event) => [event.text("framework"), event.text("deployment")],
  leader: (event) => [event.text("framework"), event.text("framework")],
  offer: (event) => [event.text("agent"), event.text("offer")],
};

function startOf(kind: SpanKind, event: EventRow, state: string): SpanStart {
  const [lane, id] = identities[kind](event);
  return {
    lane: lane ?? "",
    kind,
    id: id ?? "",
    state,
    agent: event.text("agent") ?? "",
    app: event.text("app") ?? "",
    framework: event.text("framework") ?? "",
    reason: event.reason,
  };
}

const agentKey = (event: EventRow): string => event.text("agent") ?? "";
const hostKey = (event: EventRow): string => `host\u0000${agentKey(event)}`;
const frameworkKey = (event: EventRow): string => event.text("framework") ?? "";
const offerKey = (event: EventRow): string => event.text("offer") ?? "";
const deploymentKey = (event: EventRow): string =>
  `${frameworkKey(event)}\u0000${event.text("deployment") ?? ""}`;
const volumeKey = (event: EventRow): string =>
  `${agentKey(event)}\u0000${event.text("role") ?? ""}\u0000${event.text("volume") ?? ""}`;

const rules: Partial<Record<EventName, (timeline: Timeline, event: EventRow) => void>> = {
  "agent.registered": (timeline, event) => timeline.begin("agent", agentKey(event), event, "registered"),
  "agent.reregistered": (timeline, event) => timeline.begin("agent", agentKey(event), event, "registered"),
  "agent.disconnected": (timeline, event) => timeline.begin("agent", agentKey(event), event, "disconnected"),
  "agent.removed": (timeline, event) => timeline.begin("agent", agentKey(event), event, "removed"),
  "agent.crashed": (timeline, event) => timeline.begin("agent", hostKey(event), event, "crashed"),
  "agent.recovered": (timeline, event) => timeline.end("agent", hostKey(event), event),
  "reservation.requested": (timeline, event) => {
    timeline.begin("reservation", reservationKey(event), event, "requested");
    timeline.begin("task", taskKey(event), event, "reserving");
  },
  "reservation.made": (timeline, event) => timeline.reserve(event),
  "reservation.refused": (timeline, event) => timeline.giveUp(event),
  "reservation.timed-out": (timeline, event) => timeline.giveUp(event),
  "reservation.released": (timeline, event) => timeline.release(event),
  "volume.created": (timeline, event) => timeline.begin("volume", volumeKey(event), event, "detached"),
  "volume.attached": (timeline, event) => timeline.begin("volume", volumeKey(event), event, "attached"),
  "volume.detached": (timeline, event) => {
    // A container may end after its volume is gone.
    if (timeline.isOpen("volume", volumeKey(event)))
      timeline.begin("volume", volumeKey(event), event, "detached");
  },
  "volume.destroyed": (timeline, event) => timeline.end("volume", volumeKey(event), event),
  "volume.lost": (timeline, event) => timeline.end("volume", volumeKey(event), event),
  "task.launched": (timeline, event) => timeline.launch(event),
  "task.running": (timeline, event) => timeline.begin("task", taskKey(event), event, "running"),
  "task.suspended": (timeline, event) => timeline.begin("task", taskKey(event), event, "suspended"),
  "task.expunged": (timeline, event) => timeline.forget(event),
  "deployment.started": (timeline, event) =>
    timeline.begin("deployment", deploymentKey(event), event, "started"),
  "deployment.step": (timeline, event) =>
    timeline.begin("deployment", deploymentKey(event), event, `step-${event.number("step") ?? 0}`),
  "deployment.cancelled": (timeline, event) =>
    timeline.begin("deployment", deploymentKey(event), event, "cancelling"),
  "deployment.succeeded": (timeline, event) => timeline.end("deployment", deploymentKey(event), event),
  "deployment.failed": (timeline, event) => timeline.end("deployment", deploymentKey(event), event),
  "leader.elected": (timeline, event) => timeline.begin("leader", frameworkKey(event), event, "leading"),
  "framework.disconnected": (timeline, event) => {
    if (event.reason === "failover") timeline.end("leader", frameworkKey(event), event);
  },
  "framework.removed": (timeline, event) => timeline.end("leader", frameworkKey(event), event),
  "framework.registered": (timeline, event) => {
    if (event.text("kind") === "marathon") timeline.marathons.add(frameworkKey(event));
  },
  "offer.made": (timeline, event) => timeline.begin("offer", offerKey(event), event, "open"),
  "offer.accepted": (timeline, event) => timeline.end("offer", offerKey(event), event, "accepted"),
  "offer.declined": (timeline, event) => timeline.end("offer", offerKey(event), event, "declined"),
  "offer.rescinded": (timeline, event) => timeline.end("offer", offerKey(event), event, "rescinded"),
};
