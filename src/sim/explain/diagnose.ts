/** Why an app or a task is not running, or is where it is: the reasons of the present state, the decisive one first, and
 * what offers came to since the wait began. */

import { type EventType, eventTypes } from "../../model/events.ts";
import { unreservedRole } from "../../model/resources.ts";
import { counted, listed } from "../../model/wording.ts";
import type { TaskInsight } from "../cluster/app-insight.ts";
import type { MarathonApi } from "../cluster/framework.ts";
import type { OfferCounts } from "../cluster/offer-log.ts";
import type { World } from "../world.ts";
import type { CodeName } from "./codes.ts";
import { endsFindings } from "./ends.ts";
import { awaitedFinding, launchesBesides, unhealthyFinding } from "./health.ts";
import { endingFindings, placeFinding, stagingFinding } from "./launched.ts";
import { gate } from "./offered.ts";
import { placementFinding, shortages } from "./placement.ts";
import { unqueuedFinding } from "./queue.ts";
import { type Finding, finding, Scene, stepOf, time } from "./scene.ts";
import { Surroundings } from "./surroundings.ts";
import { loopFinding, waitingFinding, waitingFindings } from "./waiting.ts";

export interface Diagnosis {
  readonly framework: string;
  readonly app: string;
  /** Null: the app as a whole. */
  readonly task: string | null;
  readonly atMs: number;
  readonly instances: number;
  readonly running: number;
  readonly staging: number;
  readonly suspended: number;
  readonly reserving: number;
  /** Since when fewer run than are wanted; null where enough do. */
  readonly waitsSinceMs: number | null;
  /** The decisive reason first; never empty. */
  readonly findings: readonly Finding[];
  /** Of an app that waits, where offers were logged. */
  readonly offers: OfferCounts | null;
  /** Where its running tasks are, and why there. */
  readonly places: readonly Finding[];
}

/** Of these, whoever waits longest: what moves by itself soon is said last. */
const transient: ReadonlySet<CodeName> = new Set([
  "reservation-pending",
  "allocation-pending",
  "task-staging",
  "status-under-way",
]);

/** Of these, too, kills for failing health checks are the reason, where there were some. */
const passing: ReadonlySet<CodeName> = new Set([
  "deployment-waits-for-health",
  "deployment-under-way",
  "not-queued",
]);

const isShort = (code: CodeName): boolean => shortages.includes(code) || code === "constraint-unique";

/** How long ago the last of several ends may be, for the next to be expected. */
const recentEndMs = 60_000;

/** What is said of the queue as a whole, waiting tasks included. */
const ofQueue: ReadonlySet<CodeName> = new Set([
  "deployment-earlier-step",
  "deployment-later-step",
  "deployment-waits-for-health",
  "deployment-waits-for-readiness",
  "deployment-waits-for-kills",
  "deployment-waits-for-forgotten",
  "finished-not-replaced",
  "deployment-under-way",
  "kill-under-way",
  "not-queued",
]);

/** Why an app stands as it does now. */
export function diagnose(
  world: World,
  marathon: MarathonApi,
  app: string,
  around: Surroundings = new Surroundings(world),
): Diagnosis {
  const scene = new Scene(marathon, app, around);
  const { insight } = scene;
  const of = (state: string): number => insight.tasks.filter((task) => task.state === state).length;
  const running = insight.tasks.filter(({ state }) => state === "running");
  return {
    framework: marathon.name,
    app,
    task: null,
    atMs: scene.nowMs,
    instances: scene.instances,
    running: running.length,
    staging: of("staging"),
    suspended: of("suspended"),
    reserving: of("reserving"),
    waitsSinceMs: scene.missing > 0 ? (scene.past?.waitsSinceMs ?? null) : null,
    findings: findingsOf(scene),
    offers: world.offerLog?.of(marathon.name, app) ?? null,
    places: running.map((task) => placeFinding(scene, task)),
  };
}

/** Of one task of the app; null where its Marathon never had one of that id. */
export function diagnoseTask(
  world: World,
  marathon: MarathonApi,
  app: string,
  taskId: string,
  around: Surroundings = new Surroundings(world),
): Diagnosis | null {
  const whole = diagnose(world, marathon, app, around);
  const scene = new Scene(marathon, app, around);
  const task = scene.insight.tasks.find((each) => each.taskId === taskId);
  if (task === undefined) {
    const past = scene.past?.tasks.get(taskId);
    if (past === undefined) return null;
    const { end, gone, agent } = past;
    const ended =
      end === null
        ? `It never ran on ${agent}`
        : `It ended on ${agent} at ${time(end.atMs)}: ${end.event}, ${end.reason}`;
    const forgotten = gone === null ? "" : `; Marathon forgot it at ${time(gone.atMs)}: ${gone.reason}`;
    return {
      ...whole,
      task: taskId,
      findings: [finding("task-gone", { ended, forgotten }, { task: taskId, agent })],
      places: [],
    };
  }
  const waits = task.state === "suspended" || task.state === "reserving";
  const found =
    task.state === "running"
      ? placeFinding(scene, task)
      : waits
        ? waitingFinding(scene, task)
        : stagingFinding(scene, task);
  const leaderless = waits ? withoutLeader(scene) : null;
  const first = leaderless !== null && isMoot(found.code, leaderless) ? leaderless : found;
  return { ...whole, task: taskId, findings: [first], places: [] };
}

