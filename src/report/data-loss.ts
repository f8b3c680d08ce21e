/** Volumes with data that apps lost, and what destroyed volumes left on disks. */

import type { AppRecord, TaskRecord, VolumeRecord } from "./app-states.ts";

export class DataLoss {
  readonly #counted = new Set<VolumeRecord>();
  readonly #lost = new Map<AppRecord, number>();
  /** MiB by agent and app: Mesos 0.28 destroys a volume without removing its data. */
  readonly #leftMib = new Map<string, Map<AppRecord, number>>();

  /** A wiped task's volumes are given up, whether their agent is there or not. */
  wiped(task: TaskRecord): void {
    for (const volume of task.volumes)
      if (volume.state !== "destroyed" && volume.state !== "lost") this.#count(volume);
  }

  /** The volume's data is out of reach, and stays on the disk. */
  destroyed(volume: VolumeRecord): void {
    this.#count(volume);
    if (!volume.everAttached || volume.app === null) return;
    let left = this.#leftMib.get(volume.agent);
    if (left === undefined) {
      left = new Map();
      this.#leftMib.set(volume.agent, left);
    }
    left.set(volume.app, (left.get(volume.app) ?? 0) + volume.sizeMib);
  }

  lost(volume: VolumeRecord): void {
    this.#count(volume);
  }

  diskLost(agent: string): void {
    this.#leftMib.delete(agent);
  }

  /** Volumes that had been attached and were given up while their app existed, each once. */
  lostBy(app: AppRecord): number {
    return this.#lost.get(app) ?? 0;
  }

  /** MiB that destroyed volumes of the app which had been attached left behind. */
  leftMibBy(app: AppRecord): number {
    let mib = 0;
    for (const left of this.#leftMib.values()) mib += left.get(app) ?? 0;
    return mib;
  }

  #count(volume: VolumeRecord): void {
    const { app } = volume;
    if (!volume.everAttached || app === null || !app.exists || app.life !== volume.life) return;
    if (this.#counted.has(volume)) return;
    this.#counted.add(volume);
    this.#lost.set(app, (this.#lost.get(app) ?? 0) + 1);
  }
}
