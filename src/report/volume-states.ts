/**
 * Volumes over time, as they are on the hosts, folded from journal rows.
 *
 * A volume exists from when its agent has it to when it has it no longer, whatever the master says meanwhile. It is
 * attached to the app whose container uses it, whoever had it created.
 */

import type { EventName } from "../model/events.ts";
import type { AppRecord, AppStates, TaskRecord } from "./app-states.ts";
import { taskKey } from "./capacity.ts";
import type { EventRow } from "./event-row.ts";

export interface VolumeRecord {
  readonly id: string;
  readonly agent: string;
  readonly sizeMib: number;
  readonly app: AppRecord | null;
  /** Which life of its app it belongs to: an app that is destroyed and created anew is another one. */
  readonly life: number;
  /** Its agent has it. */
  exists: boolean;
  /** The master destroyed it, or it is lost with its disk. */
  givenUp: boolean;
  attachedTo: TaskRecord | null;
  everAttached: boolean;
}

export class VolumeStates {
  readonly #apps: Pick<AppStates, "appOf" | "meet">;
  readonly #volumes = new Map<string, VolumeRecord>();

  constructor(apps: Pick<AppStates, "appOf" | "meet">) {
    this.#apps = apps;
  }

  apply(event: EventRow): void {
    appliers[event.name]?.(this, event);
  }

  /** A persistence id is unique per agent and role. */
  of(event: EventRow): VolumeRecord | undefined {
    return this.#volumes.get(keyOf(event));
  }

  create(event: EventRow): void {
    const app = this.#apps.appOf(event);
    const volume: VolumeRecord = {
      id: event.text("volume") ?? "",
      agent: event.text("agent") ?? "",
      sizeMib: event.number("size") ?? 0,
      app,
      life: app?.life ?? 0,
      exists: false,
      givenUp: false,
      attachedTo: null,
      everAttached: false,
    };
    // One that its agent has not yet forgotten is the same directory.
    const exists = this.of(event)?.exists === true;
    if (exists) this.setExists(event, false);
    this.#volumes.set(keyOf(event), volume);
    if (exists) this.setExists(event, true);
    if (event.text("task") !== null) this.#apps.meet(event).volumes.push(volume);
  }

  setExists(event: EventRow, exists: boolean): void {
    const volume = this.of(event);
    if (volume === undefined || volume.exists === exists) return;
    volume.exists = exists;
    if (volume.app !== null) volume.app.volumes += exists ? 1 : -1;
    if (!exists) detach(volume);
  }

  giveUp(event: EventRow): void {
    const volume = this.of(event);
    if (volume !== undefined) volume.givenUp = true;
  }

  attach(event: EventRow): void {
    const volume = this.of(event);
    if (volume === undefined) return;
    detach(volume);
    const task = this.#apps.meet(event);
    volume.attachedTo = task;
    volume.everAttached = true;
    if (task.app !== null) task.app.attached++;
  }

  /** A container may end after its volume is gone, or is another's. */
  detached(event: EventRow): void {
    const volume = this.of(event);
    if (volume?.attachedTo?.key === taskKey(event)) detach(volume);
  }
}

function detach(volume: VolumeRecord): void {
  const app = volume.attachedTo?.app ?? null;
  if (app !== null) app.attached--;
  volume.attachedTo = null;
}

function keyOf(event: EventRow): string {
  return `${event.text("agent") ?? ""}\u0000${event.text("role") ?? ""}\u0000${event.text("volume") ?? ""}`;
}

const appliers: Partial<Record<EventName, (volumes: VolumeStates, event: EventRow) => void>> = {
  "volume.created": (volumes, event) => volumes.create(event),
  "volume.checkpointed": (volumes, event) => volumes.setExists(event, true),
  "volume.attached": (volumes, event) => volumes.attach(event),
  "volume.detached": (volumes, event) => volumes.detached(event),
  "volume.destroyed": (volumes, event) => volumes.giveUp(event),
  "volume.forgotten": (volumes, event) => volumes.setExists(event, false),
  "volume.lost": (volumes, event) => {
    volumes.giveUp(event);
    volumes.setExists(event, false);
  },
};
