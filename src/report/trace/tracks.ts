/** Where things are drawn in a trace: a process for the cluster, each framework and each agent, a thread for each thing. */

import { byCodeUnit } from "../../model/units.ts";
import type { FinishedRun } from "../finished-run.ts";
import { thingKey } from "../span-starts.ts";
import type { Span } from "../spans.ts";
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
  /** For each agent, when the last offer in each of its threads ends. */
  readonly #offerEndsMs = new Map<string, number[]>();
  readonly #offers = new Map<Readonly<Span>, string>();

  constructor(run: FinishedRun, spans: readonly Readonly<Span>[]) {
    const cluster = this.#process("cluster");
    const frameworks = [
      ...run.scenario.frameworks.map(({ name }) => name),
      ...spans.map((span) => span.framework),
    ];
    for (const name of new Set(frameworks))
      if (name !== "") this.#frameworks.set(name, this.#process(`framework ${name}`));
    const agents = [...new Set(spans.map(({ agent }) => agent))].filter((id) => id !== "").sort(byCodeUnit);
    for (const id of agents) this.#agents.set(id, this.#process(`agent ${id}`));
    // An agent and its host stand above what is on them.
    const ofAgents = spans.filter(({ kind }) => kind === "agent");
    for (const span of [...ofAgents, ...spans]) {
      const key = span.kind === "offer" ? this.#offerThread(span) : threadKey(span.key, span.agent);
      const { threads } = this.#processOf(span) ?? cluster;
      if (!threads.has(key)) threads.set(key, nameOf(span));
    }
    let tid = this.#processes.length;
    for (const { pid, threads } of this.#processes)
      for (const [key, name] of threads) this.#threads.set(key, { track: { pid, tid: ++tid }, name });
  }

  ofSpan(span: Readonly<Span>): Track {
    const track = this.of(span.key, span.agent) ?? this.#threads.get(this.#offers.get(span) ?? "")?.track;
    if (track === undefined) throw new Error(`a span of ${span.id} has no track`);
    return track;
  }

  /** The thread of a thing on an agent, if it has one. */
  of(key: string, agent: string): Track | undefined {
    return this.#threads.get(threadKey(key, agent))?.track;
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

  /** Offers of an agent may be open side by side: each takes the first thread that is free when it is made. */
  #offerThread(span: Readonly<Span>): string {
    const ends = this.#offerEndsMs.get(span.agent) ?? [];
    this.#offerEndsMs.set(span.agent, ends);
    const free = ends.findIndex((endMs) => endMs <= span.startMs);
    const at = free < 0 ? ends.length : free;
    ends[at] = span.endMs;
    const key = threadKey(`offers\u0000${at + 1}`, span.agent);
    this.#offers.set(span, key);
    return key;
  }
}

/** A task of one id may be on several agents, one after the other. */
const threadKey = (key: string, agent: string): string => `${key}\u0000${agent}`;

function nameOf({ kind, key, id }: Readonly<Span>): string {
  if (kind === "agent") return key === thingKey("agent", id) ? "agent" : "host";
  if (kind === "offer") return "offers";
  return kind === "leader" ? kind : `${kind} ${id}`.trim();
}
