/**
 * What must hold in every run, checked from outside the code that keeps it. A broken rule is a violation; where a
 * known bug of the simulated version breaks it, the violation names the bug.
 */

import { isDynamic, Resources } from "../../model/resources.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { MarathonApi, UpgradeView } from "../cluster/framework.ts";
import type { AgentRecord } from "../mesos/records.ts";
import { checkpointedPart, withCheckpointed } from "../mesos/validation.ts";
import type { Violation } from "../result.ts";
import type { World } from "../world.ts";
import { Books } from "./books.ts";
import { SeenHoldings } from "./holdings.ts";
import { Touched } from "./touched.ts";

/** More than this many are counted, not kept. */
const violationsMax = 100;

/** What was seen of an app at the check before. */
interface Earlier {
  readonly launched: number;
  readonly alive: number;
}

/** Processes of an app for which its Marathon is to blame, and of these, those whose kill it has not decided, or lost. */
interface Alive {
  readonly all: number;
  readonly owed: number;
  readonly dropped: number;
}

const nobody: Alive = { all: 0, owed: 0, dropped: 0 };

export class Invariants {
  readonly #world: World;
  readonly #found: Violation[] = [];
  readonly #reported = new Set<string>();
  readonly #earlier = new Map<string, Earlier>();
  readonly #books: Books;
  readonly #touched: Touched;
  /** By app, then by task. */
  readonly #agentOfTask = new Map<string, Map<string, string>>();
  /** What is the same as at the last check needs no other look. */
  readonly #totals = new SeenHoldings<AgentRecord>();
  readonly #holdings = new SeenHoldings<AgentRecord>();

  constructor(world: World) {
    this.#world = world;
    this.#touched = new Touched(world.recorder.journal);
    this.#books = new Books(world, (subject, text) => this.#report("books-agree", subject, text));
  }

  get violations(): readonly Violation[] {
    return this.#found;
  }

