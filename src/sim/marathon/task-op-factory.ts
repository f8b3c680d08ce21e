/** What one app does with an offer: launch, or for a resident app launch on a reservation, else reserve
 * (TaskOpFactoryImpl.scala:52-182). */

import { Name } from "../../model/names.ts";
import type { Trace } from "../../model/operations.ts";
import { PlaceCounts } from "../../model/placed.ts";
import { type Resources, unreservedRole } from "../../model/resources.ts";
import { type TaskFields, TaskInfo } from "../../model/tasks.ts";
import type { Held } from "./app-tasks.ts";
import { type App, isResident, versionText } from "./apps.ts";
import type { Context } from "./context.ts";
import { commandCheckOf, failsToBuild } from "./health/command.ts";
import type { MatchRequest } from "./launcher.ts";
import { acceptedRolesOf, defaultRolesOf } from "./matching/accepted-roles.ts";
import { AttributeTexts } from "./matching/attribute-texts.ts";
import { labelsOf, volumeHolderIn } from "./matching/labels.ts";
import { type Need, needOf } from "./matching/need.ts";
import { launch, launchResources, type NewVolume, reserveAndCreate } from "./matching/operations.ts";
import type { MatchReason } from "./matching/reasons.ts";
import { type MatchResult, matchResources, type Unfit } from "./matching/resource-matcher.ts";
import { type ResourceSelector, unreservedOnly } from "./matching/selector.ts";
import { matchVolumes, type VolumeMatch } from "./matching/volume-matcher.ts";
import { inMapOrder, wantedOf } from "./matching/waiting-tasks.ts";
import type { Placements } from "./placements.ts";
import { isRepeatable, type Relaunch, returning } from "./relaunch.ts";
import { type Launched, newLaunch, placeOf, type Reservation, type Task } from "./task.ts";
import type { TaskOp } from "./task-op.ts";
import type { Tracker } from "./tracker.ts";
import type { StateOp } from "./transitions.ts";

type Fit = Extract<MatchResult, { fits: true }>;

interface WaitingTask {
  readonly taskId: string;
  readonly volumeIds: readonly string[];
}

type WaitingFit = Fit & { readonly found: VolumeMatch<WaitingTask> };

const unfit = (...reasons: MatchReason[]): Unfit => ({ fits: false, reasons });
const noWaitingVolumes = unfit("no-waiting-volumes");
const covered = unfit("covered-by-waiting-tasks");
const noAcceptedRole = unfit("no-accepted-role");
const nobody = new PlaceCounts([]);
const noRoles: ReadonlySet<string> = new Set();

export class TaskOpFactory {
  readonly #context: Context;
  readonly #tracker: Tracker;
  readonly #placements: Placements;
  /** What Marathon writes into reservations. */
  readonly #principal: string | null;
  readonly #defaultRoles: ReadonlySet<string>;
  readonly #ownRole: ReadonlySet<string>;
  readonly #attributes: AttributeTexts;
  /** Texts of versions, by their times. */
  readonly #versions = new Map<number, string>();

  constructor(context: Context, tracker: Tracker, placements: Placements, principal: string | null) {
    this.#context = context;
    this.#tracker = tracker;
    this.#placements = placements;
    this.#principal = principal;
    this.#attributes = new AttributeTexts(context.quirks);
    this.#ownRole = new Set([context.role]);
    this.#defaultRoles = defaultRolesOf(context.flags, context.role);
  }

  /** The least that the app needs of an offer beside its own reservations. */
  needOf(app: App): Need {
    const roles = this.#rolesOf(app);
    if (!isResident(app)) return needOf(app.definition, roles);
    return needOf(app.definition, roles.has(unreservedRole) ? unreservedOnly.roles : noRoles);
  }

  /** The operation; or why the offer has nothing for the app now; "failed" where Marathon raises an error. */
  build(request: MatchRequest): TaskOp | "failed" | Unfit {
    if (!isResident(request.app)) {
      const match = this.#matchAnew(request);
      if (!match.fits) return match;
      return failsToBuild(request.app.definition) ? "failed" : this.#launch(request, match);
    }
    const again = this.#returning(request);
    if (again?.relaunch != null) return this.#relaunch(request, again, again.relaunch);
    const waiting = this.#matchWaiting(request);
    if (waiting?.fits === true) {
      return failsToBuild(request.app.definition) ? "failed" : this.#launchOnReservation(request, waiting);
    }
    const anew = this.#matchAnew(request);
    return anew.fits ? this.#reserve(request, anew) : bothUnfit(waiting, anew);
  }

  /** What `build` would say, without any effect; null where it would find something to do. */
  reasonsAgainst(request: MatchRequest): readonly MatchReason[] | null {
    const waiting = isResident(request.app) ? this.#matchWaiting(request) : null;
    if (waiting?.fits === true) return null;
    const anew = this.#matchAnew(request);
    return anew.fits ? null : bothUnfit(waiting, anew).reasons;
  }

