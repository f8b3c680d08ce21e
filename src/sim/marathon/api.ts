/** The operator's calls and what they set off (AppsResource.scala:61-246, AppTasksResource.scala:77-129,
 * TasksResource.scala:99-141, TaskKiller.scala:27-94, QueueResource.scala:50-60, DeploymentsResource.scala:36-60). */

import { withInstances } from "../../model/app/change.ts";
import type { AppDefinition, AppParse } from "../../model/app/definition.ts";
import { parseApp } from "../../model/app/parse.ts";
import { ofUpdate, updateApp } from "../../model/app/update.ts";
import { revert } from "../../model/group/edits.ts";
import { isGroupJson } from "../../model/group/parse.ts";
import type { ApiAnswer, KillRequest } from "../cluster/framework.ts";
import type { Answers, Call } from "./answers.ts";
import type { App } from "./apps.ts";
import { createGroup, deleteGroup, type Edit, type GroupCall, updateGroup } from "./group-calls.ts";
import { appOfTask } from "./ids.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import { notLoadedMessage } from "./loading.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Store } from "./store.ts";
import type { Task } from "./task.ts";
import type { TaskUpdates } from "./updates.ts";
import { noLeaderMessage, type Refused, refusal, refusedAs, type Upgrades } from "./upgrades.ts";

/** What calls need of the leader. */
export interface ApiParts {
  /** Whether it could load the tasks; else every call times out. */
  readonly ready: boolean;
  readonly updates: TaskUpdates;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly upgrades: Upgrades;
}

interface WishOptions {
  readonly force: boolean;
  readonly sentenced?: readonly string[];
  readonly restarts?: boolean;
  /** The answer where the call makes a new app, or is right otherwise. */
  readonly created?: 200 | 201;
  readonly changed?: 200 | 201;
}

/** What a call makes of one app. */
type Changed =
  | { readonly type: "store"; readonly definition: AppDefinition }
  | { readonly type: "restart" }
  | { readonly type: "destroy" }
  | Refused;

export type Json = Readonly<Record<string, unknown>>;

/** By definition: a scenario's are created in each of its runs, and nobody changes them. */
const parsed = new WeakMap<Json, { readonly healthMax: number; readonly parse: AppParse }>();

function parsedOnce(json: Json, healthMax: number): AppParse {
  const known = parsed.get(json);
  if (known?.healthMax === healthMax) return known.parse;
  const parse = parseApp(json, "POST", null, healthMax);
  parsed.set(json, { healthMax, parse });
  return parse;
}

const unknownApp = (app: string): string => `App '${app}' does not exist`;

export class Api {
  readonly #store: Store;
  readonly #answers: Answers;
  readonly #healthMax: number;
  readonly #leader: () => ApiParts | null;

  /** `leader` is whoever leads now; while nobody does, every call is answered with 503 (LeaderProxyFilter.scala:136). */
  constructor(store: Store, answers: Answers, healthMax: number, leader: () => ApiParts | null) {
    this.#healthMax = healthMax;
    this.#store = store;
    this.#answers = answers;
    this.#leader = leader;
  }

