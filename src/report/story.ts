/**
 * What happened to an app, told in a few lines: the events that changed its fate, like ones of one time put together.
 */

import { listed, roughly } from "../model/wording.ts";
import type { AppRecord, AppStates, TaskRecord } from "./app-states.ts";
import { addTo, type Beat, Beats } from "./beats.ts";
import { whyOf } from "./describe-event.ts";
import type { EventRow } from "./event-row.ts";
import { HostStory } from "./host-story.ts";
import { ownTellers, some } from "./own-story.ts";
import { endOfLaunched } from "./task-ends.ts";

export class Story {
  readonly #beats = new Beats();
  readonly #hosts: HostStory;
  /** The last end of each task, for what Marathon makes of it. */
  readonly #ends = new Map<string, Beat>();
  /** When each task's reservation was made. */
  readonly #reservedAtMs = new Map<string, number>();
  readonly #app: AppRecord;
  /** When Marathon forgot a task. */
  readonly #forgottenAtMs = new Map<string, number>();
  /** When the app was destroyed; infinity while it is there. */
  #destroyedAtMs = Number.POSITIVE_INFINITY;
  #wanted = 0;
  /** How often it was updated, scaled or restarted: what runs because of each is told by itself. */
  #updates = 0;
  /** Tasks that were given up with their data, and not yet replaced. */
  #givenUp = 0;
  #masterDown: Beat | null = null;
  #schedulerGone: Beat | null = null;

  /** `pingsMax`: how many unanswered pings cost an agent its place. */
  constructor(app: AppRecord, pingsMax: number) {
    this.#app = app;
    this.#hosts = new HostStory((event, kind, tell) => this.#add(event, kind, tell), pingsMax);
  }

