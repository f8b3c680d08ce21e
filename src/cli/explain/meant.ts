/** Which apps, or which task, the options of `explain` name, in a world that was played. */

import { type GroupUpdate, isGroupJson, parseGroup } from "../../model/group/parse.ts";
import { didYouMean } from "../../model/near-miss.ts";
import { byCodeUnit } from "../../model/units.ts";
import { isRecord } from "../../scenario/check.ts";
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

/** Without `--app` all apps that have fewer running than are wanted, or whose deployment waits for tasks that run or is to launch more beside them. Says what is
 * wrong where nobody is called so. */
export function meantBy(
  options: Pick<OptionValues, "framework" | "app" | "task">,
  world: Simulation,
  history: History,
): readonly Meant[] | string {
  const { framework, app, task } = options;
  const all = [...world.marathons.values()];
  const marathons = framework === undefined ? all : all.filter(({ name }) => name === framework);
  if (framework !== undefined && marathons.length === 0) {
    const names = all.map(({ name }) => name);
    return `--framework: no Marathon is called ${framework}${didYouMean(framework, names, allowed(names))}`;
  }
  if (app === undefined)
    return marathons.flatMap((marathon) =>
      appsBelow(marathon).map((id) => ({ marathon: marathon.name, app: id, task: null })),
    );
  const id = app.startsWith("/") ? app : `/${app}`;
  const idsOf = (marathon: MarathonApi): readonly string[] => appsOf(marathon, world, history);
  const having = marathons.filter((marathon) => idsOf(marathon).includes(id));
  const marathon = having.find((each) => each.definitionOf(id) !== null) ?? having[0];
  if (marathon === undefined) {
    const ids = [...new Set(marathons.flatMap(idsOf))];
    const inside = ids.filter((each) => each.startsWith(`${id}/`));
    if (inside.length > 0)
      return `--app: ${id} is a group; name one of its apps, such as ${inside.slice(0, 8).join(", ")}`;
    return `--app: no app is called ${id}${didYouMean(id, ids, allowed(ids))}`;
  }
  if (task === undefined) return [{ marathon: marathon.name, app: id, task: null }];
  return taskOf(marathon, id, task, history);
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

/** Apps that exist, that existed, and that the scenario creates some time. */
function appsOf(marathon: MarathonApi, { scenario }: Simulation, history: History): readonly string[] {
  const first = scenario.frameworks.find(({ kind }) => kind === "marathon")?.name;
  const stated = scenario.apps.flatMap(({ framework, definition }) =>
    framework === marathon.name ? idsIn(definition) : [],
  );
  const created = scenario.actions.flatMap((action) => {
    const fields = (action.fields ?? {}) as { readonly app?: unknown; readonly framework?: unknown };
    const at = typeof fields.framework === "string" ? fields.framework : first;
    return action.do === "app.create" && at === marathon.name ? idsIn(fields.app) : [];
  });
  return [...new Set([...marathon.appIds(), ...stated, ...created, ...history.appsOf(marathon.name)])]
    .filter((id) => id !== "")
    .sort(byCodeUnit);
}

/** Of an app, or of all apps of a group. */
function idsIn(definition: unknown): readonly string[] {
  if (!isRecord(definition)) return [];
  if (isGroupJson(definition)) {
    const parsed = parseGroup(definition, "/");
    return parsed.ok ? idsOfUpdate(parsed.update) : [];
  }
  const { id } = definition;
  if (typeof id !== "string") return [];
  return [id.startsWith("/") ? id : `/${id}`];
}

function idsOfUpdate({ apps, groups }: GroupUpdate): readonly string[] {
  return [...(apps ?? []).map(({ id }) => id), ...(groups ?? []).flatMap(idsOfUpdate)];
}

/** `; it is one of ...` where there are few. */
function allowed(names: readonly string[]): string {
  if (names.length === 0) return "; there is none";
  return names.length <= 8 ? `; it is one of ${names.join(", ")}` : "";
}
