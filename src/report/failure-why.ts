/** Why an app does not run as expected, and what would change that, where it can be said plainly. */

import { formatDuration } from "../model/units.ts";
import { counted, listed } from "../model/wording.ts";
import type { Expectation } from "../sim/checks/expectation.ts";
import type { ExpectationResult } from "../sim/result.ts";
import type { AgentState } from "./agent-states.ts";
import type { AppRecord, TaskRecord } from "./app-states.ts";
import { eventsOf } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { Projection } from "./projection.ts";

export interface Explanation {
  readonly why: string;
  /** What somebody may do; null where nothing is to be said. */
  readonly todo: string | null;
  /** Of the app at that instant, beside what the expectation names. */
  readonly also: string | null;
}

/** What the expectation asks for when too few are there. */
const presence = new Set(["running", "alive", "attached", "staging"]);

/** Whether it is about how many of an app there are. */
export function asksForMore({ subject, predicates }: Expectation): boolean {
  return subject.kind === "app" && predicates.some(({ path }) => presence.has(path[0] ?? ""));
}

/** Tasks of other phases than those that the expectation names, in words; null where there are none. */
export function othersOf(
  { predicates }: Expectation,
  phases: Readonly<Record<"suspended" | "reserving" | "staging", number>>,
): string | null {
  const named = new Set(predicates.map(({ path }) => path[0]));
  const others = (["suspended", "reserving", "staging"] as const).filter(
    (phase) => phases[phase] > 0 && !named.has(phase),
  );
  return others.length === 0 ? null : others.map((phase) => `${phase} ${phases[phase]}`).join(", ");
}

/** What the app was like when the expectation failed; null where it is about something else. */
export function explain(run: FinishedRun, { expectation, seenAtMs }: ExpectationResult): Explanation | null {
  const { subject } = expectation;
  if (subject.kind !== "app" || seenAtMs === null || !asksForMore(expectation)) return null;
  const scene = new Scene(run, subject.id, subject.framework, seenAtMs);
  const { app } = scene;
  if (app === null || app.life === 0)
    return { why: "no such app was created by then", todo: null, also: null };
  const found = reasons.map((reason) => reason(scene, app)).find((answer) => answer !== null);
  return found === undefined || found === null ? null : { ...found, also: othersOf(expectation, app.phases) };
}

type Answer = Pick<Explanation, "why" | "todo">;

/** The journal up to an instant, as far as the app is concerned. */
class Scene {
  readonly projection: Projection;
  readonly app: AppRecord | null = null;
  readonly atMs: number;
  /** When the app was destroyed, or scaled to nothing. */
  goneAtMs = 0;
  /** Until when its launches are delayed. */
  delayedUntilMs = 0;
  /** Who launched on what is reserved for the app, by agent, with the instant. */
  readonly thieves = new Map<string, { readonly framework: string; readonly atMs: number }>();

  constructor(run: FinishedRun, id: string, framework: string | null, atMs: number) {
    this.atMs = atMs;
    this.projection = new Projection(run.scenario);
    for (const event of eventsOf(run.recorder)) {
      if (event.atMs > atMs) break;
      this.projection.apply(event);
      if (event.text("app") !== id) continue;
      const agent = event.text("agent") ?? "";
      if (event.name === "queue.backoff") this.delayedUntilMs = event.number("until_ms") ?? 0;
      else if (event.name === "app.destroyed" || event.name === "app.updated") this.goneAtMs = event.atMs;
      else if (event.name === "role.conflict" && event.reason === "used")
        this.thieves.set(agent, { framework: event.text("framework") ?? "somebody", atMs: event.atMs });
    }
    for (const app of this.projection.apps.apps.values())
      if (app.id === id && (framework === null || app.framework === framework)) this.app ??= app;
  }

  suspended(): readonly TaskRecord[] {
    return [...this.projection.apps.tasks.values()].filter(
      (task) => task.app === this.app && task.phase === "suspended",
    );
  }
}

/** The first that has an answer gives it. */
const reasons: readonly ((scene: Scene, app: AppRecord) => Answer | null)[] = [
  notWanted,
  pinnedToAbsent,
  robbed,
  believedToRun,
  delayed,
];

function notWanted({ goneAtMs }: Scene, app: AppRecord): Answer | null {
  if (!app.exists) return { why: `the app was destroyed at ${formatDuration(goneAtMs)}`, todo: null };
  if (app.wanted > 0) return null;
  return {
    why: `the app was scaled to 0 at ${formatDuration(goneAtMs)}`,
    todo: "app.scale launches what is suspended again, on what is reserved for it",
  };
}

function pinnedToAbsent(scene: Scene, app: AppRecord): Answer | null {
  const tasks = scene.suspended();
  const absent = tasks.filter(({ agent }) => scene.projection.agents.of(agent)?.known !== "registered");
  const [first] = absent;
  if (first === undefined) return null;
  const agents = [...new Set(absent.map(({ agent }) => agent))];
  const where = absenceOf(scene.projection.agents.of(first.agent));
  const one = absent.length === 1;
  const whose = one
    ? tasks.length === 1 && app.wanted === 1
      ? "its only task is"
      : "one of its tasks is"
    : `${absent.length} of its tasks are`;
  const cover = one
    ? "one suspended task covers the one instance to launch"
    : `${counted(absent.length, "suspended task")} cover as many instances to launch`;
  return {
    why: `${whose} pinned to ${listed(agents)}, ${where}; ${cover}, so Marathon reserves nothing new`,
    todo: `task.kill with wipe: true places ${one ? "it" : "them"} anew and loses the data; or bring ${listed(agents)} back`,
  };
}

function absenceOf(state: AgentState | undefined): string {
  if (state === undefined) return "which never registered";
  const since = formatDuration(Math.floor(state.sinceMs / 1000) * 1000);
  switch (state.known) {
    case "removed":
      return `removed at ${since}`;
    case "disconnected":
      return `disconnected since ${since}`;
    default:
      return `which has not registered since the master went down at ${since}`;
  }
}

function robbed(scene: Scene): Answer | null {
  for (const { agent } of scene.suspended()) {
    const thief = scene.thieves.get(agent);
    if (thief === undefined) continue;
    const since = formatDuration(Math.floor(thief.atMs / 1000) * 1000);
    return {
      why: `${thief.framework} launched at ${since} on what is reserved for the suspended task on ${agent}: a role's reservations go to any framework of the role`,
      todo: `end ${thief.framework}'s tasks there, or give it a role of its own`,
    };
  }
  return null;
}

/** A host that died, or is cut off, is missed only when its pings are. */
function believedToRun(scene: Scene, app: AppRecord): Answer | null {
  if (app.phases.running <= app.alive) return null;
  const dead = [...scene.projection.apps.tasks.values()].filter(
    (task) => task.app === app && task.phase === "running" && !task.alive,
  );
  const agents = [...new Set(dead.map(({ agent }) => agent))].filter(
    (agent) => scene.projection.agents.of(agent)?.crashed === true,
  );
  if (agents.length === 0) return null;
  return {
    why: `${listed(agents)} crashed, and the master has not noticed yet: it takes the task for running until its pings stay unanswered`,
    todo: null,
  };
}

function delayed({ delayedUntilMs, atMs }: Scene): Answer | null {
  if (delayedUntilMs <= atMs) return null;
  return {
    why: `after failures its launches are delayed until ${formatDuration(delayedUntilMs)}`,
    todo: "queue.reset-delay ends the delay",
  };
}
