/**
 * The timeline: journal rows folded into spans, by one small rule per type of event.
 *
 * Agents: `registered`, `disconnected`, `removed` are the master's view, `unknown` to a new one; `crashed` is the
 * host's and may overlap. Reservations: `requested` by Marathon, `reserved` by the master. Volumes, as their hosts have
 * them: `detached`, `attached`. Tasks: `reserving`, `staging`, `running`, `unhealthy` where a health check failed last,
 * `killing`, then how they ended (`finished`, `failed`,
 * `killed`, `lost`, `error`) until Marathon has `suspended` or forgotten them. Deployments: `started`, `step-1`, ...,
 * `cancelling`. Offers: how they ended, `void` with their master, `open` at the end of the run.
 */

import type { EventName } from "../model/events.ts";
import { AmountsReader, addTo, type Sum } from "./amounts.ts";
import { taskKey } from "./capacity.ts";
import { EventRow, eventAt, eventsWithOffers } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { SpanLog, type SpanPlace, type ToldSpan } from "./span-log.ts";
import { agentKey, deploymentKey, frameworkKey, hostKey, reservationKey, volumeKey } from "./span-starts.ts";
import type { SpanKind, SpanStart } from "./spans.ts";
import { endOfLaunched } from "./task-ends.ts";

/** Spans that may be gone through any number of times; nothing of them is kept but some bytes each. */
export interface Spans extends Iterable<ToldSpan> {
  /** Without those that ended before that instant. */
  since(sinceMs: number): Iterable<ToldSpan>;
}

/** All spans, in order of start and, at one instant, of the events that began them. */
export function timelineOf(run: FinishedRun): Spans {
  const timeline = new Timeline();
  for (const { name, kind } of run.scenario.frameworks) if (kind === "marathon") timeline.marathons.add(name);
  for (const event of eventsWithOffers(run.recorder)) timeline.apply(event);
  const { journal, offers } = run.recorder;
  const read = ({ kind, row }: SpanPlace): EventRow =>
    kind === "offer" ? new EventRow(offers?.journal ?? journal, row, 0, row + 1) : eventAt(run.recorder, row);
  const since = (sinceMs: number): Iterable<ToldSpan> => timeline.spans.told(run.endMs, read, sinceMs);
  return { since, [Symbol.iterator]: () => since(Number.NEGATIVE_INFINITY)[Symbol.iterator]() };
}