  /** Checks what the events since the last check were about, at the end of an instant, and the whole world as `Touched` says. */
  checkTouched(): void {
    const { master, marathons } = this.#world;
    const changes = this.#touched.take(master.offersMade, this.#world.agents.size);
    if (changes === null) return;
    if (changes === "all") return this.check();
    for (const name of changes.agents) {
      const agent = master.agentNamed(name);
      if (agent !== null) this.#checkAgent(agent);
    }
    for (const [name, apps] of changes.apps) {
      const marathon = marathons.get(name);
      if (marathon === undefined) continue;
      const hosts = new Set([...apps].flatMap((app) => [...this.#touched.hostsOf(name, app)]));
      const records = [...hosts].flatMap((host) => master.agentNamed(host) ?? []);
      const processes = this.#countProcesses(records, apps);
      for (const app of apps) this.#checkApp(marathon, app, processes);
    }
    this.#books.checkAgents(changes.agents);
  }

  /** Checks the whole world as it is at the end of an instant. */
  check(): void {
    for (const agent of this.#world.master.agents) this.#checkAgent(agent);
    const processes = this.#countProcesses(this.#world.master.agents);
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
    if (this.#totals.changed(agent, [agent.total, state.total])) this.#checkTotal(agent, state.total);
    if (!this.#holdings.changed(agent, holdingsOf(agent, state.allocated))) return;
    let used = Resources.none;
    const users = new Map<string, string>();
    for (const task of agent.tasks) {
      if (isTerminal(task.state)) continue;
      used = used.plus(task.info.resources);
      for (const { kind } of task.info.resources.volumes().entries) {
        const key = kind.volumeKey ?? "";
        const other = users.get(key);
        if (other !== undefined) {
          const text = `by ${other} and ${task.info.taskId} on ${name}`;
          this.#report("volume-used-once", kind.persistenceId ?? "", text);
        }
        users.set(key, task.info.taskId);
      }
    }
    let held = used;
    for (const offer of agent.offers) held = held.plus(offer.resources);
    const { usedAsSummed } = agent;
    if (usedAsSummed !== null && !used.equals(usedAsSummed))
      this.#report("resources-add-up", name, `tasks hold ${used}, counted are ${usedAsSummed}`);
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

  #checkApp(marathon: MarathonApi, app: string, processes: ReadonlyMap<string, Alive>): void {
    const key = `${marathon.name}\u0000${app}`;
    const { all: alive, owed, dropped } = processes.get(key) ?? nobody;
    const launched = marathon.launchedOf(app);
    const earlier = this.#earlier.get(key) ?? { launched: 0, alive: 0 };
    this.#earlier.set(key, { launched, alive });
    const most = marathon.instancesAllowed(app);
    if (launched > most && launched > earlier.launched) {
      const bug = marathon.knownBug(app);
      this.#report("no-more-instances-than-wanted", app, `${launched} launched, ${most} allowed`, bug);
    }
    // What Marathon has launched was judged then.
    if (alive > Math.max(most, launched) && alive > earlier.alive) {
      const bug = owed === 0 && dropped > 0 ? "B5" : null;
      this.#report("no-more-instances-than-wanted", app, `${alive} processes, ${most} allowed`, bug);
    }
    const upgrade = marathon.upgradeOf(app);
    if (upgrade !== null && upgrade.told > toldAtMost(upgrade)) {
      const { old, told } = upgrade;
      const text = `${told} of ${old} old tasks told to end, ${toldAtMost(upgrade)} allowed`;
      this.#report("upgrade-keeps-minimum", app, text);
    }
    const unique = marathon.uniqueFields(app);
    const taken = new Map<string, string>();
    let agentOfTask = this.#agentOfTask.get(key);
    if (agentOfTask === undefined) {
      agentOfTask = new Map();
      this.#agentOfTask.set(key, agentOfTask);
    }
    for (const task of marathon.tasksOf(app)) {
      const before = agentOfTask.get(task.taskId);
      if (before !== undefined && before !== task.agent && task.volumes.length > 0) {
        this.#report(
          "resident-task-stays",
          task.taskId,
          `it was on ${before} and is on ${task.agent} without a wipe`,
        );
      }
      if (before !== task.agent) agentOfTask.set(task.taskId, task.agent);
      if (task.state !== "running" && task.state !== "staging") continue;
      if (unique.length === 0 || marathon.isOutdated(app, task.taskId)) continue;
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
   * How many processes run for which their Marathon is to blame, by its name and app: on hosts that the master has
   * registered, and nobody stops them. One that Marathon does not hold for launched is its fault where it knows of it
   * and has sent no kill; not where the kill is lost on its way, or where nobody told the present leader. Of all apps, or of
   * some.
   */
  #countProcesses(
    records: Iterable<AgentRecord>,
    apps: ReadonlySet<string> | null = null,
  ): ReadonlyMap<string, Alive> {
    const { agents, master, marathons } = this.#world;
    const counts = new Map<string, Alive>();
    if (marathons.size === 0) return counts;
    // Mostly an instant is about one app.
    const [only] = apps?.size === 1 ? apps : [null];
    for (const record of records) {
      const agent = agents.get(record.info.agent);
      if (agent === undefined || agent.slaveId !== record.slaveId || agent.partitioned) continue;
      // Without an iterator: each check would make dozens.
      for (let process = agent.firstProcess; process !== null; process = process.after) {
        const { state, killed, frameworkId, framework, task } = process;
        if (state !== "running" || killed) continue;
        const { app } = task.trace;
        if (only !== null ? app !== only : apps !== null && !apps.has(app ?? "")) continue;
        const marathon = marathons.get(framework);
        if (marathon === undefined) continue;
        if (master.registry.frameworkNamed(framework)?.frameworkId !== frameworkId) continue;
        const standing = marathon.standingOf(task.taskId);
        if (standing === "kill-sent" || standing === "unknown") continue;
        const key = `${framework}\u0000${app}`;
        const { all, owed, dropped } = counts.get(key) ?? nobody;
        counts.set(key, {
          all: all + 1,
          owed: owed + (standing === "kill-owed" ? 1 : 0),
          dropped: dropped + (standing === "kill-dropped" ? 1 : 0),
        });
      }
    }
    return counts;
  }

  #report(invariant: string, subject: string, text: string, bug: string | null = null): void {
    const once = `${invariant}\u0000${subject}\u0000${text}`;
    if (this.#reported.has(once) || this.#found.length >= violationsMax) return;
    this.#reported.add(once);
    this.#found.push({ invariant, bug, atMs: this.#world.kernel.nowMs, text: `${subject}: ${text}` });
  }
}

/**
 * How many old tasks an upgrade may have told to end: what is beyond the healthy minimum, and one for each sign of a new
 * one; one more of a resident app that may have no more tasks than the minimum, and could not begin otherwise.
 */
function toldAtMost({ definition, old, signs }: UpgradeView): number {
  const { instances, upgradeStrategy, residency } = definition;
  const healthyMin = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
  const mostTasks = Math.floor(instances * (1 + upgradeStrategy.maximumOverCapacity));
  const isStuck = residency !== null && mostTasks === healthyMin && old >= mostTasks;
  return Math.max(0, old - healthyMin) + (isStuck ? 1 : 0) + signs;
}

/** All that is held on an agent, as the objects that say so. */
function holdingsOf(
  { total, usedAsSummed, tasks, offers }: AgentRecord,
  allocated: Resources,
): readonly object[] {
  const parts: object[] = [total, allocated];
  if (usedAsSummed !== null) parts.push(usedAsSummed);
  for (const { state, info } of tasks) if (!isTerminal(state)) parts.push(info);
  for (const offer of offers) parts.push(offer);
  return parts;
}
