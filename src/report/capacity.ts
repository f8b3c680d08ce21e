/**
 * Capacity over time, as the master knows it: what agents, roles and the cluster hold, folded from journal rows.
 *
 * Used is what launched tasks hold, from `task.launched` to the first row that ends the task. An agent counts from
 * its registration to its removal, disconnected or not. A new master knows no agent and no task before they are
 * registered again and adopted. Each row costs what it changes; only a master that goes down costs a look at all agents.
 */

import type { EventName } from "../model/events.ts";
import { type Amounts, AmountsReader, addTo, amountsFrom, type Sum } from "./amounts.ts";
import { type AgentCapacity, Book, bookOf, type Column, type Level, level, nothing } from "./book.ts";
import type { EventRow } from "./event-row.ts";
import { endInMaster } from "./task-ends.ts";

interface Held {
  readonly framework: string;
  readonly agent: string;
  readonly role: string;
  readonly resources: Amounts;
  readonly reserved: Amounts;
}

/** Which scopes may have changed since they were last taken. */
export interface Changes {
  readonly cluster: boolean;
  readonly roles: readonly string[];
  readonly agents: readonly string[];
}

export class Capacity {
  readonly agents = new Map<string, AgentCapacity>();
  readonly roles = new Map<string, Book>();
  readonly total: Sum = new Map();
  readonly cluster = new Book();
  /** What launched tasks use, by framework. */
  readonly frameworks = new Map<string, Sum>();
  readonly #reader = new AmountsReader();
  readonly #held = new Map<string, Held>();
  readonly #changedRoles = new Set<string>();
  readonly #changedAgents = new Set<string>();
  #changed = false;

  /** `roles` are those known from the start. */
  constructor(roles: Iterable<string>) {
    for (const role of roles) this.#role(role);
  }

  apply(event: EventRow): void {
    const apply = appliers[event.name];
    if (apply !== undefined) apply(this, event);
    else if (endInMaster(event)) this.#end(event);
  }

  /** The names of all resources that any agent has. */
  resources(): Iterable<string> {
    return this.total.keys();
  }

  ofCluster(resource: string): Level {
    return level(this.total.get(resource) ?? 0, this.cluster, resource);
  }

  /** A role's total is what it could ever hold: its reservations and all that is unreserved. */
  ofRole(role: string, resource: string): Level {
    const book = this.roles.get(role);
    if (book === undefined) return nothing;
    const unreserved = (this.total.get(resource) ?? 0) - (this.cluster.reserved.get(resource) ?? 0);
    return level(unreserved + (book.reserved.get(resource) ?? 0), book, resource);
  }

  /** All zero for an agent that the master does not know. */
  ofAgent(agent: string, resource: string): Level {
    const capacity = this.agents.get(agent);
    if (capacity?.registered !== true) return nothing;
    return level(capacity.total.get(resource) ?? 0, capacity.all, resource);
  }

  /** Whether anything of the cluster or a role may have changed since changes were taken last. */
  get hasChanged(): boolean {
    return this.#changed || this.#changedRoles.size > 0;
  }