function findingsOf(scene: Scene): readonly Finding[] {
  const absent = notThere(scene);
  const ends = scene.missing === 0 ? endsFindings(scene) : [];
  // What would change the one is refused while the other lasts.
  if (absent !== null) return ends.length === 0 ? [absent] : [{ ...absent, remedies: [] }, ...merged(ends)];
  // What it takes for running is what it stored before it left.
  if (scene.insight.left) return [leftFinding(scene)];
  if (scene.missing === 0) {
    const held = [unhealthyFinding(scene), awaitedFinding(scene), ...besides(scene)].filter(
      (found) => found !== null,
    );
    if (held.length > 0) return held;
    if (ends.length === 0) return [finding("running", {}, { instances: scene.instances })];
    return merged([...scene.staging.map((task) => stagingFinding(scene, task)), ...ends]);
  }
  const leaderless = withoutLeader(scene);
  const found = [...waitingFor(scene), ...stuck(scene)];
  const last = (code: CodeName): number => (transient.has(code) ? 1 : 0);
  const ordered = merged(found.filter(({ code }) => !isMoot(code, leaderless))).sort(
    (a, b) => last(a.code) - last(b.code),
  );
  const code = ordered[0]?.code ?? "unknown";
  const unhealthy = transient.has(code) || passing.has(code) ? unhealthyFinding(scene) : null;
  // Between a failure and the revive that it asked for, what is there was declined just now.
  const isNext = transient.has(code) || (code === "declined" && scene.insight.reviveDueMs !== null);
  const again = unhealthy ?? (isNext ? endsAgain(scene) : null);
  const first = leaderless ?? again;
  return first === null ? ordered : [first, ...ordered];
}

/** What does not come while nobody makes offers or takes them; without a leader nothing is queued, and nobody looks when. */
function isMoot(code: CodeName, leaderless: Finding | null): boolean {
  if (leaderless === null) return false;
  if (code === "allocation-pending" || code === "reservation-pending") return true;
  return (
    (leaderless.code === "no-master" && code === "no-agents") ||
    (leaderless.code === "no-leader" && code === "not-queued")
  );
}

/** What a deployment is about to launch beside all that is wanted, as an upgrade does, and what keeps that from being placed. */
function besides(scene: Scene): readonly Finding[] {
  const { insight, left, id } = scene;
  const { deployment } = insight;
  if (!launchesBesides(insight, id) || deployment === null) return [];
  const facts = {
    ...stepOf(deployment),
    count: String(left),
    are: left === 1 ? "is" : "are",
    replaces: deployment.actions.some(({ type, old }) => type === "RestartApplication" && old.length > 0)
      ? id
      : "",
  };
  const placing = scene.isResident ? [] : placingOf(scene, left);
  return [
    ...(withoutLeader(scene) === null ? placing : []),
    finding("deployment-launches", facts, { instances: left }),
  ];
}

/** The app itself is not there, or nothing of it is wanted. */
function notThere(scene: Scene): Finding | null {
  const { past, definition, insight } = scene;
  if (definition !== null) {
    if (definition.instances > 0) return null;
    const what = scene.waiting.length > 0 ? "what is suspended first, on what is reserved for it" : "as many";
    return finding("scaled-to-zero", { since: time(past?.scaledMs ?? 0), what }, { instances: 0 });
  }
  if (past?.destroyedMs != null)
    return finding(
      "app-destroyed",
      { since: time(past.destroyedMs), adopting: adoptingText(insight.tasks) },
      { instances: 0 },
    );
  if (past?.rejected != null) {
    const { atMs, message } = past.rejected;
    return finding(
      "app-rejected",
      { since: time(atMs), message: message.replace(/\.$/, "") },
      { instances: 0 },
    );
  }
  const never = insight.left ? "has left" : insight.joined ? null : "has not joined";
  const when = never === null ? "" : `: ${scene.marathon.name} ${never}`;
  return finding("app-not-created", { when }, { instances: 0 });
}

