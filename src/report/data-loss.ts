/** Volumes with data that apps lost, and what destroyed volumes left on disks. */

import type { AppRecord, TaskRecord } from "./app-states.ts";
import type { VolumeRecord } from "./volume-states.ts";

export class DataLoss {
  readonly #counted = new Set<VolumeRecord>();
  readonly #lost = new Map<AppRecord, number>();
  /** By agent: Mesos 0.28 destroys a volume without removing its data. */
  readonly #left = new Map<string, Set<VolumeRecord>>();

  /** A wiped task's volumes are given up, whether their agent is there or not. */
  wiped(task: TaskRecord): void {
    for (const volume of task.volumes) if (!volume.givenUp) this.givenUp(volume);
  }

  /** The volume's data is out of reach, each volume once. */
  givenUp(volume: VolumeRecord): void {
    const { app } = volume;
    if (!volume.everAttached || app === null || !app.exists || app.life !== volume.life) return;
    if (this.#counted.has(volume)) return;
    this.#counted.add(volume);
    this.#lost.set(app, (this.#lost.get(app) ?? 0) + 1);
  }

  /** Its agent has the volume no longer, and leaves what it holds on the disk. */
  forgotten(volume: VolumeRecord): void {
    if (!volume.everAttached) return;
    let left = this.#left.get(volume.agent);
    if (left === undefined) {
      left = new Set();
      this.#left.set(volume.agent, left);
    }
    left.add(volume);
  }

  /** What was left on an agent's disk is there no more. */
  removed(agent: string): void {
    this.#left.delete(agent);
  }

  /** Forgets what was lost before; each volume still counts once. */
  restart(): void {
    this.#lost.clear();
  }

  /** Volumes that had been attached and were given up while their app existed. */
  lostBy(app: AppRecord): number {
    return this.#lost.get(app) ?? 0;
  }

  /** MiB that destroyed volumes of the app left behind. */
  leftMibBy(app: AppRecord): number {
    let mib = 0;
    for (const left of this.#left.values())
      for (const volume of left) if (volume.app === app && !volume.exists) mib += volume.sizeMib;
    return mib;
  }
}
