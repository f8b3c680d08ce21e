/** Where things are drawn in a trace: a process for the cluster, each framework and each agent, a thread for each thing. */

import { byCodeUnit } from "../../model/units.ts";
import type { EventRow } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { NumberColumn } from "../number-column.ts";
import type { ToldSpan } from "../span-log.ts";
import type { Span, Thing } from "../spans.ts";
import { Things } from "./things.ts";
import type { TraceEvent, Track } from "./trace-event.ts";

/** The process of the master, the roles, and what belongs to nobody else. */
export const clusterPid = 1;

/**
 * Processes are numbered in the order in which they are shown, then threads in the same way: readers that know no
 * sort index go by numbers. Spans are added first, then the tracks are `laid`, then they can be asked for.
 */
export class Tracks {
  readonly #run: FinishedRun;
  readonly #things = new Things();
  /** Places in the order in which they were first named. */
  readonly #frameworks = new Map<string, number>();
  readonly #agents = new Map<string, number>();
  /** Of each thing what it is drawn in: 0 for the cluster, n for framework n - 1, -n for agent n - 1. */
  readonly #owners = new NumberColumn(Int32Array);
  #lanes = new OfferLanes();
  /** Of each agent, by its place, the number of its process. */
  #agentPids: Int32Array = new Int32Array(0);
  /** Of each thing the number of its thread. */
  #tids: Uint32Array = new Uint32Array(0);
  /** The things in the order of their threads. */
  #order: Uint32Array = new Uint32Array(0);

  constructor(run: FinishedRun) {
    this.#run = run;
    for (const { name } of run.scenario.frameworks) placeIn(this.#frameworks, name);
  }

  /** How many things there are. */
  get things(): number {
    return this.#things.length;
  }

  /** Takes note of a span, the first ones first; the number of the thing that it is of. */
  add(span: ToldSpan): number {
    if (span.framework !== "") placeIn(this.#frameworks, span.framework);
    if (span.agent !== "") placeIn(this.#agents, span.agent);
    const thing = this.thingOf(span);
    if (thing === this.#owners.length) this.#owners.push(this.#ownerOf(span));
    return thing;
  }

  /**
   * The number of the thing that a span is of. Spans must be asked for in their order, from the first one on, since
   * offers have the lanes that are free.
   */
  thingOf(span: ToldSpan): number {
    if (span.kind !== "offer") return this.#things.of(span, span.event);
    return this.#things.offers(placeIn(this.#agents, span.agent), this.#lanes.take(span));
  }

  /** All spans were added. */
  lay(): void {
    this.#lanes = new OfferLanes();
    const names = [...this.#agents.keys()].sort(byCodeUnit);
    this.#agentPids = new Int32Array(names.length);
    for (const [i, name] of names.entries())
      this.#agentPids[this.#agents.get(name) ?? 0] = clusterPid + this.#frameworks.size + i + 1;
    const processes = clusterPid + this.#frameworks.size + names.length;
    // An agent and its host stand above what is on them: threads are sorted by twice the pid, plus one for the others.
    const rankOf = (thing: number): number =>
      2 * this.#pidOf(thing) + (this.#things.kindOf(thing) === "agent" ? 0 : 1);
    const next = new Uint32Array(2 * processes + 3);
    const count = (rank: number, by: number): number => {
      const before = next[rank] ?? 0;
      next[rank] = before + by;
      return before;
    };
    for (let thing = 0; thing < this.things; thing++) count(rankOf(thing) + 1, 1);
    for (let rank = 1; rank < next.length; rank++) count(rank, next[rank - 1] ?? 0);
    this.#tids = new Uint32Array(this.things);
    this.#order = new Uint32Array(this.things);
    for (let thing = 0; thing < this.things; thing++) {
      const place = count(rankOf(thing), 1);
      this.#tids[thing] = processes + 1 + place;
      this.#order[place] = thing;
    }
  }

  /** The thread of a thing. */
  trackOf(thing: number): Track {
    return { pid: this.#pidOf(thing), tid: this.#tids[thing] ?? 0 };
  }

  /** The thing that a row names, if any span is of it; else -1. */
  find(about: Thing, event: EventRow): number {
    return this.#things.find(about, event);
  }

  /** The process of an agent, else of a framework, else the cluster's. */
  pidOf(agent: string | null, framework: string | null): number {
    const ofAgent = this.#agents.get(agent ?? "");
    if (ofAgent !== undefined) return this.#agentPids[ofAgent] ?? clusterPid;
    const ofFramework = this.#frameworks.get(framework ?? "");
    return ofFramework === undefined ? clusterPid : clusterPid + ofFramework + 1;
  }

  /** What all of them are called, and in which order they are shown. */
  *metadata(): Generator<TraceEvent> {
    const frameworks = [...this.#frameworks.keys()].map((name) => `framework ${name}`);
    const agents = [...this.#agents.keys()].sort(byCodeUnit).map((id) => `agent ${id}`);
    for (const [i, name] of ["cluster", ...frameworks, ...agents].entries()) {
      const pid = clusterPid + i;
      yield { ph: "M", pid, name: "process_name", args: { name } };
      yield { ph: "M", pid, name: "process_sort_index", args: { sort_index: pid } };
    }
    for (const thing of this.#order) {
      const { pid, tid } = this.trackOf(thing);
      yield { ph: "M", pid, tid, name: "thread_name", args: { name: this.#nameOf(thing) } };
      yield { ph: "M", pid, tid, name: "thread_sort_index", args: { sort_index: tid } };
    }
  }

  /** Deployments and leaders are their framework's, the rest is on an agent. */
  #ownerOf({ kind, agent, framework }: Readonly<Span>): number {
    const onAgent = kind === "deployment" || kind === "leader" ? undefined : this.#agents.get(agent);
    if (onAgent !== undefined) return -(onAgent + 1);
    const ofFramework = this.#frameworks.get(framework);
    return ofFramework === undefined ? 0 : ofFramework + 1;
  }

  #pidOf(thing: number): number {
    const owner = this.#owners.get(thing);
    return owner < 0 ? (this.#agentPids[-owner - 1] ?? clusterPid) : clusterPid + owner;
  }

  #nameOf(thing: number): string {
    const kind = this.#things.kindOf(thing);
    if (kind === "agent") return this.#things.isHost(thing) ? "host" : "agent";
    if (kind === "offer") return "offers";
    if (kind === "leader") return kind;
    const id = this.#things.idOf(thing);
    return id === null ? kind : `${kind} ${this.#run.recorder.journal.text(id)}`.trim();
  }
}

/** The place of a name, given on first use. */
function placeIn(places: Map<string, number>, name: string): number {
  let place = places.get(name);
  if (place === undefined) {
    place = places.size;
    places.set(name, place);
  }
  return place;
}

/** Offers of an agent may be open side by side: each takes the first lane that is free when it is made. */
class OfferLanes {
  /** For each agent, when the last offer in each lane ends. */
  readonly #endsMs = new Map<string, number[]>();

  take({ agent, startMs, endMs }: Readonly<Span>): number {
    const ends = this.#endsMs.get(agent) ?? [];
    this.#endsMs.set(agent, ends);
    const free = ends.findIndex((lastMs) => lastMs <= startMs);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = endMs;
    return lane;
  }
}