/** What a new app of that id comes to: Marathon keeps tasks by the id of their app (AppTaskLauncherActor.scala:106). */
function adoptingText(left: readonly TaskInsight[]): string {
  if (left.length === 0) return ", with new and empty volumes";
  const agents = listed([...new Set(left.map(({ agent }) => agent))]);
  return ` that adopts what Marathon has not forgotten of the old one: ${counted(left.length, "task")} on ${agents}`;
}

function leftFinding({ history, marathon, instances }: Scene): Finding {
  const sinceMs = history.apartSinceMs(marathon.name);
  const since = sinceMs === null ? "" : `, at ${time(sinceMs)}`;
  return finding("framework-left", { framework: marathon.name, since }, { instances });
}

function withoutLeader(scene: Scene): Finding | null {
  const { insight, history, marathon, missing } = scene;
  const apartMs = history.apartSinceMs(marathon.name);
  const since = apartMs === null ? "" : `, since ${time(apartMs)}`;
  const about = { instances: missing };
  const facts = { framework: marathon.name, since };
  if (insight.left) return leftFinding(scene);
  if (history.masterDownMs !== null)
    return finding("no-master", { since: time(history.masterDownMs) }, about);
  if (insight.leaderSinceMs === null) return finding("no-leader", facts, about);
  return insight.registered ? null : finding("framework-disconnected", facts, about);
}

/** Of the waiting tasks as many as are missing: those that will be launched first, since they are not stuck. */
function waitingFor(scene: Scene): readonly Finding[] {
  const all = waitingFindings(scene).filter(({ code }) => !ofQueue.has(code));
  const soon = all.filter(({ code }) => transient.has(code));
  const stuckTasks = all.filter(({ code }) => !transient.has(code));
  return [...soon, ...stuckTasks].slice(0, scene.missing);
}

/** Everything that is missing and not a waiting task. */
function stuck(scene: Scene): readonly Finding[] {
  const { missing, left, insight, isResident, marathon } = scene;
  const staging = scene.staging.map((task) => stagingFinding(scene, task));
  const reserved = isResident ? (insight.queue?.reserved ?? scene.waiting.length) : 0;
  if (isResident && marathon.role === unreservedRole) {
    const instances = missing - staging.length;
    const found = finding("no-role", { framework: marathon.name }, { instances });
    return instances > 0 ? [found, ...staging] : staging;
  }
  const anew = Math.min(Math.max(0, left - reserved), missing);
  const placing = anew === 0 ? [] : placingOf(scene, anew);
  const unqueued = Math.max(0, missing - staging.length - left);
  const idle = unqueued === 0 ? [] : [unqueuedFinding(scene, unqueued)];
  return [...placing, ...idle, ...staging];
}

/** Of instances to be placed anew: what is stuck first, what a delay or tokens hold back beside that last. */
function placingOf(scene: Scene, instances: number): readonly Finding[] {
  const loop = loopOf(scene, instances);
  if (loop !== null) return [loop];
  const gated = gate(scene, { instances });
  const placement = placementFinding(scene, instances);
  // What is told to end makes room.
  const ending = isShort(placement.code) ? endingFindings(scene) : [];
  if (gated === null) return [...ending, placement];
  return placement.code === gated.code || placement.code === "unknown"
    ? [gated]
    : [...ending, placement, gated];
}

/** What is about to be launched has been so before, not long ago. */
function endsAgain({ past, nowMs, missing }: Scene): Finding | null {
  const { ended = null, waitsSinceMs = null } = past ?? {};
  if (ended === null || ended.count < 2 || nowMs - ended.atMs > recentEndMs) return null;
  // All ends have the same reasons.
  const { reasons }: EventType = eventTypes["task.failed"];
  // Of what the master refuses it says more than that.
  const why = ended.what === "task.error" ? ended.message : reasons?.[ended.reason];
  return finding(
    "ends-again",
    {
      count: counted(ended.count, "task"),
      since: time(waitsSinceMs ?? 0),
      last: time(ended.atMs),
      agent: ended.agent,
      what: why === undefined ? ended.what : `${ended.what}: ${why}`,
    },
    { instances: missing },
  );
}

function loopOf(scene: Scene, instances: number): Finding | null {
  if (!scene.isResident) return null;
  const loop = loopFinding(scene);
  return loop === null ? null : { ...loop, instances };
}

/** Findings of one code about one agent are one. */
function merged(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const each of findings) {
    const key = `${each.code} ${each.agent}`;
    const before = byKey.get(key);
    byKey.set(
      key,
      before === undefined ? each : { ...before, instances: before.instances + each.instances, task: null },
    );
  }
  return [...byKey.values()];
}
