/** What every framework is to the rest of the simulation, whatever its kind. */

import type { AppDefinition } from "../../model/app/definition.ts";
import type { ToFramework } from "../../model/messages.ts";
import type { AppInsight } from "./app-insight.ts";

export interface Framework {
  /** The scenario's name. */
  readonly name: string;
  readonly role: string;
  /** Joins: sends its first SUBSCRIBE. */
  join(): void;
  /** A message from the master arrived. */
  receive(message: ToFramework): void;
  /** TEARDOWN, and does nothing any more. */
  leave?(): void;
  /** Its connection to the master breaks; its tasks run on. */
  disconnect?(): void;
  /** It subscribes again, with its id. */
  reconnect?(): void;
  revive?(): void;
  suppress?(): void;
  /** What it refuses; null where it promises nothing. */
  readonly refusing?: Refusing | null;
  /** It refuses at once what a message does not list, as long as it is in the state in which it refused that before. */
  readonly refusesUnseen?: boolean;
  /** The leading master is gone. */
  masterLost?(): void;
  /** There is a new leading master. */
  masterFound?(): void;
}

/** What expectations and reports see of one app, as its Marathon sees it. */
export interface AppView {
  /** Wanted; 0 after the app's destroy. */
  readonly instances: number;
  readonly running: number;
  /** Launched, and being killed as far as Marathon knows. */
  readonly killing: number;
  readonly staging: number;
  /** Reserved, not launched, has run before. */
  readonly suspended: number;
  /** Reserved, never launched yet. */
  readonly reserving: number;
  /** Where its tasks and reservations are: the scenario's agent ids, sorted, each once. */
  readonly agents: readonly string[];
  /** Of the app's definition; "" where it does not exist. */
  readonly version: string;
  readonly deploying: boolean;
  /** Instances left to launch. */
  readonly queued: number;
  /** Remaining launch delay. */
  readonly backoffMs: number;
}

export type DueView = Pick<AppView, "deploying" | "queued" | "backoffMs">;

/** One answer of a framework's API. */
export interface ApiAnswer {
  readonly atMs: number;
  readonly app: string;
  /** Such as `POST /v2/apps`. */
  readonly call: string;
  readonly status: number;
  /** "" where there is none. */
  readonly message: string;
  readonly details: readonly { readonly path: string; readonly errors: readonly string[] }[];
  /** Of a 409: ids of the deployments that are in the way. */
  readonly deployments: readonly string[];
}

/** A task as an operator's selector sees it. */
export interface TaskView {
  readonly taskId: string;
  readonly app: string;
  /** The scenario's id of its agent. */
  readonly agent: string;
  readonly state: "reserving" | "suspended" | "staging" | "running" | "killing";
  readonly volumes: readonly string[];
}

/** How far the replacement of an app's tasks by those of another version is. */
export interface UpgradeView {
  /** The new version. */
  readonly definition: AppDefinition;
  /** How many tasks were launched as it began: the old ones. */
  readonly old: number;
  /** How many of these it has told to end. */
  readonly told: number;
  /** How often a new one became healthy or ready; one that is checked for both does so twice (bug B43). */
  readonly signs: number;
  /** How often a new one was both then. */
  readonly good: number;
}

/**
 * How a Marathon stands to a task: it holds it for launched; or it does not, and knows that the task is alive all the same,
 * whose kill then was sent or is about to be, was dropped because something held the app's lock (bug B5), or is owed
 * still; or it knows nothing of it.
 */
export type TaskStanding = "launched" | "kill-sent" | "kill-dropped" | "kill-owed" | "unknown";

/**
 * The operator's side of a Marathon: what actions call and what observers read. Calls answer through `answers`, and
 * return the answer, or null where it comes later: a forced change that must wait for what it replaces.
 */
