/** How single apps fared: where they stand at the end, their strip and their story. */

import type { Analysis } from "./analysis.ts";
import { type AppRecord, AppStates } from "./app-states.ts";
import { eventsOf } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { OpenDeployments } from "./open-deployments.ts";
import { Outages } from "./outages.ts";
import { Story } from "./story.ts";
import { Strip, symbolOf } from "./strip.ts";

/** Where an app stands at the end of a run. */
export interface AppStand {
  readonly name: string;
  readonly exists: boolean;
  readonly wanted: number;
  readonly alive: number;
  /** Tasks by what is known of them. */
  readonly running: number;
  readonly staging: number;
  readonly suspended: number;
  readonly reserving: number;
  readonly volumes: number;
  readonly attached: number;
  /** Where its tasks are, in order of launch or reservation, each once. */
  readonly running_on: readonly string[];
  readonly suspended_on: readonly string[];
}

/** All apps that were ever created, in the order of the metrics. */
export function standsOf(analysis: Analysis): readonly AppStand[] {
  const running = new Map<AppRecord, Set<string>>();
  const suspended = new Map<AppRecord, Set<string>>();
  for (const task of analysis.final.apps.tasks.values()) {
    const places = task.phase === "running" ? running : task.phase === "suspended" ? suspended : null;
    if (places === null || task.app === null) continue;
    const agents = places.get(task.app);
    if (agents === undefined) places.set(task.app, new Set([task.agent]));
    else agents.add(task.agent);
  }
  return [...analysis.apps].map(([name, app]) => ({
    name,
    exists: app.exists,
    wanted: app.wanted,
    alive: app.alive,
    running: app.phases.running,
    staging: app.phases.staging,
    suspended: app.phases.suspended,
    reserving: app.phases.reserving,
    volumes: app.volumes,
    attached: app.attached,
    running_on: [...(running.get(app) ?? [])],
    suspended_on: [...(suspended.get(app) ?? [])],
  }));
}

export interface AppCourse {
  readonly strip: string;
  readonly outages: Outages;
  readonly story: Story;
  /** Since when it is in a deployment that is not over at the end; null where it is in none. */
  readonly deployingSinceMs: number | null;
}

class Follower {
  readonly strip: Strip;
  readonly outages = new Outages();
  readonly story: Story;

  constructor(app: AppRecord, endMs: number, cells: number, pingsMax: number) {
    this.strip = new Strip(endMs, cells);
    this.story = new Story(app, pingsMax);
  }
}

/** The course of some apps, by name; reads the journal once more. */
export function coursesOf(
  run: FinishedRun,
  analysis: Analysis,
  names: readonly string[],
  cells: number,
): ReadonlyMap<string, AppCourse> {
  const states = new AppStates();
  const pingsMax = run.scenario.mesos.max_slave_ping_timeouts;
  const wanted = new Map<string, string>();
  for (const [name, app] of analysis.apps)
    if (names.includes(name)) wanted.set(`${app.framework}\u0000${app.id}`, name);
  const ids = new Set([...analysis.apps].flatMap(([name, app]) => (names.includes(name) ? [app.id] : [])));
  const followers = new Map<string, { readonly app: AppRecord; readonly follower: Follower }>();
  const deployments = new OpenDeployments();
  let atMs = 0;
  // What lasts for no time is no outage and fills no cell: apps are looked at when an instant is over.
  const look = (): void => {
    for (const { app, follower } of followers.values()) {
      follower.strip.set(atMs, symbolOf(app));
      follower.outages.set(atMs, app.wanted, app.alive);
    }
  };
  for (const event of eventsOf(run.recorder)) {
    if (event.atMs > atMs) {
      look();
      atMs = event.atMs;
    }
    states.apply(event);
    deployments.apply(event);
    const id = event.text("app");
    // What is about another app says nothing about these.
    if (id !== null && !ids.has(id)) continue;
    const app = states.appOf(event);
    const name = app === null ? undefined : wanted.get(`${app.framework}\u0000${app.id}`);
    if (app !== null && name !== undefined && !followers.has(name)) {
      followers.set(name, { app, follower: new Follower(app, run.endMs, cells, pingsMax) });
    }
    for (const { follower } of followers.values()) follower.story.apply(event, states);
  }
  look();
  return new Map(
    [...followers].map(([name, { app, follower }]) => {
      const { strip, outages, story } = follower;
      outages.finish(run.endMs);
      const deployingSinceMs = app.exists ? deployments.sinceMs(app.framework, app.id) : null;
      return [name, { strip: strip.text(run.endMs), outages, story, deployingSinceMs }];
    }),
  );
}