  /** What may have changed since the last call. */
  takeChanges(): Changes {
    const changes = {
      cluster: this.#changed,
      roles: [...this.#changedRoles],
      agents: [...this.#changedAgents],
    };
    this.#changed = false;
    this.#changedRoles.clear();
    this.#changedAgents.clear();
    return changes;
  }

  mention(role: string | null): void {
    if (role !== null) this.#role(role);
  }

  /** The agent's total, and what is reserved on it by role, static and dynamic, as the master takes them over. */
  register(event: EventRow): void {
    const name = event.text("agent") ?? "";
    const agent = this.#agent(name);
    this.#count(name, agent, -1);
    agent.total = this.#reader.read(event.text("resources"));
    for (const book of agent.byRole.values()) {
      addTo(agent.all.reserved, book.reserved, -1);
      book.reserved.clear();
    }
    for (const [role, amounts] of Object.entries(reservedIn(event))) {
      const milli = amountsFrom(amounts);
      addTo(bookOf(agent, role).reserved, milli, 1);
      addTo(agent.all.reserved, milli, 1);
    }
    agent.registered = true;
    this.#count(name, agent, 1);
  }

  remove(event: EventRow): void {
    // An id that a new master never saw: the host may be there under another one.
    if (event.reason === "reregister-timeout") return;
    const name = event.text("agent") ?? "";
    const agent = this.#agent(name);
    this.#count(name, agent, -1);
    agent.registered = false;
  }

  /** Nobody knows any agent, or any task, until they come back. */
  masterDown(): void {
    for (const [name, agent] of this.agents) {
      this.#count(name, agent, -1);
      agent.registered = false;
      for (const book of [agent.all, ...agent.byRole.values()]) {
        book.used.clear();
        book.usedReserved.clear();
      }
    }
    this.frameworks.clear();
    this.#held.clear();
  }

  /** The master does not know what the host has lost before its agent registers again. */
  release(event: EventRow): void {
    if (event.reason !== "disk-lost" && event.reason !== "agent-removed") this.reserve(event, -1);
  }

  reserve(event: EventRow, by: 1 | -1): void {
    const amounts = this.#reader.read(event.text("resources"));
    this.#change(event.text("agent") ?? "", event.text("role") ?? "", "reserved", amounts, by);
  }

  launch(event: EventRow): void {
    const held: Held = {
      framework: event.text("framework") ?? "",
      agent: event.text("agent") ?? "",
      role: event.text("role") ?? "",
      resources: this.#reader.read(event.text("resources")),
      reserved: this.#reader.read(event.text("reserved")),
    };
    this.#held.set(taskKey(event), held);
    this.#use(held, 1);
  }

  #end(event: EventRow): void {
    const key = taskKey(event);
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#use(held, -1);
  }

  #use(held: Held, by: 1 | -1): void {
    this.#change(held.agent, held.role, "used", held.resources, by);
    this.#change(held.agent, held.role, "usedReserved", held.reserved, by);
    let all = this.frameworks.get(held.framework);
    if (all === undefined) {
      all = new Map();
      this.frameworks.set(held.framework, all);
    }
    addTo(all, held.resources, by);
  }

  #change(agentName: string, role: string, column: Column, amounts: Amounts, by: 1 | -1): void {
    const agent = this.#agent(agentName);
    addTo(bookOf(agent, role)[column], amounts, by);
    addTo(agent.all[column], amounts, by);
    this.#changedAgents.add(agentName);
    if (!agent.registered) return;
    addTo(this.#role(role)[column], amounts, by);
    addTo(this.cluster[column], amounts, by);
    this.#changedRoles.add(role);
    this.#changed = true;
  }

  /** Takes all of a registered agent into the sums of roles and cluster, or out of them. */
  #count(name: string, agent: AgentCapacity, by: 1 | -1): void {
    if (!agent.registered) return;
    addTo(this.total, agent.total, by);
    this.cluster.add(agent.all, by);
    for (const [role, book] of agent.byRole) {
      this.#role(role).add(book, by);
      this.#changedRoles.add(role);
    }
    this.#changedAgents.add(name);
    this.#changed = true;
  }

  #agent(name: string): AgentCapacity {
    let agent = this.agents.get(name);
    if (agent === undefined) {
      agent = { registered: false, total: new Map(), all: new Book(), byRole: new Map() };
      this.agents.set(name, agent);
    }
    return agent;
  }

  #role(name: string): Book {
    let book = this.roles.get(name);
    if (book === undefined) {
      book = new Book();
      this.roles.set(name, book);
      this.#changedRoles.add(name);
    }
    return book;
  }
}

/** Amounts by role; empty where the row names none, for then nothing is reserved. */
function reservedIn(event: EventRow): Readonly<Record<string, unknown>> {
  const text = event.text("reserved");
  return text === null ? {} : JSON.parse(text);
}

/** Task ids are unique per framework. */
export function taskKey(event: EventRow): string {
  return event.pair("framework", "task");
}

const appliers: Partial<Record<EventName, (capacity: Capacity, event: EventRow) => void>> = {
  "agent.registered": (capacity, event) => capacity.register(event),
  "agent.reregistered": (capacity, event) => capacity.register(event),
  "agent.removed": (capacity, event) => capacity.remove(event),
  "framework.registered": (capacity, event) => capacity.mention(event.text("role")),
  "reservation.made": (capacity, event) => capacity.reserve(event, 1),
  "reservation.released": (capacity, event) => capacity.release(event),
  "task.launched": (capacity, event) => capacity.launch(event),
  "task.adopted": (capacity, event) => capacity.launch(event),
  "master.down": (capacity) => capacity.masterDown(),
};
