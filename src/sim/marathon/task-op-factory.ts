/** What one app does with an offer: launch, or for a resident app launch on a reservation, else reserve
 * (TaskOpFactoryImpl.scala:52-182). */

import type { Placed } from "../../model/constraints.ts";
import { isVolume, unreservedRole } from "../../model/resources.ts";
import { mix32 } from "../kernel/streams.ts";
import { type App, isResident, versionText } from "./apps.ts";
import type { Context } from "./context.ts";
import type { MatchRequest } from "./launcher.ts";
import { labelsOf } from "./matching/labels.ts";
import { launch, launchResources, type NewVolume, reserveAndCreate } from "./matching/operations.ts";
import { type MatchResult, matchResources } from "./matching/resource-matcher.ts";
import { type ResourceSelector, unreservedOnly } from "./matching/selector.ts";
import { matchVolumes } from "./matching/volume-matcher.ts";
import { placeOf, type Task } from "./task.ts";
import type { TaskOp } from "./task-op.ts";
import type { Tracker } from "./tracker.ts";

/** Up to so many members a map of Scala keeps the order in which they came. */
const smallMapMax = 4;

export class TaskOpFactory {
  readonly #context: Context;
  readonly #tracker: Tracker;
  /** What Marathon writes into reservations. */
  readonly #principal: string | null;
  readonly #defaultRoles: ReadonlySet<string>;

  constructor(context: Context, tracker: Tracker, principal: string | null) {
    this.#context = context;
    this.#tracker = tracker;
    this.#principal = principal;
    const { default_accepted_resource_roles: roles } = context.flags;
    this.#defaultRoles = new Set(roles ?? [unreservedRole, context.role]);
  }

  /** The operation; null where the offer has nothing for the app now; "failed" where Marathon raises an error. */
  build(request: MatchRequest): TaskOp | "failed" | null {
    if (!isResident(request.app)) return this.#launch(request);
    return this.#launchOnReservation(request) ?? this.#reserve(request);
  }

  #launch(request: MatchRequest): TaskOp | null {
    const { app } = request;
    const selector = { roles: this.#rolesOf(app), reserved: false, labels: [] };
    const match = this.#match(request, selector, null);
    if (!match.fits) return null;
    const { kernel, ids } = this.#context;
    const { nowMs } = kernel;
    const task: Task = {
      ...this.#placed(request),
      taskId: ids.task(app.id, nowMs),
      reservation: null,
      launched: { versionMs: app.versionMs, stagedMs: nowMs, startedMs: null, state: null },
    };
    const trace = { app: app.id, task: task.taskId };
    return {
      kind: "launch",
      stateOp: { type: "LaunchEphemeral", task },
      operations: [
        launch({ taskId: task.taskId, resources: match.consumed, trace, version: versionText(app) }),
      ],
      consumes: match.consumed,
    };
  }

  /** On the first waiting task whose volumes are all in the offer; no second one is tried (lines 88-107). */
  #launchOnReservation(request: MatchRequest): TaskOp | null {
    const { app, offer } = request;
    if (request.reserved === 0) return null;
    const found = matchVolumes(offer.resources, this.#waiting(request));
    if (found === null) return null;
    const { taskId } = found.task;
    const { role, kernel } = this.#context;
    const labels = labelsOf(offer.frameworkId, taskId);
    const match = this.#match(request, { roles: new Set([role]), reserved: true, labels }, taskId);
    if (!match.fits) return null;
    const resources = launchResources(match.consumed, found.volumes);
    const trace = { app: app.id, task: taskId };
    const launched = { versionMs: app.versionMs, stagedMs: kernel.nowMs, startedMs: null, state: null };
    return {
      kind: "launch",
      stateOp: { type: "LaunchOnReservation", taskId, launched },
      operations: [launch({ taskId, resources, trace, version: versionText(app) })],
      consumes: resources,
    };
  }

