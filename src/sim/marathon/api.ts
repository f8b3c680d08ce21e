/** The operator's calls and what they set off (AppsResource.scala:61-246, AppTasksResource.scala:77-129,
 * TasksResource.scala:99-141, TaskKiller.scala:27-94, QueueResource.scala:50-60). */

import { withInstances } from "../../model/app/change.ts";
import { parseApp } from "../../model/app/parse.ts";
import type { ApiAnswer, KillRequest } from "../cluster/framework.ts";
import type { Answers, Call } from "./answers.ts";
import type { Apps } from "./apps.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Task } from "./task.ts";
import { launchedOf, type Tracker } from "./tracker.ts";
import type { TaskUpdates } from "./updates.ts";
import { type Changed, refusal, type Upgrades, type Wish } from "./upgrades.ts";

export interface ApiParts {
  readonly apps: Apps;
  readonly tracker: Tracker;
  readonly updates: TaskUpdates;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly upgrades: Upgrades;
  readonly answers: Answers;
}

const unknownApp = (app: string): string => `App '${app}' does not exist`;

export class Api {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  createApp(json: Readonly<Record<string, unknown>>): ApiAnswer | null {
    const parse = parseApp(json, "POST");
    if (!parse.ok) {
      const { status, message, details } = parse.refusal;
      const call = { app: idOf(json), task: null, call: "POST /v2/apps" };
      return this.#parts.answers.refused(call, {
        type: "refused",
        reason: "invalid",
        status,
        message,
        details,
      });
    }
    const { app: definition } = parse;
    const call = { app: definition.id, task: null, call: "POST /v2/apps" };
    return this.#wish(call, false, (current) =>
      current === null
        ? { type: "store", definition }
        : refusal(409, "exists", `An app with id [${definition.id}] already exists.`),
    );
  }

  scaleApp(app: string, instances: number, force: boolean): ApiAnswer | null {
    const call = { app, task: null, call: `PUT /v2/apps${app}` };
    return this.#wish(call, force, (current): Changed => {
      if (instances < 0) return invalidInstances(instances);
      if (current !== null)
        return { type: "store", definition: withInstances(current.definition, instances) };
      // A PUT on an unknown app creates one, of what little it says.
      const parse = parseApp({ id: app, instances }, "PUT");
      if (parse.ok) return { type: "store", definition: parse.app };
      const { status, message, details } = parse.refusal;
      return { type: "refused", reason: "unknown", status, message, details };
    });
  }

  destroyApp(app: string, force: boolean): ApiAnswer | null {
    const call = { app, task: null, call: `DELETE /v2/apps${app}` };
    return this.#wish(call, force, (current) =>
      current === null ? refusal(404, "unknown", unknownApp(app)) : { type: "destroy" },
    );
  }

  killTasks(app: string, how: KillRequest): ApiAnswer | null {
    const call = killCall(app, how);
    if (how.scale && how.wipe) {
      return this.#parts.answers.failed(call, 400, "You cannot use scale and wipe at the same time.");
    }
    return how.scale ? this.#killAndScale(call, how) : this.#kill(call, how);
  }

  resetDelay(app: string): ApiAnswer {
    const { queue, answers } = this.#parts;
    const call = { app, task: null, call: `DELETE /v2/queue${app}/delay` };
    const launcher = queue.get(app);
    if (launcher === null) return answers.failed(call, 404, `Application ${app} not found in tasks queue.`);
    queue.resetDelay(launcher.app);
    return answers.done(call, 204);
  }

  /** With wipe, the tasks are forgotten first; then those that were launched are killed, if no lock is in the way. */
  #kill(call: Call, how: KillRequest): ApiAnswer {
    const { apps, tracker, updates, scheduler, answers } = this.#parts;
    if (apps.get(call.app) === null) return answers.failed(call, 404, unknownApp(call.app));
    const found = [...tracker.of(call.app).tasks.values()].filter((task) => isMeant(task, how));
    if (call.task !== null && found.length === 0) {
      return answers.failed(call, 404, `Task '${call.task}' does not exist`);
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
    return answers.done(call, 200, found.length);
  }

  /** One instance less for each task found: only launched ones, but for a call that names several tasks. */
  #killAndScale(call: Call, how: KillRequest): ApiAnswer | null {
    const { tracker, answers } = this.#parts;
    const tasks = tracker.of(call.app);
    const several = how.taskIds !== null && how.taskIds.length !== 1;
    const found = (several ? [...tasks.tasks.values()] : launchedOf(tasks)).filter((task) =>
      isMeant(task, how),
    );
    if (tasks.tasks.size === 0 && !several) return answers.failed(call, 404, unknownApp(call.app));
    const sentenced = found.map((task) => task.taskId);
    const change = (current: Parameters<Wish["change"]>[0]): Changed => {
      if (current === null) return refusal(404, "unknown", unknownApp(call.app));
      const instances = current.definition.instances - sentenced.length;
      if (instances < 0) return invalidInstances(instances);
      return { type: "store", definition: withInstances(current.definition, instances) };
    };
    return this.#wish(call, false, change, sentenced);
  }

  #wish(
    call: Call,
    force: boolean,
    change: Wish["change"],
    sentenced: readonly string[] = [],
  ): ApiAnswer | null {
    const { upgrades, answers } = this.#parts;
    let answered: ApiAnswer | null = null;
    upgrades.wish({
      app: call.app,
      force,
      change,
      sentenced,
      answer: (outcome) => {
        answered =
          outcome.type === "refused"
            ? answers.refused(call, outcome)
            : answers.done(call, outcome.created ? 201 : 200);
      },
    });
    return answered;
  }
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
function idOf(json: Readonly<Record<string, unknown>>): string {
  const { id } = json;
  if (typeof id !== "string") return "";
  return id.startsWith("/") ? id : `/${id}`;
}
