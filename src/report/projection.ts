/** The state of apps, roles and agents at an instant, as the journal tells it: to be held against the world. */

import { unreservedRole } from "../model/resources.ts";
import { amountOf, byCodeUnit } from "../model/units.ts";
import type { Scenario } from "../sim/scenario.ts";
import { AgentStates } from "./agent-states.ts";
import { byResource } from "./amounts.ts";
import { AppStates } from "./app-states.ts";
import type { Level } from "./book.ts";
import { Capacity } from "./capacity.ts";
import { type EventRow, eventsOf } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { FrameworkStates } from "./framework-states.ts";

/** Everything that is folded from the journal's rows, one row at a time. */
export class Projection {
  readonly capacity: Capacity;
  readonly apps = new AppStates();
  readonly agents = new AgentStates();
  readonly frameworks: FrameworkStates;

  constructor(scenario: Scenario) {
    this.capacity = new Capacity(rolesOf(scenario));
    const marathons = scenario.frameworks.filter(({ kind }) => kind === "marathon");
    this.frameworks = new FrameworkStates(marathons.map(({ name }) => name));
  }

  apply(event: EventRow): void {
    this.capacity.apply(event);
    this.apps.apply(event);
    this.agents.apply(event);
    this.frameworks.apply(event);
  }
}

/** The roles of a scenario's frameworks and static reservations, by code unit. */
export function rolesOf(scenario: Scenario): string[] {
  const roles = new Set(scenario.frameworks.map((framework) => framework.role));
  for (const { resources } of scenario.agents) {
    for (const { kind } of resources.entries) if (kind.role !== unreservedRole) roles.add(kind.role);
  }
  return [...roles].sort(byCodeUnit);
}

/** Decimal amounts by resource name: every resource that any agent has had, zeros too. */
export type AmountsView = Readonly<Record<string, number>>;

export interface AppAt {
  readonly framework: string;
  readonly app: string;
  readonly wanted: number;
  readonly alive: number;
  readonly volumes: number;
  readonly attached: number;
  readonly detached: number;
}

export interface ProjectionAt {
  /** Those that were ever created, in the order in which the journal first names them. */
  readonly apps: readonly AppAt[];
  readonly roles: Readonly<
    Record<string, Readonly<Record<"reserved" | "used" | "stranded" | "unreserved", AmountsView>>>
  >;
  /** All zero for an agent that is not registered. */
  readonly agents: Readonly<Record<string, Readonly<Record<"reserved" | "used" | "free", AmountsView>>>>;
}

/** Everything folded up to and including the instant `atMs`. */
export function foldedTo(run: FinishedRun, atMs: number): Projection {
  const projection = new Projection(run.scenario);
  for (const event of eventsOf(run.recorder)) {
    if (event.atMs > atMs) break;
    projection.apply(event);
  }
  return projection;
}

/** The state after all events up to and including the instant `atMs`, in the shape of expectations. */
export function projectionAt(run: FinishedRun, atMs: number): ProjectionAt {
  return viewOf(foldedTo(run, atMs));
}

/** What a projection comes to, in the shape of expectations. */
export function viewOf({ capacity, apps }: Projection): ProjectionAt {
  const resources = [...capacity.resources()].sort(byResource);
  const view = (pick: (resource: string) => number): AmountsView =>
    Object.fromEntries(resources.map((resource) => [resource, amountOf(pick(resource))]));
  const ofRole = (role: string, column: keyof Level) =>
    view((resource) => capacity.ofRole(role, resource)[column]);
  const ofAgent = (agent: string, pick: (level: Level) => number) =>
    view((resource) => pick(capacity.ofAgent(agent, resource)));
  return {
    apps: [...apps.apps.values()]
      .filter((app) => app.life > 0)
      .map((app) => ({
        framework: app.framework,
        app: app.id,
        wanted: app.wanted,
        alive: app.alive,
        volumes: app.volumes,
        attached: app.attached,
        detached: app.volumes - app.attached,
      })),
    roles: Object.fromEntries(
      [...capacity.roles.keys()].sort(byCodeUnit).map((role) => [
        role,
        {
          reserved: ofRole(role, "reserved"),
          used: ofRole(role, "used"),
          stranded: ofRole(role, "stranded"),
          unreserved: ofRole(role, "unreserved"),
        },
      ]),
    ),
    agents: Object.fromEntries(
      [...capacity.agents.keys()].sort(byCodeUnit).map((agent) => [
        agent,
        {
          reserved: ofAgent(agent, (level) => level.reserved),
          used: ofAgent(agent, (level) => level.used),
          // Total less used less what is reserved and unused.
          free: ofAgent(agent, (level) => level.total - level.used - level.stranded),
        },
      ]),
    ),
  };
}