  /** Takes in any row that the projection has already been given; most say nothing about the app. */
  apply(event: EventRow, states: AppStates): void {
    const id = event.text("app");
    if (id !== null && id !== this.#app.id) return;
    this.#hosts.apply(event);
    const task = states.taskOf(event);
    // What the master answers about a task that it does not know names no app.
    if (this.#isOurs(event, task, states)) this.#tellOwn(event, task);
    else this.#tellControl(event);
  }

  /** The lines, at most `linesMax`: where there are more, the first and the last of them. */
  lines(linesMax: number): string[] {
    return this.#beats.lines(linesMax);
  }

  /** Volumes are destroyed, and conflicts made, by whoever does it: such a row's framework need not be the app's. */
  #isOurs(event: EventRow, task: TaskRecord | undefined, states: AppStates): boolean {
    const id = event.text("app");
    if (id === null) return task !== undefined && task.app === this.#app;
    if (id !== this.#app.id) return false;
    if (event.text("framework") === this.#app.framework || event.name === "role.conflict") return true;
    return event.name.startsWith("volume.") && states.volumeOf(event)?.app === this.#app;
  }

  /** The fail-over of the master, or the app's framework away from it. */
  #tellControl(event: EventRow): void {
    const back = (beat: Beat, what: string): void => {
      const before = beat.tell;
      const at = roughly(event.atMs);
      beat.tell = (told) => `${before(told)}; ${what} ${at}`;
    };
    if (event.name === "master.down") {
      this.#masterDown = this.#add(event, "master down", () => "the master went down");
    } else if (event.name === "master.failedover" && this.#masterDown !== null) {
      back(this.#masterDown, "a new one leads from");
      this.#masterDown = null;
    }
    if (event.text("framework") !== this.#app.framework) return;
    if (event.name === "framework.disconnected") {
      const [name, why] = [this.#app.framework, whyOf(event)];
      this.#schedulerGone = this.#add(event, "scheduler gone", () => `the master lost ${name}: ${why}`);
    } else if (event.name === "framework.registered" && this.#schedulerGone !== null) {
      back(this.#schedulerGone, "it is back from");
      this.#schedulerGone = null;
    } else if (event.name === "framework.removed") {
      const why = whyOf(event);
      this.#add(event, "framework removed", () => `${this.#app.framework} removed: ${why}`);
    }
  }

  #tellOwn(event: EventRow, task: TaskRecord | undefined): void {
    const end = endOfLaunched(event);
    if (end !== null && task?.phase === "ended") {
      const removal = this.#hosts.taskLost(event, task);
      if (removal !== null) {
        this.#ends.set(task.key, removal);
        return;
      }
      const why = end === "lost" || event.reason === "REASON_FRAMEWORK_REMOVED" ? `: ${whyOf(event)}` : "";
      this.#ends.set(
        task.key,
        this.#add(
          event,
          `ended ${end}${why}`,
          (told) => `${endText(end, told)} on ${listed(told.agents)}${why}`,
          // A master that does not know the task does not know where it was (master.cpp:5139-5154).
          event.text("agent") ?? task.agent,
        ),
      );
      return;
    }
    switch (event.name) {
      case "reservation.made":
        this.#hosts.meet(event.text("agent") ?? "");
        if (task !== undefined) this.#reservedAtMs.set(task.key, event.atMs);
        return;
      case "task.launched":
        this.#hosts.meet(event.text("agent") ?? "");
        return;
      case "task.running":
        if (task !== undefined) this.#tellRunning(event, task);
        return;
      case "task.suspended":
        if (task !== undefined) this.#tellSuspended(task);
        return;
      case "process.ended":
        if (task !== undefined && event.reason === "host-crashed" && event.flag("ran"))
          this.#hosts.processDied(event, task);
        break;
      case "app.destroyed":
        this.#destroyedAtMs = event.atMs;
        break;
      case "app.created":
        // One that is set up anew adopts what is left.
        this.#destroyedAtMs = Number.POSITIVE_INFINITY;
        this.#tellWanted(event);
        return;
      case "app.updated":
        this.#updates++;
        this.#tellWanted(event);
        return;
      case "volume.lost":
        if (event.reason === "disk-lost" && this.#hosts.volumeLost(event)) return;
        break;
      case "volume.destroyed":
        if (task?.phase === "gone" && this.#hosts.orphanDestroyed(event, this.#orphanSinceMs(task))) return;
        break;
      case "task.expunged":
        if (task === undefined) break;
        // Only a stateful one can leave anything behind, and there is no end to the others.
        if (task.resident) this.#forgottenAtMs.set(task.key, event.atMs);
        if (event.reason === "wiped" && task.launches > 0) this.#givenUp++;
        // Nothing more is made of its end.
        this.#ends.delete(task.key);
        break;
    }
    const tell = ownTellers[event.name]?.(event);
    if (tell !== undefined)
      this.#add(event, `${event.name} ${event.reason} ${event.text("message") ?? ""}`, tell);
  }

  /** Since when what is reserved for a task belongs to nobody. */
  #orphanSinceMs(task: TaskRecord): number {
    return Math.min(this.#destroyedAtMs, this.#forgottenAtMs.get(task.key) ?? Number.POSITIVE_INFINITY);
  }

  #tellRunning(event: EventRow, task: TaskRecord): void {
    const resident = task.volumes.length > 0;
    const reservedAtMs = this.#reservedAtMs.get(task.key);
    this.#reservedAtMs.delete(task.key);
    if (task.launches > 1) {
      const kept = resident ? " with its volume" : "";
      this.#add(event, "again", (beat) => `${some(beat)}running again on ${listed(beat.agents)}${kept}`);
      return;
    }
    if (!resident || this.#givenUp === 0) {
      this.#add(
        event,
        `running ${this.#updates}`,
        (beat) => `${some(beat)}running on ${listed(beat.agents)}`,
      );
      return;
    }
    this.#givenUp--;
    const from = roughly(event.atMs);
    const beat = this.#add(event, "anew", (told) => {
      const volumes = told.count === 1 ? "a new, empty volume" : "new, empty volumes";
      return `${some(told)}reserved on ${listed(told.agents)}; running there from ${from} on ${volumes}`;
    });
    beat.atMs = reservedAtMs ?? event.atMs;
  }

  #tellSuspended(task: TaskRecord): void {
    const beat = this.#ends.get(task.key);
    this.#ends.delete(task.key);
    if (beat === undefined) return;
    if (beat.kind.startsWith("removed")) {
      addTo(beat, "pinned");
      return;
    }
    beat.kind += " suspended";
    const before = beat.tell;
    const kept = task.volumes.length > 0 ? ", volume kept" : "";
    beat.tell = (told) => `${before(told)}; suspended there${kept}`;
  }

  #tellWanted(event: EventRow): void {
    const wanted = event.number("instances") ?? this.#wanted;
    const before = this.#wanted;
    this.#wanted = wanted;
    if (event.name === "app.created" || wanted === before) return;
    this.#add(event, `scaled ${before} ${wanted}`, () => `scaled from ${before} to ${wanted}`);
  }

  #add(event: EventRow, kind: string, tell: Beat["tell"], agent = event.text("agent")): Beat {
    const task = event.text("task");
    const beat: Beat = {
      atMs: event.atMs,
      kind,
      agents: agent === null ? [] : [agent],
      tasks: new Set(task === null ? [] : [task]),
      count: 1,
      counted: {},
      tell,
    };
    this.#beats.add(beat);
    return beat;
  }
}

function endText(end: string, beat: Beat): string {
  if (end === "lost" || end === "error")
    return `TASK_${end.toUpperCase()}${beat.count === 1 ? "" : ` ${beat.count} times`}`;
  return `${some(beat)}${end}`;
}