  /** What the app needs beside its reservations: all of a task without residency, else a new reservation. */
  #matchAnew(request: MatchRequest): MatchResult {
    const { app, reserved, left } = request;
    const roles = this.#rolesOf(app);
    if (!isResident(app)) {
      const reserved = this.#context.quirks.has("B21") ? false : "either";
      return this.#match(request, { roles, reserved, labels: [] }, null);
    }
    // While fewer tasks are reserved than are left to launch. Those on dead agents count: this is why Marathon waits
    // for ever for a lost agent (lines 68-69).
    if (reserved >= left) return covered;
    return roles.has(unreservedRole) ? this.#match(request, unreservedOnly, null) : noAcceptedRole;
  }

  #launch(request: MatchRequest, match: Fit): TaskOp {
    const { app } = request;
    request.draws.used();
    const { kernel, ids } = this.#context;
    const { nowMs } = kernel;
    const launched = newLaunch(app.versionMs, nowMs);
    const task = this.#placed(request, ids.task(app.id, nowMs), null, launched);
    const trace = { app: app.id, task: task.taskId };
    const info = new TaskInfo(this.#fieldsOf(app, trace, match.consumed, match.hostPorts));
    return launching({ type: "LaunchEphemeral", task }, info);
  }

  /** The first waiting task whose volumes are all in the offer; no second one is tried (lines 88-107). Null where no
   * task waits. */
  #matchWaiting(request: MatchRequest): WaitingFit | Unfit | null {
    const { offer } = request;
    if (request.reserved === 0) return null;
    const found = matchVolumes(offer.resources, this.#waiting(request));
    if (found === null) return noWaitingVolumes;
    const { taskId } = found.task;
    const labels = labelsOf(offer.frameworkId, taskId);
    const match = this.#match(request, { roles: this.#ownRole, reserved: true, labels }, taskId);
    const { fits } = match;
    return fits ? { fits, consumed: match.consumed, hostPorts: match.hostPorts, found } : match;
  }

  #launchOnReservation(request: MatchRequest, match: WaitingFit): TaskOp {
    const { app, offer } = request;
    const { found, hostPorts } = match;
    const { taskId } = found.task;
    const { kernel, quirks } = this.#context;
    request.draws.used();
    const resources = launchResources(match.consumed, found.volumes);
    const launched = newLaunch(app.versionMs, kernel.nowMs);
    const trace = { app: app.id, task: taskId };
    const fields = this.#fieldsOf(app, trace, resources, hostPorts);
    const info = new TaskInfo(fields);
    const held = this.#tracker.held(taskId);
    if (held?.task != null) {
      this.#nameOf(held, held.task, info);
      if (quirks.has("B7") && isRepeatable(offer, app.definition, resources, hostPorts))
        held.relaunch = { app, launch: fields };
    }
    return launching({ type: "LaunchOnReservation", taskId, launched }, info);
  }

  /** The task that would be launched as it was launched last; with B7 mended, others of the app may be wanted before it. */
  #returning({ app, offer, reserved }: MatchRequest): Held | null {
    const held = reserved === 0 ? null : returning(offer, app);
    return held?.task?.launched === null ? held : null;
  }

  #relaunch({ app, draws }: MatchRequest, held: Held, { launch }: Relaunch): TaskOp {
    draws.used();
    const info = new TaskInfo(launch);
    const { taskId } = launch;
    if (held.task !== null) this.#nameOf(held, held.task, info);
    const launched = newLaunch(app.versionMs, this.#context.kernel.nowMs);
    return launching({ type: "LaunchOnReservation", taskId, launched }, info);
  }

  /** Rows about all launches of a task on its reservation name the same. */
  #nameOf(held: Held, { agent, app, taskId }: Task, info: TaskInfo): void {
    const { recorder, name, role } = this.#context;
    held.names ??= recorder.taskNames(recorder.nameOf(agent), name, role, app, taskId);
    info.names = held.names;
    info.inFramework = held;
  }

  #reserve(request: MatchRequest, match: Fit): TaskOp | "failed" {
    const { app, offer } = request;
    request.draws.used();
    const { kernel, role, flags, ids } = this.#context;
    const volumes: readonly NewVolume[] = app.definition.persistentVolumes.map(
      ({ containerPath, sizeMilli }) => ({
        id: ids.volume(app.id, containerPath, kernel.nowMs),
        containerPath,
        sizeMilli,
      }),
    );
    const reservation = {
      volumeIds: volumes.map(({ id }) => id),
      suspended: false,
      endedMs: null,
      requestedMs: kernel.nowMs,
      deadlineMs: kernel.nowMs + flags.task_reservation_timeout,
    };
    const task = this.#placed(request, ids.task(app.id, kernel.nowMs), reservation, null);
    const reserver = {
      role: role === unreservedRole ? null : role,
      principal: this.#principal,
      frameworkId: offer.frameworkId,
    };
    const trace = { app: app.id, task: task.taskId, name: new Name(task.taskId) };
    const reserve = reserveAndCreate(reserver, trace, match.consumed, volumes);
    if (!reserve.ok) return "failed";
    return {
      kind: "reserve",
      stateOp: { type: "Reserve", task },
      operations: reserve.operations,
      consumes: match.consumed,
      info: null,
      reservation: reserve.reservation,
    };
  }

  #match(request: MatchRequest, selector: ResourceSelector, without: string | null): MatchResult {
    const { app, offer } = request;
    const { quirks } = this.#context;
    return matchResources({
      offer: offer.resources,
      app: app.definition,
      hostname: offer.agent,
      attributes: this.#attributes.of(offer.attributes),
      countedTasks: this.#counted(request, without),
      selector,
      random: selector.reserved === true && !quirks.has("B22") ? null : request.draws.next(),
    });
  }

  /** A new task of the app, where the offer is. */
  #placed(
    { app, offer: { agent, slaveId, attributes: given } }: MatchRequest,
    taskId: string,
    reservation: Reservation | null,
    launched: Launched | null,
  ): Task {
    const attributes = this.#attributes.of(given);
    return { taskId, app: app.id, agent, slaveId, attributes, reservation, launched };
  }

  /** The tasks that constraints see; not what other operations of the same offer launch on reservations. */
  #counted({ app, stored, inFlight }: MatchRequest, without: string | null): PlaceCounts {
    const { configVersionMs, definition } = app;
    if (definition.constraints.length === 0) return nobody;
    const placements = this.#placements;
    const counts = placements.of(app, stored);
    const own = without === null ? null : stored.get(without);
    const isCounted = own !== null && placements.counts(own, configVersionMs);
    if (!isCounted && inFlight.size === 0) return counts;
    const changed = counts.copy();
    if (isCounted) changed.add(placeOf(own), -1);
    for (const task of inFlight.values())
      if (placements.counts(task, configVersionMs)) changed.add(placeOf(task), 1);
    return changed;
  }

  /** The app's reserved tasks that hold a volume of the offer, in the order in which they are tried. */
  #waiting({ app, offer, stored, inFlight, places, left }: MatchRequest): readonly WaitingTask[] {
    const holders: Task[] = [];
    for (const { kind } of offer.resources.entries) {
      const id = kind.persistenceId;
      if (id === null) continue;
      const held = volumeHolderIn(offer.frameworkId, kind, id) ?? this.#tracker.holderOf(id);
      const holder = held?.task ?? null;
      const waits = holder !== null && holder.app === app.id && holder.launched === null;
      if (waits && !holders.includes(holder)) holders.push(holder);
    }
    const inOrder = inMapOrder(holders, stored, stored.size + inFlight.size, places);
    const tried = this.#context.quirks.has("B7") ? inOrder : wantedOf(inOrder, stored, left);
    return tried.map(({ taskId, reservation }) => ({ taskId, volumeIds: reservation?.volumeIds ?? [] }));
  }

  /** What Mesos is asked to launch. */
  #fieldsOf(
    app: App,
    trace: Trace & { readonly task: string },
    resources: Resources,
    hostPorts: readonly number[],
  ): TaskFields {
    let version = this.#versions.get(app.versionMs);
    if (version === undefined) {
      version = versionText(app);
      this.#versions.set(app.versionMs, version);
    }
    return {
      taskId: trace.task,
      resources,
      trace,
      version,
      ports: hostPorts.length === 0 ? undefined : hostPorts,
      healthCheck: commandCheckOf(app.definition),
      docker: app.definition.docker,
    };
  }

  #rolesOf(app: App): ReadonlySet<string> {
    return acceptedRolesOf(app.definition, this.#defaultRoles);
  }
}

/** The launch of one task. */
function launching(stateOp: StateOp, info: TaskInfo): TaskOp {
  return {
    kind: "launch",
    stateOp,
    operations: [launch(info)],
    consumes: info.resources,
    info,
    reservation: null,
  };
}

/** What is short on a reservation is so for another reason than in an offer. */
const onReservation: Partial<Readonly<Record<MatchReason, MatchReason>>> = {
  "too-little-cpus": "reservation-too-small",
  "too-little-mem": "reservation-too-small",
  "too-little-disk": "reservation-too-small",
  "too-few-ports": "reservation-too-small",
  "port-not-offered": "reserved-port-differs",
};

/** `waiting` is null where no task waits. That waiting tasks cover all that is left goes without saying. */
function bothUnfit(waiting: Unfit | null, anew: Unfit): Unfit {
  if (waiting === null) return anew;
  const short =
    waiting === noWaitingVolumes
      ? waiting.reasons
      : waiting.reasons.map((reason) => onReservation[reason] ?? reason);
  const reasons = anew === covered ? short : [...short, ...anew.reasons];
  return { fits: false, reasons: [...new Set(reasons)] };
}