  /** An app, or a group where the definition is one. */
  createApp(json: Json, force: boolean): ApiAnswer | null {
    if (isGroupJson(json)) {
      return this.#group(
        "POST /v2/groups",
        () => createGroup(this.#store, json, this.#healthMax),
        force,
        201,
      );
    }
    const parse = parsedOnce(json, this.#healthMax);
    const id = parse.ok ? parse.app.id : idOf(json);
    const call = { app: id, task: null, call: "POST /v2/apps" };
    return this.#wish(call, { force }, (current) => {
      if (!parse.ok) return refusedAs("invalid", parse.refusal);
      return current === null
        ? { type: "store", definition: parse.app }
        : refusal(409, "exists", `An app with id [${id}] already exists.`);
    });
  }

  /** What the change does not say stays as it is. A change of an unknown app creates one, of what it says. */
  updateApp(app: string, change: Json, force: boolean): ApiAnswer | null {
    if (this.#isGroup(app) || isGroupJson(change)) {
      return this.#group(
        `PUT /v2/groups${app}`,
        () => updateGroup(this.#store, app, change, this.#healthMax),
        force,
        200,
      );
    }
    return this.#putApp(app, change, force);
  }

  scaleApp(app: string, instances: number, force: boolean): ApiAnswer | null {
    return this.#putApp(app, { instances }, force);
  }

  #putApp(app: string, change: Json, force: boolean): ApiAnswer | null {
    const call = { app, task: null, call: `PUT /v2/apps${app}` };
    return this.#wish(call, { force }, (current): Changed => {
      if (current !== null && isOnlyVersion(change)) return this.#earlier(current, String(change["version"]));
      const parse =
        current === null
          ? ofUpdate(change, parseApp({ ...change, id: app }, "PUT", null, this.#healthMax))
          : updateApp(current.definition, change, this.#healthMax);
      if (parse.ok) return { type: "store", definition: parse.app };
      return refusedAs(current === null ? "unknown" : "invalid", parse.refusal);
    });
  }

  restartApp(app: string, force: boolean): ApiAnswer | null {
    const call = { app, task: null, call: `POST /v2/apps${app}/restart` };
    return this.#wish(call, { force, restarts: true }, (current) =>
      current === null ? refusal(404, "unknown", unknownApp(app)) : { type: "restart" },
    );
  }

  /** Marathon's defaults differ (AppsResource.scala:172, GroupsResource.scala:204). */
  destroyApp(app: string, given?: boolean): ApiAnswer | null {
    const force = given ?? !this.#isGroup(app);
    if (this.#isGroup(app)) {
      const group = { id: app, edit: deleteGroup(app), refused: null };
      return this.#group(`DELETE /v2/groups${app}`, () => group, force, 200);
    }
    const call = { app, task: null, call: `DELETE /v2/apps${app}` };
    return this.#wish(call, { force }, (current) =>
      current === null ? refusal(404, "unknown", unknownApp(app)) : { type: "destroy" },
    );
  }

  /** Undone by a deployment back to what was before; with `force`, nothing takes its place. */
  cancelDeployment(app: string, force: boolean): ApiAnswer | null {
    const call = (id: string): Call => ({ app, task: null, call: `DELETE /v2/deployments${id}` });
    return this.#asLeader(call(""), ({ scheduler }) => {
      const deployment = scheduler.deploymentOf(app);
      if (deployment === null)
        return this.#answers.failed(call(""), 404, `No deployment holds the app '${app}'`);
      const { id, groups } = deployment.plan;
      if (!force) {
        return this.#edit(call(`/${id}`), { force: true, created: 200 }, (draft) => {
          revert(draft, groups);
          return null;
        });
      }
      scheduler.cancel(deployment);
      return this.#answers.done(call(`/${id}?force=true`), 202);
    });
  }

  killTasks(app: string, how: KillRequest): ApiAnswer | null {
    const call = killCall(app, how);
    return this.#asLeader(call, (leader) => {
      if (how.scale && how.wipe) {
        return this.#answers.failed(call, 400, "You cannot use scale and wipe at the same time.");
      }
      const invalid = areSeveral(how) ? how.taskIds.find((taskId) => appOfTask(taskId) === null) : undefined;
      if (invalid !== undefined) return this.#answers.failed(call, 400, `Invalid task id '${invalid}'.`);
      return how.scale ? this.#killAndScale(call, how) : this.#kill(leader, call, how);
    });
  }

  resetDelay(app: string): ApiAnswer | null {
    const call = { app, task: null, call: `DELETE /v2/queue${app}/delay` };
    return this.#asLeader(call, ({ queue }) => {
      const launcher = queue.get(app);
      if (launcher === null)
        return this.#answers.failed(call, 404, `Application ${app} not found in tasks queue.`);
      queue.resetDelay(launcher.app);
      return this.#answers.done(call, 204);
    });
  }

  #earlier(current: App, version: string): Changed {
    const app = this.#store.apps.versionNamed(current.id, version);
    return app === null
      ? refusal(404, "unknown", unknownApp(current.id))
      : { type: "store", definition: app.definition };
  }

  /** With wipe, the tasks are forgotten first; then those that were launched are killed, if no lock is in the way. */
  #kill({ updates, scheduler }: ApiParts, call: Call, how: KillRequest): ApiAnswer {
    const { apps, tracker } = this.#store;
    const found = tracker
      .of(call.app)
      .all()
      .filter((task) => isMeant(task, how));
    // Ids alone find their apps by the tasks that are known (TasksResource.scala:134-139).
    if (apps.get(call.app) === null && !(areSeveral(how) && found.length === 0))
      return this.#answers.failed(call, 404, unknownApp(call.app));
    if (call.task !== null && found.length === 0) {
      return this.#answers.failed(call, 404, `Task '${call.task}' does not exist`);
    }
    if (how.wipe) {
      for (const { taskId } of found) updates.process({ type: "ForceExpunge", taskId, why: "wiped" });
    }
    const launched = found.filter((task) => task.launched !== null);
    if (launched.length > 0)
      scheduler.killTasks(
        call.app,
        launched.map((task) => task.taskId),
      );
    return this.#answers.done(call, 200, found.length);
  }

  /** One instance less for each task found: only launched ones, but for a call that names several tasks. */
  #killAndScale(call: Call, how: KillRequest): ApiAnswer | null {
    const tasks = this.#store.tracker.of(call.app);
    const several = areSeveral(how);
    const found = (several ? tasks.all() : tasks.launchedTasks).filter((task) => isMeant(task, how));
    if (tasks.size === 0 && !several) return this.#answers.failed(call, 404, unknownApp(call.app));
    const sentenced = found.map((task) => task.taskId);
    const change = (current: App | null): Changed => {
      if (current === null) return refusal(404, "unknown", unknownApp(call.app));
      const instances = current.definition.instances - sentenced.length;
      return { type: "store", definition: withInstances(current.definition, instances) };
    };
    return this.#wish(call, { force: how.force, sentenced }, change);
  }

  #isGroup(id: string): boolean {
    const { groups } = this.#store;
    return groups.app(id) === null && groups.group(id) !== null;
  }

  #group(text: string, of: () => GroupCall, force: boolean, changed: 200 | 201): ApiAnswer | null {
    return this.#asLeader({ app: "", task: null, call: text }, () => {
      const { id, edit, refused } = of();
      const call = { app: id, task: null, call: text };
      return refused === null
        ? this.#edit(call, { force, changed }, edit)
        : this.#answers.refused(call, refused);
    });
  }

  #wish(call: Call, options: WishOptions, change: (current: App | null) => Changed): ApiAnswer | null {
    return this.#edit(call, options, (draft) => {
      const changed = change(this.#store.apps.get(call.app));
      if (changed.type === "refused") return changed;
      if (changed.type === "store") draft.putApp(changed.definition);
      if (changed.type === "destroy") draft.removeApp(call.app);
      return null;
    });
  }

  #edit(call: Call, options: WishOptions, edit: Edit): ApiAnswer | null {
    const { force, sentenced = [], restarts = false, created = 201, changed = 200 } = options;
    return this.#asLeader(call, ({ upgrades }) => {
      let answered: ApiAnswer | null = null;
      upgrades.wish({
        app: call.app,
        force,
        edit,
        restarts,
        sentenced,
        answer: (outcome) => {
          if (outcome.type === "refused") answered = this.#answers.refused(call, outcome);
          else if (outcome.type === "timed-out") answered = this.#answers.failed(call, 503, outcome.message);
          else answered = this.#answers.done(call, outcome.created ? created : changed);
        },
        refusedLate: (refused) => this.#answers.rejected(call, refused),
      });
      return answered;
    });
  }

  #asLeader(call: Call, work: (leader: ApiParts) => ApiAnswer | null): ApiAnswer | null {
    const leader = this.#leader();
    if (leader === null) return this.#answers.failed(call, 503, noLeaderMessage);
    return leader.ready ? work(leader) : this.#answers.failed(call, 503, notLoadedMessage);
  }
}

