/**
 * What must hold in every run, checked from outside the code that keeps it. A broken rule is a violation; where a
 * known bug of the simulated version breaks it, the violation names the bug.
 */

import type { Violation } from "../result.ts";
import type { World } from "../world.ts";
import { Apps } from "./apps.ts";
import { checkCensus, checkRecord } from "./books.ts";
import { Holdings } from "./holdings.ts";
import { Hosts } from "./hosts.ts";
import { Sums } from "./sums.ts";
import { Touched } from "./touched.ts";
import { Violations } from "./violations.ts";
import { Watched, type WatchedAgent } from "./watched.ts";

export class Invariants {
  readonly #world: World;
  readonly #violations: Violations;
  readonly #watched: Watched;
  readonly #touched: Touched;
  readonly #sums = new Sums();
  readonly #holdings: Holdings;
  readonly #hosts: Hosts;
  readonly #apps: Apps;

  constructor(world: World) {
    this.#world = world;
    this.#violations = new Violations(world.kernel);
    const { report } = this.#violations;
    this.#watched = new Watched(world);
    this.#touched = new Touched(world.recorder.journal, this.#watched);
    this.#holdings = new Holdings(world, this.#sums, report);
    this.#hosts = new Hosts(world, this.#watched, report);
    this.#apps = new Apps(world, report);
  }

  get violations(): readonly Violation[] {
    return this.#violations.found;
  }

  /** Checks what the events since the last check were about, at the end of an instant, and the whole world as `Touched` says. */
  checkTouched(): void {
    const { master, agents, marathons } = this.#world;
    const touched = this.#touched;
    const changes = touched.take(master.offersMade, agents.size);
    if (changes === "all") this.check();
    if (changes !== "some") return;
    for (const agent of touched.agents) this.#checkAgent(agent);
    for (const app of touched.apps) {
      const marathon = marathons.get(app.framework);
      if (marathon !== undefined) this.#apps.check(app, marathon);
    }
  }

  /** Checks the whole world as it is at the end of an instant. */
  check(): void {
    const { master, agents, marathons, census } = this.#world;
    const { report } = this.#violations;
    for (const name of agents.keys()) this.#checkAgent(this.#watched.agent(name));
    this.#sums.check(master.capacity, report);
    for (const marathon of marathons.values()) {
      for (const id of marathon.appIds()) {
        const app = this.#watched.app(marathon.name, id);
        this.#apps.check(app, marathon);
        checkCensus(app, census, report);
      }
    }
  }

  /** As the master, the allocator and its own host have it. */
  #checkAgent(agent: WatchedAgent): void {
    const record = this.#watched.recordOf(agent);
    if (record === null) this.#holdings.forget(agent);
    else {
      this.#holdings.check(agent, record);
      checkRecord(record, this.#violations.report);
    }
    const host = this.#watched.hostOf(agent);
    if (host !== null) this.#hosts.check(agent, host);
    agent.isRegistered = host !== null && record !== null && host.slaveId === record.slaveId;
  }
}
