/** What `explain` asks of a Marathon about one app: plain values, and a question that has no effect. */

import type { Resources } from "../../model/resources.ts";
import type { TaskState } from "../../model/tasks.ts";
import type { TaskView } from "./framework.ts";

export interface TaskInsight extends TaskView {
  /** Mesos' id of the agent at the first match. */
  readonly slaveId: string;
  /** What Mesos told last of a launched task; null before the first. */
  readonly told: TaskState | null;
  /** When its last launch was matched; null for what is not launched. */
  readonly stagedMs: number | null;
  readonly startedMs: number | null;
  /** What its health checks found last; null where none has a result. */
  readonly health: "healthy" | "unhealthy" | null;
  /** When it was reserved; null for a task without residency. */
  readonly requestedMs: number | null;
  /** Until when a new reservation waits for its launch; null for all others. */
  readonly deadlineMs: number | null;
}

export interface DeploymentInsight {
  readonly id: string;
  /** From 1; 0 before the first. */
  readonly step: number;
  readonly steps: number;
  /** Of the step under way. */
  readonly actions: readonly ActionInsight[];
  /** Ids of the apps that a later step is about. */
  readonly later: readonly string[];
}

export interface ActionInsight {
  readonly type: string;
  readonly app: string;
  readonly text: string;
  readonly done: boolean;
  /** Ids of tasks that run and that it waits for, to be healthy. */
  readonly unhealthy: readonly string[];
  /** The same, to be ready: they are healthy, or have no health checks. */
  readonly notReady: readonly string[];
  /** Ids of tasks that it replaces or kills, and that are not known to have ended. */
  readonly old: readonly string[];
}

/** A host with what it could offer. */
export interface Candidate {
  readonly agent: string;
  readonly slaveId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resources: Resources;
}

export interface AppInsight {
  readonly joined: boolean;
  /** It was torn down. */
  readonly left: boolean;
  /** Since when somebody leads; null while nobody does. */
  readonly leaderSinceMs: number | null;
  /** The master has answered its SUBSCRIBE. */
  readonly registered: boolean;
  readonly frameworkId: string | null;
  /** Known tasks in order of creation. */
  readonly tasks: readonly TaskInsight[];
  /** The app's entry in the launch queue; null where it has none. */
  readonly queue: {
    readonly left: number;
    readonly inFlight: number;
    /** Reserved tasks that are not launched, wherever they are. */
    readonly reserved: number;
    readonly backoffUntilMs: number;
  } | null;
  readonly launchTokens: number;
  /** When there will be tokens again at the latest. */
  readonly nextTokensMs: number;
  /** When Marathon last asked Mesos to forget its declines, and when it does so again of itself; null where it does not. */
  readonly revivedMs: number | null;
  readonly reviveDueMs: number | null;
  /** When the app's number of tasks is next looked at. */
  readonly nextScaleCheckMs: number;
  /** When Marathon next asks the master about all its tasks. */
  readonly nextReconciliationMs: number;
  /** A deployment, a kill or a check holds the app's lock. */
  readonly locked: boolean;
  /** That of a deployment. */
  readonly deployment: DeploymentInsight | null;
  /** Whether the Marathon knows the task, of whatever app. */
  knowsTask(taskId: string): boolean;
  /** Why the app could not use an offer of that now, backoff aside; null where it could, or where nothing is queued. */
  reasonsAgainst(candidate: Candidate): readonly string[] | null;
}