export interface MarathonApi extends Framework {
  readonly kind: "marathon";
  /** POST /v2/apps, or POST /v2/groups where the definition has `apps` or `groups` */
  createApp(definition: Readonly<Record<string, unknown>>, force?: boolean): ApiAnswer | null;
  /** PUT /v2/apps/{id}: a Marathon AppUpdate; or PUT /v2/groups/{id}: a GroupUpdate */
  updateApp(app: string, change: Readonly<Record<string, unknown>>, force: boolean): ApiAnswer | null;
  /** PUT /v2/apps/{id} with {"instances": n} */
  scaleApp(app: string, instances: number, force: boolean): ApiAnswer | null;
  /** POST /v2/apps/{id}/restart */
  restartApp(app: string, force: boolean): ApiAnswer | null;
  /** DELETE /v2/apps/{id}, by default with force; or DELETE /v2/groups/{id}, by default without */
  destroyApp(app: string, force?: boolean): ApiAnswer | null;
  /** DELETE /v2/apps/{id}/tasks, or of single tasks where `taskIds` is not null. */
  killTasks(app: string, how: KillRequest): ApiAnswer | null;
  /** DELETE /v2/deployments/{id} of the deployment that holds the app's lock; with `force` nothing is rolled back. */
  cancelDeployment(app: string, force: boolean): ApiAnswer | null;
  /** DELETE /v2/queue/{id}/delay */
  resetDelay(app: string): ApiAnswer | null;
  /** Its leader dies; after `downMs` another one leads, under the same framework id. */
  failOver(downMs: number): void;
  /** The same, and the stored framework id is lost. */
  loseFrameworkId(downMs: number): void;
  /** Of all calls, in order. */
  readonly answers: readonly ApiAnswer[];
  /** Of calls on one app, in order. */
  answersOn(app: string): readonly ApiAnswer[];
  /** Who is told whenever the app's definition or one of its tasks is another than before; one at a time, null for nobody. */
  onChangeOf(app: string, told: (() => void) | null): void;
  appView(app: string): AppView;
  /** Of that what is asked for after each instant. */
  dueView(app: string): DueView;
  /** How many of the app's tasks are launched, being killed or not. */
  launchedOf(app: string): number;
  /** How many of the app's launched tasks its health checks take for healthy, and how many not. */
  healthOf(app: string): { readonly healthy: number; readonly unhealthy: number };
  /** Ids of all apps that exist or have left tasks, sorted. */
  appIds(): readonly string[];
  /** Known tasks of an app in order of creation. */
  tasksOf(app: string): readonly TaskView[];
  /** The roles whose resources an app of that definition may use; of one that is gone, those of the flag. */
  acceptedRoles(definition: AppDefinition | null): ReadonlySet<string>;
  /** Fields of the app's UNIQUE constraints; none for an app that does not exist. */
  uniqueFields(app: string): readonly string[];
  /** Whether the task was launched with an older configuration of its app: constraints of today do not count it. */
  isOutdated(app: string, taskId: string): boolean;
  /** How many instances the running deployment of the app may have at most; its instances where there is none. */
  instancesAllowed(app: string): number;
  /** The replacement of the app's tasks that is under way, or null. */
  upgradeOf(app: string): UpgradeView | null;
  /** The known bug for which the app may have more instances than wanted; null where it should not. */
  knownBug(app: string): string | null;
  standingOf(taskId: string): TaskStanding;
  /** The definition in force, or null. */
  definitionOf(app: string): AppDefinition | null;
  /** What `explain` asks about an app. */
  insight(app: string): AppInsight;
  /** Its whole state, for `show`: plain data. */
  snapshot(): MarathonSnapshot;
}

export interface KillRequest {
  /** Null: all tasks of the app. One id is DELETE /v2/apps/{id}/tasks/{task}, more are POST /v2/tasks/delete. */
  readonly taskIds: readonly string[] | null;
  readonly host: string | null;
  readonly scale: boolean;
  readonly wipe: boolean;
  /** With `scale`: in place of whatever deployment holds the app. */
  readonly force: boolean;
}

export interface MarathonSnapshot {
  readonly name: string;
  readonly frameworkId: string | null;
  readonly leaderSinceMs: number | null;
  readonly apps: readonly (AppView & { readonly id: string })[];
  readonly tasks: readonly (TaskView & {
    readonly stagedMs: number | null;
    readonly startedMs: number | null;
    /** What its health checks found last; null where they have found nothing, or there are none. */
    readonly health: "healthy" | "unhealthy" | null;
    readonly deadlineMs: number | null;
  })[];
  readonly queue: readonly {
    readonly app: string;
    readonly left: number;
    readonly inFlight: number;
    readonly backoffMs: number;
    /** Code of what decides that it waits, as `explain` has it; only where somebody asked. */
    readonly why?: string;
  }[];
  readonly deployments: readonly {
    readonly id: string;
    readonly apps: readonly string[];
    readonly step: number;
    readonly steps: number;
    readonly actions: readonly string[];
  }[];
  readonly launchTokens: number;
  readonly offersWanted: boolean;
}

/**
 * What a framework refuses, of offers of which nothing is reserved. What it has refused before comes to it in messages that do
 * not list it: it looks into these, and takes out what it wants by now.
 */
export interface Refusing {
  /** The number of the state that it is in: what it refuses in one it would refuse again while that lasts. */
  readonly version: number;
  /** It refuses all, but for what it takes out; else only what it has refused before. */
  readonly all: boolean;
}

/** What the master may know beforehand of a framework's answers. */
export type Promises = Pick<Framework, "refusing" | "refusesUnseen">;