class Timeline {
  readonly spans = new SpanLog();
  readonly marathons = new Set<string>();
  readonly #openOffers = new Set<string>();
  readonly #knownAgents = new Set<string>();
  /** What a new master says of each agent that it does not know yet. */
  readonly #unknown = new Map<string, SpanStart>();
  /** Why the master destroyed a volume that its agent still has. */
  readonly #destroyed = new Map<string, string>();
  /** Open reservations by agent, with their roles. */
  readonly #reservedOn = new Map<string, Map<string, string>>();
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
    this.spans.begin({ kind, row: rowOf(event) }, key, event.atMs, state, event.reason);
  }

  end(kind: SpanKind, key: string, event: EventRow, state?: string): void {
    this.spans.end(kind, key, event.atMs, event.reason, state);
  }

  isOpen(kind: SpanKind, key: string): boolean {
    return this.spans.stateOf(kind, key) !== undefined;
  }

  reserve(event: EventRow): void {
    const key = reservationKey(event);
    let held = this.#reserved.get(key);
    if (held === undefined) {
      held = new Map();
      this.#reserved.set(key, held);
      this.begin("reservation", key, event, "reserved");
      const agent = agentKey(event);
      const onAgent = this.#reservedOn.get(agent) ?? new Map<string, string>();
      this.#reservedOn.set(agent, onAgent.set(key, event.text("role") ?? ""));
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
    this.#reservedOn.get(agentKey(event))?.delete(key);
    this.end("reservation", key, event);
  }

  /** An agent that registers anew may not have written down what the master had reserved. */
  register(event: EventRow): void {
    const agent = agentKey(event);
    this.#knownAgents.add(agent);
    this.begin("agent", agent, event, "registered");
    const reserved: object = JSON.parse(event.text("reserved") ?? "{}");
    const onAgent = this.#reservedOn.get(agent) ?? new Map<string, string>();
    for (const [key, role] of onAgent) {
      if (Object.hasOwn(reserved, role)) continue;
      onAgent.delete(key);
      this.#reserved.delete(key);
      this.spans.end("reservation", key, event.atMs, "not-checkpointed");
    }
  }

  removeAgent(event: EventRow): void {
    // An id that a new master never saw, of a host that is there under another one.
    if (event.reason === "reregister-timeout" && this.#knownAgents.has(agentKey(event))) return;
    this.#knownAgents.delete(agentKey(event));
    this.begin("agent", agentKey(event), event, "removed");
  }

  /** A new master knows no agent, and of no offer. */
  masterDown(event: EventRow): void {
    for (const agent of this.#knownAgents)
      this.spans.beginAs(this.#unknownAgent(agent), rowOf(event), agent, event.atMs);
    this.#knownAgents.clear();
    for (const offer of this.#openOffers)
      this.spans.end("offer", offer, event.atMs, "master-failover", "void");
    this.#openOffers.clear();
  }

  #unknownAgent(agent: string): SpanStart {
    let start = this.#unknown.get(agent);
    if (start === undefined) {
      const rest = { role: "", app: "", framework: "", reason: "master-failover" };
      start = { lane: agent, kind: "agent", id: agent, state: "unknown", agent, ...rest };
      this.#unknown.set(agent, start);
    }
    return start;
  }

  elect(event: EventRow): void {
    this.marathons.add(frameworkKey(event));
    this.begin("leader", frameworkKey(event), event, "leading");
  }

  offer(event: EventRow, end: "accepted" | "declined" | "rescinded" | null): void {
    const key = event.text("offer") ?? "";
    if (end === null) {
      this.#openOffers.add(key);
      this.begin("offer", key, event, "open");
    } else if (this.#openOffers.delete(key)) this.end("offer", key, event, end);
  }

  /** Lost for one master, and known to the next. */
  adopt(event: EventRow): void {
    const key = taskKey(event);
    const state = event.text("state") ?? "";
    const before = this.spans.stateOf("task", key);
    const known = before === "unhealthy" && state === "running";
    if (before !== state && !known && before !== "suspended" && before !== "reserving")
      this.begin("task", key, event, state);
  }

  /** A volume that the master destroyed is gone once its agent knows. */
  destroyVolume(event: EventRow): void {
    this.#destroyed.set(volumeKey(event), event.reason);
  }

  endVolume(event: EventRow): void {
    const key = volumeKey(event);
    const reason = event.reason === "" ? (this.#destroyed.get(key) ?? "") : event.reason;
    this.#destroyed.delete(key);
    this.spans.end("volume", key, event.atMs, reason);
  }

  /** Marathon no longer waits for what it asked to be reserved; what is reserved stays so. */
  giveUp(event: EventRow): void {
    const key = reservationKey(event);
    if (!this.#reserved.has(key)) this.end("reservation", key, event);
  }

  /** A task's state changes while it lives. */
  change(event: EventRow, from: readonly string[], to: string): void {
    const key = taskKey(event);
    if (from.includes(this.spans.stateOf("task", key) ?? "")) this.begin("task", key, event, to);
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
    const state = this.spans.stateOf("task", key);
    if (state !== undefined && lives.has(state)) this.#forgotten.add(key);
    else this.end("task", key, event);
  }
}

/** Where a row stands among those of its journal. */
const rowOf = ({ seq, offerSeq }: EventRow): number => (offerSeq ?? seq) - 1;

/** States of a task that the master has not seen end. */
const lives: ReadonlySet<string> = new Set(["staging", "running", "unhealthy", "killing"]);

const rules: Partial<Record<EventName, (timeline: Timeline, event: EventRow) => void>> = {
  "agent.registered": (timeline, event) => timeline.register(event),
  "agent.reregistered": (timeline, event) => timeline.register(event),
  "agent.disconnected": (timeline, event) => timeline.begin("agent", agentKey(event), event, "disconnected"),
  "agent.removed": (timeline, event) => timeline.removeAgent(event),
  "master.down": (timeline, event) => timeline.masterDown(event),
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
  "volume.checkpointed": (timeline, event) => timeline.begin("volume", volumeKey(event), event, "detached"),
  "volume.attached": (timeline, event) => timeline.begin("volume", volumeKey(event), event, "attached"),
  "volume.detached": (timeline, event) => {
    // A container may end after its volume is gone.
    if (timeline.isOpen("volume", volumeKey(event)))
      timeline.begin("volume", volumeKey(event), event, "detached");
  },
  "volume.destroyed": (timeline, event) => timeline.destroyVolume(event),
  "volume.forgotten": (timeline, event) => timeline.endVolume(event),
  "volume.lost": (timeline, event) => timeline.endVolume(event),
  "task.launched": (timeline, event) => timeline.launch(event),
  "task.adopted": (timeline, event) => timeline.adopt(event),
  "task.running": (timeline, event) => timeline.begin("task", taskKey(event), event, "running"),
  "task.unhealthy": (timeline, event) => timeline.change(event, ["running"], "unhealthy"),
  "task.healthy": (timeline, event) => timeline.change(event, ["unhealthy"], "running"),
  "task.killing": (timeline, event) => timeline.change(event, ["staging", "running", "unhealthy"], "killing"),
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
  "leader.elected": (timeline, event) => timeline.elect(event),
  "framework.disconnected": (timeline, event) => {
    if (event.reason === "failover") timeline.end("leader", frameworkKey(event), event);
  },
  "framework.removed": (timeline, event) => timeline.end("leader", frameworkKey(event), event),
  "offer.made": (timeline, event) => timeline.offer(event, null),
  "offer.accepted": (timeline, event) => timeline.offer(event, "accepted"),
  "offer.declined": (timeline, event) => timeline.offer(event, "declined"),
  "offer.rescinded": (timeline, event) => timeline.offer(event, "rescinded"),
};