  /**
   * While fewer tasks are reserved than are left to launch. Those on dead agents count: this is why Marathon waits for
   * ever for a lost agent (lines 68-69).
   */
  #reserve(request: MatchRequest): TaskOp | "failed" | null {
    const { app, offer } = request;
    if (request.reserved >= request.left || !this.#rolesOf(app).has(unreservedRole)) return null;
    const match = this.#match(request, unreservedOnly, null);
    if (!match.fits) return null;
    const { kernel, role, flags, ids } = this.#context;
    const volumes: readonly NewVolume[] = app.definition.persistentVolumes.map(
      ({ containerPath, sizeMilli }) => ({
        id: ids.volume(app.id, containerPath, kernel.nowMs),
        containerPath,
        sizeMilli,
      }),
    );
    const task: Task = {
      ...this.#placed(request),
      taskId: ids.task(app.id, kernel.nowMs),
      reservation: {
        volumeIds: volumes.map(({ id }) => id),
        suspended: false,
        requestedMs: kernel.nowMs,
        deadlineMs: kernel.nowMs + flags.task_reservation_timeout,
      },
      launched: null,
    };
    const reserver = {
      role: role === unreservedRole ? null : role,
      principal: this.#principal,
      frameworkId: offer.frameworkId,
    };
    const trace = { app: app.id, task: task.taskId };
    const reserve = reserveAndCreate(reserver, trace, match.consumed, volumes);
    if (!reserve.ok) return "failed";
    return {
      kind: "reserve",
      stateOp: { type: "Reserve", task },
      operations: reserve.operations,
      consumes: match.consumed,
    };
  }

  #match(request: MatchRequest, selector: ResourceSelector, without: string | null): MatchResult {
    const { app, offer } = request;
    const match = matchResources({
      offer: offer.resources,
      app: app.definition,
      hostname: offer.agent,
      attributes: offer.attributes,
      countedTasks: app.definition.constraints.length === 0 ? [] : this.#counted(request, without),
      selector,
      random: this.#context.draws.next(app.id),
    });
    if (match.fits) this.#context.draws.used(app.id);
    return match;
  }

  /**
   * The tasks that constraints see: those launched with the current configuration, and not what other operations of the
   * same offer launch on reservations (ResourceMatcher.scala:117-131); with B14 mended, every reservation too.
   */
  #counted({ app, stored, inFlight }: MatchRequest, without: string | null): readonly Placed[] {
    const reservedToo = !this.#context.quirks.has("B14");
    const counted: Placed[] = [];
    for (const tasks of [stored.tasks, inFlight]) {
      for (const task of tasks.values()) {
        if (task.taskId === without) continue;
        const counts = task.launched === null ? reservedToo : task.launched.versionMs >= app.configVersionMs;
        if (counts) counted.push(placeOf(task));
      }
    }
    return counted;
  }

  /**
   * The app's reserved tasks that hold a volume of the offer. Marathon takes the first in the order of a map: that of
   * creation up to four tasks, else one by hash, for which a mix of the ids stands here.
   */
  #waiting({
    app,
    offer,
    stored,
    inFlight,
  }: MatchRequest): readonly { taskId: string; volumeIds: readonly string[] }[] {
    const holders = new Set<Task>();
    for (const { kind } of offer.resources.entries.filter(isVolume)) {
      const holder = this.#tracker.holderOf(kind.persistenceId ?? "");
      if (holder !== null && holder.app === app.id && holder.launched === null) holders.add(holder);
    }
    const waiting = [...holders].map((task) => ({
      taskId: task.taskId,
      volumeIds: task.reservation?.volumeIds ?? [],
    }));
    if (waiting.length < 2) return waiting;
    if (stored.tasks.size + inFlight.size > smallMapMax)
      return waiting.sort((a, b) => hash(a.taskId) - hash(b.taskId));
    const order = [...stored.tasks.keys()];
    return waiting.sort((a, b) => order.indexOf(a.taskId) - order.indexOf(b.taskId));
  }

  #rolesOf(app: App): ReadonlySet<string> {
    const { acceptedResourceRoles: roles } = app.definition;
    return roles === null ? this.#defaultRoles : new Set(roles);
  }

  #placed({ app, offer }: MatchRequest): Pick<Task, "app" | "agent" | "slaveId" | "attributes"> {
    return { app: app.id, agent: offer.agent, slaveId: offer.slaveId, attributes: offer.attributes };
  }
}

/** A number of the text's characters, mixed. */
function hash(text: string): number {
  let mixed = 0;
  for (let i = 0; i < text.length; i++) mixed = mix32(mixed, text.charCodeAt(i));
  return mixed;
}
