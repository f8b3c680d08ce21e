/** Where things are drawn in a trace: a process for the cluster, each framework and each agent, a thread for each thing. */

import { byCodeUnit } from "../../model/units.ts";
import type { FinishedRun } from "../finished-run.ts";
import { isOfHost, type Span, type Thing, thingOf } from "../spans.ts";
import type { TraceEvent, Track } from "./trace-event.ts";

/** The process of the master, the roles, and what belongs to nobody else. */
export const clusterPid = 1;

interface Thread {
  readonly track: Track;
  readonly name: string;
}

interface Process {
  readonly pid: number;
  readonly name: string;
  /** In the order in which their things began, so that a task stands by its reservation and its volume. */
  readonly threads: Map<string, string>;
}

/**
 * Processes are numbered in the order in which they are shown, then threads in the same way: readers that know no
 * sort index go by numbers.
 */
export class Tracks {
  readonly #processes: Process[] = [];
  readonly #frameworks = new Map<string, Process>();
  readonly #agents = new Map<string, Process>();
  readonly #threads = new Map<string, Thread>();
  /** The threads of offers, in the order of their spans. */
  readonly #offers: string[] = [];

  constructor(run: FinishedRun, spans: Iterable<Readonly<Span>>) {
    const cluster = this.#process("cluster");
    const frameworks = new Set(run.scenario.frameworks.map(({ name }) => name));
    const agents = new Set<string>();
    for (const { framework, agent } of spans) {
      if (framework !== "") frameworks.add(framework);
      if (agent !== "") agents.add(agent);
    }
    for (const name of frameworks) this.#frameworks.set(name, this.#process(`framework ${name}`));
    for (const id of [...agents].sort(byCodeUnit)) this.#agents.set(id, this.#process(`agent ${id}`));
    const lanes = new OfferLanes();
    for (const span of spans) {
      const isOffer = span.kind === "offer";
      const key = isOffer ? lanes.take(span) : thingOf(span);
      if (isOffer) this.#offers.push(key);
      const { threads } = this.#processOf(span) ?? cluster;
      if (!threads.has(key)) threads.set(key, nameOf(span));
    }
    let tid = this.#processes.length;
    for (const { pid, threads } of this.#processes) {
      // An agent and its host stand above what is on them.
      const ofAgent = [...threads].filter(([, name]) => agentNames.includes(name));
      for (const [key, name] of [...ofAgent, ...threads]) {
        if (this.#threads.has(key)) continue;
        this.#threads.set(key, { track: { pid, tid: ++tid }, name });
      }
    }
  }

  /** Where the spans are drawn, in their order; they must be those that this was made of. */
  *ofSpans(spans: Iterable<Readonly<Span>>): Generator<readonly [span: Readonly<Span>, track: Track]> {
    let offer = 0;
    for (const span of spans) {
      const key = span.kind === "offer" ? (this.#offers[offer++] ?? "") : thingOf(span);
      const thread = this.#threads.get(key);
      if (thread === undefined) throw new Error(`a span of ${span.id} has no track`);
      yield [span, thread.track];
    }
  }

  /** The thread of a thing, if it has one. */
  of(thing: Thing): Track | undefined {
    return this.#threads.get(thingOf(thing))?.track;
  }

  /** The process of an agent, else of a framework, else the cluster's. */
  pidOf(agent: string | null, framework: string | null): number {
    const process = this.#agents.get(agent ?? "") ?? this.#frameworks.get(framework ?? "");
    return process?.pid ?? clusterPid;
  }

  /** What all of them are called, and in which order they are shown. */
  *metadata(): Generator<TraceEvent> {
    for (const { pid, name } of this.#processes) {
      yield { ph: "M", pid, name: "process_name", args: { name } };
      yield { ph: "M", pid, name: "process_sort_index", args: { sort_index: pid } };
    }
    for (const { track, name } of this.#threads.values()) {
      const { pid, tid } = track;
      yield { ph: "M", pid, tid, name: "thread_name", args: { name } };
      yield { ph: "M", pid, tid, name: "thread_sort_index", args: { sort_index: tid } };
    }
  }

  #process(name: string): Process {
    const process = { pid: this.#processes.length + clusterPid, name, threads: new Map<string, string>() };
    this.#processes.push(process);
    return process;
  }

  /** Deployments and leaders are their framework's, the rest is on an agent. */
  #processOf({ kind, agent, framework }: Readonly<Span>): Process | undefined {
    const onAgent = kind === "deployment" || kind === "leader" ? undefined : this.#agents.get(agent);
    return onAgent ?? this.#frameworks.get(framework);
  }
}

const agentNames = ["agent", "host"];

function nameOf(span: Readonly<Span>): string {
  const { kind, id } = span;
  if (kind === "agent") return isOfHost(span) ? "host" : "agent";
  if (kind === "offer") return "offers";
  return kind === "leader" ? kind : `${kind} ${id}`.trim();
}

/** Offers of an agent may be open side by side: each takes the first lane that is free when it is made. */
class OfferLanes {
  /** For each agent, when the last offer in each lane ends. */
  readonly #endsMs = new Map<string, number[]>();

  take({ agent, startMs, endMs }: Readonly<Span>): string {
    const ends = this.#endsMs.get(agent) ?? [];
    this.#endsMs.set(agent, ends);
    const free = ends.findIndex((lastMs) => lastMs <= startMs);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = endMs;
    return `offers\u0000${agent}\u0000${lane}`;
  }
}