/** A version alone asks for the app as it was then. */
function isOnlyVersion(change: Json): boolean {
  const given = Object.keys(change).filter((key) => change[key] != null && key !== "id");
  return given.length === 1 && typeof change["version"] === "string";
}

/** Named by their ids alone, whatever app they are of: `POST /v2/tasks/delete`. */
function areSeveral(how: KillRequest): how is KillRequest & { taskIds: readonly string[] } {
  return how.taskIds !== null && how.taskIds.length !== 1;
}

function isMeant(task: Task, { taskIds, host }: KillRequest): boolean {
  if (taskIds !== null && !taskIds.includes(task.taskId)) return false;
  return host === null || host === "*" || task.agent === host;
}

function killCall(app: string, { taskIds, host, scale, wipe, force }: KillRequest): Call {
  const query = [
    ...(host === null ? [] : [`host=${host}`]),
    ...(scale ? ["scale=true"] : []),
    ...(wipe ? ["wipe=true"] : []),
    ...(force ? ["force=true"] : []),
  ];
  const suffix = query.length === 0 ? "" : `?${query.join("&")}`;
  const [only] = taskIds ?? [];
  if (taskIds === null) return { app, task: null, call: `DELETE /v2/apps${app}/tasks${suffix}` };
  if (taskIds.length === 1 && only !== undefined) {
    return { app, task: only, call: `DELETE /v2/apps${app}/tasks/${only}${suffix}` };
  }
  return { app, task: null, call: `POST /v2/tasks/delete${suffix}` };
}

/** The id of a definition that was refused, as far as there is one. */
function idOf(json: Json): string {
  const { id } = json;
  if (typeof id !== "string") return "";
  return id.startsWith("/") ? id : `/${id}`;
}
