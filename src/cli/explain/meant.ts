/** Which apps, or which task, the options of `explain` name: what is wrong with them is known before anything is played. */

import { didYouMean } from "../../model/near-miss.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { Known } from "../../scenario/known.ts";
import type { MarathonApi } from "../../sim/cluster/framework.ts";
import type { AppName } from "../../sim/cluster/offer-log.ts";
import { appsBelow } from "../../sim/explain/below.ts";
import type { History } from "../../sim/explain/history.ts";
import type { Simulation } from "../../sim/simulation.ts";
import type { OptionValues } from "../command.ts";

/** Is to be explained. */
export interface Meant extends AppName {
  /** Null: the app as a whole. */
  readonly task: string | null;
}

/** What the options name of a scenario. */
export interface Asked {
  /** Whose apps: where an app is named, those that have it at some time. */
  readonly marathons: readonly string[];
  /** Null: all that want more than they have. */
  readonly app: string | null;
  /** A task's id, or how it begins; null: the app as a whole. */
  readonly task: string | null;
}

type Names = Pick<OptionValues, "framework" | "app" | "task">;

/** Whom the options name, or all that is wrong with them. */
export function askedBy({ framework, app, task }: Names, known: Known): Asked | readonly string[] {
  const problems: string[] = [];
  if (task !== undefined && app === undefined) problems.push("--task: needs the app of the task: --app ID");
  if (framework !== undefined && !known.marathons.includes(framework))
    problems.push(
      `--framework: no Marathon is called ${framework}${didYouMean(framework, known.marathons, allowed(known.marathons))}`,
    );
  if (problems.length > 0) return problems;
  const marathons = framework === undefined ? known.marathons : [framework];
  if (app === undefined) return { marathons, app: null, task: null };
  const id = app.startsWith("/") ? app : `/${app}`;
  const having = marathons.filter((marathon) => known.apps.get(id)?.has(marathon));
  if (having.length === 0) return [noApp(id, marathons, known)];
  return { marathons: having, app: id, task: task ?? null };
}

function noApp(id: string, marathons: readonly string[], { apps }: Known): string {
  const theirs = ([, owners]: readonly [string, ReadonlySet<string>]): boolean =>
    marathons.some((marathon) => owners.has(marathon));
  const ids = [...apps]
    .filter(theirs)
    .map(([each]) => each)
    .sort(byCodeUnit);
  const inside = ids.filter((each) => each.startsWith(`${id}/`));
  if (inside.length > 0)
    return `--app: ${id} is a group; name one of its apps, such as ${inside.slice(0, 8).join(", ")}`;
  return `--app: no app is called ${id}${didYouMean(id, ids, allowed(ids))}`;
}

/**
 * Without an app all that have fewer running than are wanted, or whose deployment waits for tasks that run or is to launch more
 * beside them. Says what is wrong where the app has had no such task.
 */
export function meantBy(
  { marathons, app, task }: Asked,
  world: Simulation,
  history: History,
): readonly Meant[] | string {
  const all = marathons.map((name) => world.marathon(name));
  if (app === null)
    return all.flatMap((marathon) =>
      appsBelow(marathon).map((id) => ({ marathon: marathon.name, app: id, task: null })),
    );
  const marathon = all.find((each) => each.definitionOf(app) !== null) ?? all[0];
  if (marathon === undefined) return [];
  return task === null ? [{ marathon: marathon.name, app, task }] : taskOf(marathon, app, task, history);
}

/** A task's id, or how it begins where that is only one. */
function taskOf(
  marathon: MarathonApi,
  app: string,
  named: string,
  history: History,
): readonly Meant[] | string {
  const known = new Set([
    ...(history.app(marathon.name, app)?.tasks.keys() ?? []),
    ...marathon.tasksOf(app).map(({ taskId }) => taskId),
  ]);
  const ids = [...known].filter((id) => id !== "");
  const alike = known.has(named) ? [named] : ids.filter((id) => id.startsWith(named));
  if (alike.length > 1)
    return `--task: ${alike.length} tasks of ${app} begin with ${named}: ${alike.join(", ")}`;
  const [id] = alike;
  if (id === undefined)
    return `--task: ${app} has had no task ${named}${didYouMean(named, ids, allowed(ids))}`;
  return [{ marathon: marathon.name, app, task: id }];
}

/** `; it is one of ...` where there are few. */
function allowed(names: readonly string[]): string {
  if (names.length === 0) return "; there is none";
  return names.length <= 8 ? `; it is one of ${names.join(", ")}` : "";
}
