/** A stand-in for a Marathon, as checks read one: a test says what it shows, and it does nothing. */

import type { AppInsight } from "../../src/sim/cluster/app-insight.ts";
import type {
  ApiAnswer,
  AppView,
  DueView,
  MarathonApi,
  MarathonSnapshot,
  TaskStanding,
  TaskView,
  UpgradeView,
} from "../../src/sim/cluster/framework.ts";

const emptyView: AppView = {
  instances: 0,
  running: 0,
  killing: 0,
  staging: 0,
  suspended: 0,
  reserving: 0,
  agents: [],
  version: "",
  deploying: false,
  queued: 0,
  backoffMs: 0,
};

export class StandInMarathon implements MarathonApi {
  readonly kind = "marathon";
  readonly refusing = null;
  readonly name: string;
  readonly role = "marathon";
  readonly answers: ApiAnswer[] = [];
  readonly views = new Map<string, AppView>();
  tasks: TaskView[] = [];
  unique: readonly string[] = [];
  outdated: readonly string[] = [];
  /** What a deployment allows at most. */
  allowed = 0;
  /** The replacement that is under way. */
  upgrade: UpgradeView | null = null;
  /** The bug that may give an app too many instances. */
  bug: string | null = null;
  /** How it stands to its tasks, by id; those that are not here are launched. */
  readonly standings = new Map<string, TaskStanding>();
  readonly #told = new Map<string, (() => void) | null>();

  constructor(name = "marathon") {
    this.name = name;
  }

  /** What an app looks like from now on. */
  show(app: string, view: Partial<AppView>): void {
    this.views.set(app, { ...emptyView, ...this.views.get(app), ...view });
    this.#told.get(app)?.();
  }

  /** The API answers a call on an app. */
  answer(atMs: number, app: string, status: number, more: Partial<ApiAnswer> = {}): void {
    this.answers.push({
      atMs,
      app,
      call: "POST /v2/apps",
      status,
      message: "",
      details: [],
      deployments: [],
      ...more,
    });
  }

  answersOn(app: string): readonly ApiAnswer[] {
    return this.answers.filter((answer) => answer.app === app);
  }

  onChangeOf(app: string, told: (() => void) | null): void {
    this.#told.set(app, told);
  }

  appView(app: string): AppView {
    return this.views.get(app) ?? emptyView;
  }

  dueView(app: string): DueView {
    return this.appView(app);
  }

  launchedOf(app: string): number {
    const { running, killing, staging } = this.appView(app);
    return running + killing + staging;
  }

  healthOf(): { healthy: number; unhealthy: number } {
    return { healthy: 0, unhealthy: 0 };
  }

  appIds(): readonly string[] {
    return [...this.views.keys()].sort();
  }

  tasksOf(app: string): readonly TaskView[] {
    return this.tasks.filter((task) => task.app === app);
  }

  acceptedRoles(): ReadonlySet<string> {
    return new Set(["*", this.role]);
  }

  uniqueFields(): readonly string[] {
    return this.unique;
  }

  isOutdated(_app: string, taskId: string): boolean {
    return this.outdated.includes(taskId);
  }

  instancesAllowed(app: string): number {
    return Math.max(this.appView(app).instances, this.allowed);
  }

  upgradeOf(): UpgradeView | null {
    return this.upgrade;
  }

  knownBug(): string | null {
    return this.bug;
  }

  standingOf(taskId: string): TaskStanding {
    return this.standings.get(taskId) ?? "launched";
  }

  definitionOf(): null {
    return null;
  }

  join(): void {}

  receive(): void {}

  createApp(): never {
    return this.#nothing();
  }

  updateApp(): never {
    return this.#nothing();
  }

  scaleApp(): never {
    return this.#nothing();
  }

  restartApp(): never {
    return this.#nothing();
  }

  cancelDeployment(): never {
    return this.#nothing();
  }

  failOver(): never {
    return this.#nothing();
  }

  loseFrameworkId(): never {
    return this.#nothing();
  }

  destroyApp(): never {
    return this.#nothing();
  }

  killTasks(): never {
    return this.#nothing();
  }

  resetDelay(): never {
    return this.#nothing();
  }

  /** It has joined, and nothing is queued. */
  insight(): AppInsight {
    return {
      joined: true,
      left: false,
      leaderSinceMs: 0,
      registered: true,
      frameworkId: null,
      tasks: [],
      queue: null,
      launchTokens: 0,
      nextTokensMs: 0,
      revivedMs: null,
      reviveDueMs: null,
      nextScaleCheckMs: 0,
      nextReconciliationMs: 0,
      locked: false,
      deployment: null,
      knowsTask: () => false,
      reasonsAgainst: () => null,
    };
  }

  snapshot(): MarathonSnapshot {
    return this.#nothing();
  }

  #nothing(): never {
    throw new Error("a stand-in does nothing");
  }
}
