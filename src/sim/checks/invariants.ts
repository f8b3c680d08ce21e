/**
 * What must hold in every run, checked from outside the code that keeps it. A broken rule is a violation; where a
 * known bug of the simulated version breaks it, the violation names the bug.
 */

import { isDynamic, Resources } from "../../model/resources.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { AppView, MarathonApi } from "../cluster/framework.ts";
import { volumeKey } from "../cluster/ledger.ts";
import type { AgentRecord } from "../mesos/records.ts";
import { checkpointedPart, withCheckpointed } from "../mesos/validation.ts";
import type { Violation } from "../result.ts";
import type { World } from "../world.ts";
import { Books } from "./books.ts";

/** More than this many are counted, not kept. */
const violationsMax = 100;

/** What was seen of an app at the check before. */
interface Earlier {
  readonly launched: number;
  readonly alive: number;
}

export class Invariants {
  readonly #world: World;
  readonly #found: Violation[] = [];
  readonly #reported = new Set<string>();
  readonly #earlier = new Map<string, Earlier>();
  readonly #books: Books;
  readonly #agentOfTask = new Map<string, string>();
  /** Of each agent, the totals that were right at the last check: they need no other look while they are the same. */
  readonly #rightTotals = new WeakMap<AgentRecord, readonly [inMaster: Resources, inAllocator: Resources]>();

  constructor(world: World) {
    this.#world = world;
    this.#books = new Books(world, (subject, text) => this.#report("books-agree", subject, text));
  }

  get violations(): readonly Violation[] {
    return this.#found;
  }

