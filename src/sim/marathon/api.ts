/** The operator's calls and what they set off (AppsResource.scala:61-246, AppTasksResource.scala:77-129,
 * TasksResource.scala:99-141, TaskKiller.scala:27-94, QueueResource.scala:50-60, DeploymentsResource.scala:36-60). */

import { withInstances } from "../../model/app/change.ts";
import { parseApp } from "../../model/app/parse.ts";
import { updateApp } from "../../model/app/update.ts";
import type { ApiAnswer, KillRequest } from "../cluster/framework.ts";
import type { Answers, Call } from "./answers.ts";
import type { App } from "./apps.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Store } from "./store.ts";
import type { Task } from "./task.ts";
import { launchedOf } from "./tracker.ts";
import type { TaskUpdates } from "./updates.ts";
import { type Changed, noLeaderMessage, refusal, refusedAs, type Upgrades, type Wish } from "./upgrades.ts";

/** What calls need of the leader. */
export interface ApiParts {
  readonly updates: TaskUpdates;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly upgrades: Upgrades;
}

interface WishOptions {
  readonly force: boolean;
  readonly sentenced?: readonly string[];
  readonly created?: 200 | 201;
}

type Json = Readonly<Record<string, unknown>>;

const unknownApp = (app: string): string => `App '${app}' does not exist`;

export class Api {
  readonly #store: Store;
  readonly #answers: Answers;
  readonly #leader: () => ApiParts | null;

  /** `leader` is whoever leads now; while nobody does, every call is answered with 503 (LeaderProxyFilter.scala:136). */
  constructor(store: Store, answers: Answers, leader: () => ApiParts | null) {
    this.#store = store;
    this.#answers = answers;
    this.#leader = leader;
  }

  createApp(json: Json): ApiAnswer | null {
    const parse = parseApp(json, "POST");
    const id = parse.ok ? parse.app.id : idOf(json);
    const call = { app: id, task: null, call: "POST /v2/apps" };
    return this.#wish(call, { force: false }, (current) => {
      if (!parse.ok) return refusedAs("invalid", parse.refusal);
      return current === null
        ? { type: "store", definition: parse.app }
        : refusal(409, "exists", `An app with id [${id}] already exists.`);
    });
  }

  /** What the change does not say stays as it is. A change of an unknown app creates one, of what it says. */
  updateApp(app: string, change: Json, force: boolean): ApiAnswer | null {
    const call = { app, task: null, call: `PUT /v2/apps${app}` };
    return this.#wish(call, { force }, (current): Changed => {
      if (current !== null && isOnlyVersion(change)) return this.#earlier(current, String(change["version"]));
      const parse =
        current === null ? parseApp({ ...change, id: app }, "PUT") : updateApp(current.definition, change);
      if (parse.ok) return { type: "store", definition: parse.app };
      return refusedAs(current === null ? "unknown" : "invalid", parse.refusal);
    });
  }

  scaleApp(app: string, instances: number, force: boolean): ApiAnswer | null {
    return this.updateApp(app, { instances }, force);
  }

  restartApp(app: string, force: boolean): ApiAnswer | null {
    const call = { app, task: null, call: `POST /v2/apps${app}/restart` };
    return this.#wish(call, { force }, (current) =>
      current === null ? refusal(404, "unknown", unknownApp(app)) : { type: "restart" },
    );
  }

  destroyApp(app: string, force: boolean): ApiAnswer | null {
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
      const { id, from } = deployment.plan;
      if (!force) {
        return this.#wish(call(`/${id}`), { force: true, created: 200 }, () =>
          from === null ? { type: "destroy" } : { type: "store", definition: from.definition },
        );
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
    if (apps.get(call.app) === null) return this.#answers.failed(call, 404, unknownApp(call.app));
    const found = [...tracker.of(call.app).tasks.values()].filter((task) => isMeant(task, how));
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
    const several = how.taskIds !== null && how.taskIds.length !== 1;
    const found = (several ? [...tasks.tasks.values()] : launchedOf(tasks)).filter((task) =>
      isMeant(task, how),
    );
    if (tasks.tasks.size === 0 && !several) return this.#answers.failed(call, 404, unknownApp(call.app));
    const sentenced = found.map((task) => task.taskId);
    const change = (current: App | null): Changed => {
      if (current === null) return refusal(404, "unknown", unknownApp(call.app));
      const instances = current.definition.instances - sentenced.length;
      if (instances < 0) return invalidInstances(instances);
      return { type: "store", definition: withInstances(current.definition, instances) };
    };
    return this.#wish(call, { force: false, sentenced }, change);
  }

  /** `created` is the answer where the app is a new one. */
  #wish(
    call: Call,
    { force, sentenced = [], created = 201 }: WishOptions,
    change: Wish["change"],
  ): ApiAnswer | null {
    return this.#asLeader(call, ({ upgrades }) => {
      let answered: ApiAnswer | null = null;
      upgrades.wish({
        app: call.app,
        force,
        change,
        sentenced,
        answer: (outcome) => {
          answered =
            outcome.type === "refused"
              ? this.#answers.refused(call, outcome)
              : this.#answers.done(call, outcome.created ? created : 200);
        },
      });
      return answered;
    });
  }

  #asLeader(call: Call, work: (leader: ApiParts) => ApiAnswer | null): ApiAnswer | null {
    const leader = this.#leader();
    return leader === null ? this.#answers.failed(call, 503, noLeaderMessage) : work(leader);
  }
}

/** A version alone asks for the app as it was then. */
function isOnlyVersion(change: Json): boolean {
  const given = Object.keys(change).filter((key) => change[key] != null && key !== "id");
  return given.length === 1 && typeof change["version"] === "string";
}

function invalidInstances(instances: number): Changed {
  const details = [{ path: "/instances", errors: [`got ${instances}, expected 0 or more`] }];
  return { type: "refused", status: 422, reason: "invalid", message: "Object is not valid", details };
}

function isMeant(task: Task, { taskIds, host }: KillRequest): boolean {
  if (taskIds !== null && !taskIds.includes(task.taskId)) return false;
  return host === null || host === "*" || task.agent === host;
}

function killCall(app: string, { taskIds, host, scale, wipe }: KillRequest): Call {
  const query = [
    ...(host === null ? [] : [`host=${host}`]),
    ...(scale ? ["scale=true"] : []),
    ...(wipe ? ["wipe=true"] : []),
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
