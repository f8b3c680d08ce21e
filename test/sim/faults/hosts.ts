/** Faults on hosts that only know whether they are up: what happens to which of them, and when. */

import { constant } from "../../../src/model/distributions.ts";
import { byCodeUnit } from "../../../src/model/units.ts";
import { type Faults, startFaults } from "../../../src/sim/faults/faults.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import type { Agent } from "../../../src/sim/mesos/agent.ts";
import type { AgentSelector, FaultSpec, RandomFault, Scenario } from "../../../src/sim/scenario.ts";
import type { World } from "../../../src/sim/world.ts";

/** What a host did, as `12 a crash`. */
type Line = string;

class Host {
  readonly name: string;
  readonly spec: { readonly attributes: Readonly<Record<string, string>> };
  readonly #note: (what: string) => void;
  crashed = false;
  partitioned = false;

  constructor(name: string, attributes: Readonly<Record<string, string>>, note: (what: string) => void) {
    this.name = name;
    this.spec = { attributes };
    this.#note = note;
  }

  crash(): void {
    this.#down("crash");
  }

  loseDisk(): void {
    this.#down("lose-disk");
  }

  #down(what: string): void {
    if (this.crashed) throw new Error(`${this.name} is down already`);
    this.crashed = true;
    this.#note(what);
  }

  recover(): void {
    if (!this.crashed) return;
    this.crashed = false;
    this.#note("recover");
  }

  partition(): void {
    if (this.partitioned) throw new Error(`${this.name} is cut off already`);
    this.partitioned = true;
    this.#note("partition");
  }

  heal(): void {
    if (!this.partitioned) return;
    this.partitioned = false;
    this.#note("heal");
  }
}

export class Hosts {
  readonly kernel = new Kernel();
  readonly faults: Faults;
  readonly lines: Line[] = [];
  /** What `hosting` and `volumeOf` mean. */
  meant: readonly string[] = [];
  readonly #hosts = new Map<string, Host>();
  readonly #act = this.kernel.kind("test", (_a, _b, act) => (act as () => void)());

  /** `listed` are the agents of the scenario, whether they have joined or not. */
  constructor(faults: readonly FaultSpec[], { seed = 1, listed = [] as readonly string[] } = {}) {
    const agents = this.#hosts as unknown as ReadonlyMap<string, Agent>;
    const scenario = { faults, agents: listed.map((id) => ({ id })) } as unknown as Scenario;
    const selectAgents = (_selector: AgentSelector): readonly Agent[] =>
      this.meant.flatMap((name) => agents.get(name) ?? []);
    const world: Pick<World, "scenario" | "kernel" | "streams" | "agents" | "selectAgents"> = {
      scenario,
      kernel: this.kernel,
      streams: new Streams(seed),
      agents,
      selectAgents,
    };
    this.faults = startFaults(world);
  }

  /** Hosts join now; each with a rack where one is named: `a/r1`. */
  join(...names: readonly string[]): this {
    for (const text of names) {
      const [name = "", rack] = text.split("/");
      const host = new Host(name, rack === undefined ? {} : { rack }, (what) =>
        this.lines.push(`${this.kernel.nowMs} ${name} ${what}`),
      );
      this.#hosts.set(name, host);
      this.faults.joined(host as unknown as Agent);
    }
    return this;
  }

  at(atMs: number, act: () => void): this {
    this.kernel.at(atMs, this.#act, 0, 0, act);
    return this;
  }

  /** As an action does it. */
  crash(name: string): void {
    this.#host(name).crash();
  }

  recover(name: string): void {
    this.#host(name).recover();
    this.faults.recovered(this.#host(name) as unknown as Agent);
  }

  leave(name: string): void {
    const host = this.#host(name);
    this.#hosts.delete(name);
    this.faults.left(host as unknown as Agent);
  }

  /** Plays up to and including an instant; what happened so far. */
  to(untilMs: number): readonly Line[] {
    while (this.kernel.playInstant(untilMs));
    return this.lines;
  }

  /** Instants at which a host did something. */
  times(name: string, what: string): readonly number[] {
    return this.lines
      .map((line) => line.split(" "))
      .filter(([, who, did]) => who === name && did === what)
      .map(([atMs]) => Number(atMs));
  }

  get names(): readonly string[] {
    return [...this.#hosts.keys()].sort(byCodeUnit);
  }

  #host(name: string): Host {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`no host ${name}`);
    return host;
  }
}

/** A process that fails every 100 ms and recovers after 10 ms, unless it says otherwise. */
export function random(change: Partial<RandomFault> = {}): RandomFault {
  return {
    kind: "random",
    do: "agent.crash",
    agents: { by: "all" },
    every: constant(100),
    recovers: constant(10),
    crews: null,
    per: null,
    together: null,
    ...change,
  };
}