  /** Checks the whole world as it is at the end of an instant. */
  check(): void {
    for (const agent of this.#world.master.agents) this.#checkAgent(agent);
    const processes = this.#countProcesses();
    for (const marathon of this.#world.marathons.values()) {
      for (const app of marathon.appIds()) this.#checkApp(marathon, app, processes);
    }
    this.#books.check();
  }

  /** total = free + offered + used + idle reservations, metadata compared, in the master and in the allocator alike. */
  #checkAgent(agent: AgentRecord): void {
    const name = agent.info.agent;
    const state = this.#world.master.allocator.stateOf(agent.slaveId);
    if (state === null) return this.#report("resources-add-up", name, "the allocator does not know it");
    const [inMaster, inAllocator] = this.#rightTotals.get(agent) ?? [];
    if (inMaster !== agent.total || inAllocator !== state.total) {
      this.#checkTotal(agent, state.total);
      this.#rightTotals.set(agent, [agent.total, state.total]);
    }
    let used = Resources.none;
    const users = new Map<string, string>();
    for (const task of agent.tasks.values()) {
      if (isTerminal(task.state)) continue;
      used = used.plus(task.info.resources);
      for (const { kind } of task.info.resources.volumes().entries) {
        const key = volumeKey(name, kind);
        const other = users.get(key);
        if (other !== undefined) {
          const text = `by ${other} and ${task.info.taskId} on ${name}`;
          this.#report("volume-used-once", kind.persistenceId ?? "", text);
        }
        users.set(key, task.info.taskId);
      }
    }
    let held = used;
    for (const { offer } of agent.offers) held = held.plus(offer.resources);
    if (!used.equals(agent.used))
      this.#report("resources-add-up", name, `tasks hold ${used}, counted are ${agent.used}`);
    if (!held.equals(state.allocated)) {
      this.#report(
        "resources-add-up",
        name,
        `offers and tasks hold ${held}, allocated are ${state.allocated}`,
      );
    }
    if (!agent.total.contains(held)) {
      this.#report("nothing-offered-twice", name, `${held} are offered or used out of ${agent.total}`);
    }
  }

  #checkTotal(agent: AgentRecord, inAllocator: Resources): void {
    const name = agent.info.agent;
    if (!inAllocator.equals(agent.total)) {
      this.#report("resources-add-up", name, `the allocator has ${inAllocator}, the master ${agent.total}`);
    }
    const spec = this.#world.agents.get(name)?.spec.resources ?? Resources.none;
    const expected = withCheckpointed(spec, checkpointedPart(agent.total));
    if (expected === null || !expected.equals(agent.total)) {
      this.#report("resources-add-up", name, `it has ${agent.total} out of ${spec}`);
    }
    for (const entry of agent.total.entries) {
      if (isDynamic(entry) && !this.#world.ledger.knows(name, entry.kind)) {
        this.#report("labels-stay", name, `nobody made the reservation ${Resources.of(entry)}`);
      }
    }
  }

  #checkApp(marathon: MarathonApi, app: string, processes: ReadonlyMap<string, number>): void {
    const key = `${marathon.name}\u0000${app}`;
    const view = marathon.appView(app);
    const frameworkId = this.#world.master.registry.frameworkNamed(marathon.name)?.frameworkId;
    const alive = processes.get(`${frameworkId}\u0000${app}`) ?? 0;
    const launched = view.running + view.staging;
    const earlier = this.#earlier.get(key) ?? { launched: 0, alive: 0 };
    this.#earlier.set(key, { launched, alive });
    const most = this.#mostAllowed(marathon, app, view);
    if (launched > most && launched > earlier.launched) {
      const bug = marathon.knownBug(app);
      this.#report("no-more-instances-than-wanted", app, `${launched} launched, ${most} allowed`, bug);
    }
    // What Marathon has launched was judged then; others in the master's sight come from a wipe whose kill was dropped.
    if (alive > Math.max(most, launched) && alive > earlier.alive) {
      this.#report("no-more-instances-than-wanted", app, `${alive} processes, ${most} allowed`, "B5");
    }
    const unique = marathon.uniqueFields(app);
    const taken = new Map<string, string>();
    for (const task of marathon.tasksOf(app)) {
      const before = this.#agentOfTask.get(`${key}\u0000${task.taskId}`);
      if (before !== undefined && before !== task.agent && task.volumes.length > 0) {
        this.#report(
          "resident-task-stays",
          task.taskId,
          `it was on ${before} and is on ${task.agent} without a wipe`,
        );
      }
      this.#agentOfTask.set(`${key}\u0000${task.taskId}`, task.agent);
      if (task.state !== "running" && task.state !== "staging") continue;
      for (const field of unique) {
        const value =
          field === "hostname" ? task.agent : this.#world.agents.get(task.agent)?.spec.attributes[field];
        const place = `${field}=${value}`;
        const other = taken.get(place);
        if (other !== undefined) {
          this.#report("unique-holds", app, `${other} and ${task.taskId} both run at ${place}`, "B14");
        }
        taken.set(place, task.taskId);
      }
    }
  }

  /**
   * How many processes run that their Marathon could stop, by framework id and app: on hosts that the master has
   * registered, and nobody stops them yet.
   */
  #countProcesses(): ReadonlyMap<string, number> {
    const { agents, master } = this.#world;
    const counts = new Map<string, number>();
    for (const record of master.agents) {
      const agent = agents.get(record.info.agent);
      if (agent === undefined || agent.slaveId !== record.slaveId || agent.partitioned) continue;
      for (const { state, killed, frameworkId, task } of agent.processes) {
        if (state !== "running" || killed) continue;
        const key = `${frameworkId}\u0000${task.trace.app}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    return counts;
  }

  #mostAllowed(marathon: MarathonApi, app: string, view: AppView): number {
    return Math.max(view.instances, marathon.instancesAllowed(app));
  }

  #report(invariant: string, subject: string, text: string, bug: string | null = null): void {
    const once = `${invariant}\u0000${subject}\u0000${text}`;
    if (this.#reported.has(once) || this.#found.length >= violationsMax) return;
    this.#reported.add(once);
    this.#found.push({ invariant, bug, atMs: this.#world.kernel.nowMs, text: `${subject}: ${text}` });
  }
}
