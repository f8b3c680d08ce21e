/** What is held on an agent, in the master and in the allocator alike: it adds up, and nothing is held twice. */

import { isDynamic, Resources } from "../../model/resources.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { AgentRecord, OfferRecord, TaskRecord } from "../mesos/records.ts";
import { checkpointedPart, withCheckpointed } from "../mesos/validation.ts";
import type { World } from "../world.ts";
import { cut, renew } from "./seen.ts";
import type { Sums } from "./sums.ts";
import { givenAway, type Report } from "./violations.ts";
import type { WatchedAgent } from "./watched.ts";

export class Holdings {
  readonly #world: World;
  readonly #sums: Sums;
  readonly #report: Report;
  /** Those of the agent that is looked at which are not terminal. */
  readonly #tasks: TaskRecord[] = [];

  constructor(world: World, sums: Sums, report: Report) {
    this.#world = world;
    this.#sums = sums;
    this.#report = report;
  }

  /** The master does not have the agent registered, or not any more. */
  forget(agent: WatchedAgent): void {
    agent.record = null;
    this.#retotal(agent, Resources.none);
    cut(this.#tasks, 0);
    renew(agent.tasks, this.#tasks, agent, this.#sums);
  }

  /**
   * total = free + offered + used + idle reservations, metadata compared. The same objects as at the last look add up as
   * they did then.
   */
  check(agent: WatchedAgent, record: AgentRecord): void {
    const { name } = agent;
    const { total, usedAsSummed } = record;
    const isAnother = agent.record !== record;
    const otherTotal = this.#retotal(agent, total) || isAnother;
    const otherTasks = this.#renewTasks(agent, record) || isAnother;
    const otherOffers = renewOffers(agent, record);
    const state = this.#world.master.allocator.stateOf(record.slaveId);
    agent.record = state === null ? null : record;
    if (state === null) return this.#report("resources-add-up", name, "the allocator does not know it");
    const { total: totalInAllocator, allocated } = state;

    if (otherTotal || agent.totalInAllocator !== totalInAllocator)
      this.#checkTotal(name, total, totalInAllocator);
    if (otherTasks) this.#sumTasks(agent);
    if (usedAsSummed !== null && (otherTasks || agent.usedAsSummed !== usedAsSummed))
      this.#checkUsed(agent, usedAsSummed);
    if (otherTotal || otherTasks || otherOffers || agent.allocated !== allocated)
      this.#checkHeld(agent, allocated);
    agent.totalInAllocator = totalInAllocator;
    agent.allocated = allocated;
    agent.usedAsSummed = usedAsSummed;
  }

  #retotal(agent: WatchedAgent, total: Resources): boolean {
    if (agent.total === total) return false;
    this.#sums.retotal(agent.total, total);
    agent.total = total;
    return true;
  }

  #renewTasks(agent: WatchedAgent, { tasks }: AgentRecord): boolean {
    let count = 0;
    for (let task = tasks.first; task !== null; task = task.after)
      if (!isTerminal(task.state)) this.#tasks[count++] = task;
    cut(this.#tasks, count);
    return renew(agent.tasks, this.#tasks, agent, this.#sums);
  }

  #checkTotal(name: string, total: Resources, inAllocator: Resources): void {
    if (!inAllocator.equals(total))
      this.#report("resources-add-up", name, `the allocator has ${inAllocator}, the master ${total}`);
    const spec = this.#world.agents.get(name)?.spec.resources ?? Resources.none;
    const expected = withCheckpointed(spec, checkpointedPart(total));
    if (expected === null || !expected.equals(total))
      this.#report("resources-add-up", name, `it has ${total} out of ${spec}`);
    for (const entry of total.entries) {
      if (isDynamic(entry) && !this.#world.ledger.knows(name, entry.kind))
        this.#report("labels-stay", name, `nobody made the reservation ${Resources.of(entry)}`);
    }
  }

  /** Anew, and looks whether two tasks have one volume. */
  #sumTasks(agent: WatchedAgent): void {
    let used = Resources.none;
    const users = new Map<string, TaskRecord>();
    for (const task of agent.tasks) {
      const { info } = task;
      used = used.plus(info.resources);
      for (const { kind } of info.resources.entries) {
        const { volumeKey, persistenceId } = kind;
        if (volumeKey === null) continue;
        const other = users.get(volumeKey);
        if (other !== undefined) {
          const text = `by ${other.taskId} and ${info.taskId} on ${agent.name}`;
          const bug = other.outlived || task.outlived ? givenAway : null;
          this.#report("volume-used-once", persistenceId ?? "", text, bug);
        }
        users.set(volumeKey, task);
      }
    }
    agent.used = used;
  }

  #checkUsed({ name, used }: WatchedAgent, asSummed: Resources): void {
    if (!used.equals(asSummed))
      this.#report("resources-add-up", name, `tasks hold ${used}, counted are ${asSummed}`);
  }

  #checkHeld({ name, used, offers, tasks, total }: WatchedAgent, allocated: Resources): void {
    let held = used;
    for (const { resources } of offers) held = held.plus(resources);
    if (!held.equals(allocated)) {
      const text = `offers and tasks hold ${held}, allocated are ${allocated}`;
      this.#report("resources-add-up", name, text);
    }
    if (total.contains(held)) return;
    const kept = tasks.reduce(
      (all, { outlived, info }) => (outlived ? all.minus(info.resources) : all),
      held,
    );
    const bug = total.contains(kept) ? givenAway : null;
    const text = `${held.minus(total)} more than there is are offered or used`;
    this.#report("nothing-offered-twice", name, text, bug);
  }
}

/** Whether they are others than at the last look. */
function renewOffers({ offers: seen }: WatchedAgent, { offers }: AgentRecord): boolean {
  let other = seen.length !== offers.length;
  for (let i = 0; i < offers.length; i++) {
    const offer = offers[i] as OfferRecord;
    if (seen[i] === offer) continue;
    seen[i] = offer;
    other = true;
  }
  cut(seen, offers.length);
  return other;
}
