/**
 * Rows about launches of tasks, and about what is queued of an app, of which every run has the most. Their cells are put one
 * by one, in the order of the catalogue: no object is made for a row, and a name is looked up in the journal once.
 *
 * Hot: half a dozen rows of each launch pass through here.
 */

import { type EventName, type EventType, eventTypes } from "../../model/events.ts";
import type { Name, TaskNames } from "../../model/names.ts";
import type { Resources } from "../../model/resources.ts";
import type { TerminalState } from "../../model/tasks.ts";
import type { Journal } from "../kernel/journal.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { typeNumber } from "./row-types.ts";

const launchedType = typeNumber("task.launched");
const stagingType = typeNumber("task.staging");
const startedType = typeNumber("process.started");
const runningType = typeNumber("task.running");
const killingType = typeNumber("task.killing");
const processEndedType = typeNumber("process.ended");
const attachedType = typeNumber("volume.attached");
const detachedType = typeNumber("volume.detached");
const suspendedType = typeNumber("task.suspended");
const queueType = typeNumber("queue.changed");
const backoffType = typeNumber("queue.backoff");
const endTypes: Readonly<Record<TerminalState, number>> = {
  finished: typeNumber("task.finished"),
  failed: typeNumber("task.failed"),
  killed: typeNumber("task.killed"),
  lost: typeNumber("task.lost"),
  error: typeNumber("task.error"),
};

export class TaskRows {
  readonly #kernel: Kernel;
  readonly #journal: Journal;
  readonly #resources = new LastText();
  readonly #reserved = new LastText();
  readonly #version = new LastText();
  readonly #ports = new LastText();
  readonly #source = new LastText();
  readonly #message = new LastText();
  readonly #processReason = new LastText();
  readonly #detachedReason = new LastText();
  readonly #endReason = new LastText();
  readonly #suspendReason = new LastText();
  readonly #backoffReason = new LastText();

  /** The journal's types of rows are `rowTypes`. */
  constructor(kernel: Kernel, journal: Journal) {
    this.#kernel = kernel;
    this.#journal = journal;
  }

  staging(names: TaskNames): void {
    this.#begin(stagingType, names);
  }

  started(names: TaskNames): void {
    this.#begin(startedType, names);
  }

  running(names: TaskNames): void {
    this.#begin(runningType, names);
  }

  killing(names: TaskNames): void {
    this.#begin(killingType, names);
  }

  launched(
    names: TaskNames,
    reservation: Name | null,
    resources: Resources,
    reserved: Resources | null,
    version: string | undefined,
    ports: readonly number[] | undefined,
  ): void {
    this.#begin(launchedType, names);
    if (reservation === null) this.#journal.put(Number.NaN);
    else this.#name(reservation.text === names.text ? names : reservation);
    let texts = names.launch;
    if (
      texts === null ||
      texts.resources !== resources ||
      texts.reserved !== reserved ||
      texts.version !== version ||
      texts.ports !== ports
    ) {
      const resourcesCell = this.#cellOf(this.#resources, resources.amountsText);
      const reservedCell = this.#cellOf(this.#reserved, reserved?.amountsText);
      const versionCell = this.#cellOf(this.#version, version);
      const portsCell = this.#cellOf(this.#ports, ports?.join(","));
      texts = { resources, reserved, version, ports, resourcesCell, reservedCell, versionCell, portsCell };
      // A task without a reservation is launched once.
      if (reserved !== null) names.launch = texts;
    }
    this.#journal.put(texts.resourcesCell);
    this.#journal.put(texts.reservedCell);
    this.#journal.put(texts.versionCell);
    this.#journal.put(texts.portsCell);
  }

  /** Throws for a reason that the catalogue does not list. */
  processEnded(names: TaskNames, ran: boolean, reason: string): void {
    listed("process.ended", this.#processReason, reason);
    this.#begin(processEndedType, names);
    this.#journal.put(ran ? 1 : 0);
    this.#text(this.#processReason, reason);
  }

  /** A container uses a volume of that size, MiB in thousandths. */
  attached(names: TaskNames, volume: Name, sizeMilli: number): void {
    this.#begin(attachedType, names);
    this.#name(volume);
    this.#journal.put(sizeMilli / 1000);
  }

  /** Throws for a reason that the catalogue does not list. */
  detached(names: TaskNames, volume: Name, sizeMilli: number, reason: string): void {
    listed("volume.detached", this.#detachedReason, reason);
    this.#begin(detachedType, names);
    this.#name(volume);
    this.#journal.put(sizeMilli / 1000);
    this.#text(this.#detachedReason, reason);
  }

  /** The master's word that the task is over. Throws for a reason that the catalogue does not list. */
  ended(state: TerminalState, names: TaskNames, source: string, message: string, reason: string): void {
    // All ends have the same reasons.
    listed("task.failed", this.#endReason, reason);
    this.#begin(endTypes[state], names);
    this.#text(this.#source, source);
    this.#text(this.#message, message);
    this.#text(this.#endReason, reason);
  }

  /** Marathon keeps the reservation of a resident task that is over, which has the task's name. */
  suspended(names: TaskNames, reason: TerminalState): void {
    this.#begin(suspendedType, names);
    this.#journal.put(names.task.number);
    this.#text(this.#suspendReason, reason);
  }

  /** So many of an app are left to launch. */
  queued(framework: Name, app: Name, left: number): void {
    this.#beginApp(queueType, framework, app);
    this.#journal.put(left);
  }

  /** An app launches nothing for so long, until that instant. */
  backedOff(
    framework: Name,
    app: Name,
    delayMs: number,
    untilMs: number,
    reason: "task-failed" | "reset",
  ): void {
    this.#beginApp(backoffType, framework, app);
    this.#journal.put(delayMs);
    this.#journal.put(untilMs);
    this.#text(this.#backoffReason, reason);
  }

  #beginApp(type: number, framework: Name, app: Name): void {
    this.#journal.begin(this.#kernel.nowMs, type);
    this.#name(framework);
    this.#name(app);
  }

  #begin(type: number, { agent, framework, role, app, task }: TaskNames): void {
    const journal = this.#journal;
    journal.begin(this.#kernel.nowMs, type);
    this.#name(agent);
    this.#name(framework);
    this.#name(role);
    if (app === null) journal.put(Number.NaN);
    else this.#name(app);
    if (task.number < 0) task.number = journal.internOnce(task.text);
    journal.put(task.number);
  }

  #name(name: Name): void {
    if (name.number < 0) name.number = this.#journal.intern(name.text);
    this.#journal.put(name.number);
  }

  #text(last: LastText, text: string | null | undefined): void {
    this.#journal.put(this.#cellOf(last, text));
  }

  #cellOf(last: LastText, text: string | null | undefined): number {
    if (text === null || text === undefined) return Number.NaN;
    if (last.text !== text) {
      last.number = this.#journal.intern(text);
      last.text = text;
    }
    return last.number;
  }
}

/** The text that a field said last, and its number: many rows in a row say the same. */
class LastText {
  text: string | null = null;
  number = -1;
}

/** Throws for a reason that rows of that name may not have. */
function listed(row: EventName, last: LastText, reason: string): void {
  if (last.text === reason) return;
  const { reasons }: EventType = eventTypes[row];
  if (reasons === undefined || !Object.hasOwn(reasons, reason))
    throw new Error(`${row} for the unlisted reason ${reason}`);
}
