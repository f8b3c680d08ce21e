/** One host's disk as its agent keeps it: the checkpointed set, and the directories of volumes with their data. */

import type { EventValues } from "../../../model/events.ts";
import type { Name } from "../../../model/names.ts";
import { type Entry, isDynamic, isVolume, type Kind, Resources } from "../../../model/resources.ts";
import type { TaskInfo } from "../../../model/tasks.ts";
import type { Census } from "../../cluster/census.ts";
import type { Ledger } from "../../cluster/ledger.ts";
import type { Recorder } from "../../cluster/recorder.ts";
import { byReservation } from "../accept.ts";
import { sharedPath } from "./links.ts";
import type { Process } from "./processes.ts";

/** A persistent volume's directory; the data outlives the volume (slave.cpp:2298-2359 @ 0.28.3). */
export interface VolumeOnDisk {
  readonly key: string;
  /** Of the newest volume of its role and id, as its size is. */
  kind: Kind;
  /** Its persistence id, for rows. */
  readonly name: Name;
  sizeMilli: number;
  /** The agent still has it checkpointed. */
  exists: boolean;
  /** What containers that used it left in it: the whole size of the largest one; 0 before its first use. */
  dataMilli: number;
  attachedTo: Process | null;
}

export interface DiskDeps {
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly census: Census;
}

const none: readonly VolumeOnDisk[] = [];

const isCheckpointed = (entry: Entry): boolean => isDynamic(entry) || isVolume(entry);

export class Disk {
  readonly #agent: string;
  readonly #deps: DiskDeps;
  readonly #volumes = new Map<string, VolumeOnDisk>();
  #checkpointed = Resources.none;

  constructor(agent: string, deps: DiskDeps) {
    this.#agent = agent;
    this.#deps = deps;
  }

  /** Dynamic reservations and volumes, as the agent wrote them down. */
  get checkpointed(): Resources {
    return this.#checkpointed;
  }

  /** Existing volumes and directories that destroyed ones left. */
  get volumes(): Iterable<VolumeOnDisk> {
    return this.#volumes.values();
  }

  /** MiB in thousandths, destroyed volumes' data included; a volume never used holds nothing. */
  get dataMilli(): number {
    let sum = 0;
    for (const volume of this.#volumes.values()) sum += volume.dataMilli;
    return sum;
  }

  /** Whether all that a task takes of reservations and volumes is checkpointed. */
  holds({ resources }: TaskInfo): boolean {
    if (!resources.entries.some(isCheckpointed)) return true;
    return this.#checkpointed.contains(resources.filter(isCheckpointed));
  }

  /** The directories that a task's container uses here: those of its volumes, if it can be made. */
  of(task: TaskInfo): readonly VolumeOnDisk[] {
    let found: VolumeOnDisk[] | null = null;
    for (const { kind } of task.resources.entries) {
      const volume = kind.volumeKey === null ? undefined : this.#volumes.get(kind.volumeKey);
      if (volume === undefined) continue;
      if (found === null) found = [volume];
      else found.push(volume);
    }
    return found === null || (found.length > 1 && sharedPath(task) !== null) ? none : found;
  }

  /** A container uses the volume, and fills it. */
  fill(volume: VolumeOnDisk): void {
    volume.dataMilli = Math.max(volume.dataMilli, volume.sizeMilli);
  }

  /** Replaces the checkpointed set; makes missing directories, deletes none that holds data (slave.cpp:2298-2359). */
  checkpoint(resources: Resources): void {
    this.#checkpointed = resources;
    const present = new Set<string>();
    for (const { kind, milli } of resources.volumes().entries) {
      const key = kind.volumeKey ?? "";
      present.add(key);
      const known = this.#volumes.get(key);
      if (known !== undefined) known.sizeMilli = milli;
      if (known?.exists) continue;
      this.#count(kind, 1);
      if (known === undefined) {
        const name = this.#deps.ledger.ofVolume(this.#agent, kind).volume;
        const [exists, dataMilli, attachedTo] = [true, 0, null];
        this.#volumes.set(key, { key, kind, name, sizeMilli: milli, exists, dataMilli, attachedTo });
      } else {
        known.kind = kind;
        known.exists = true;
      }
      this.#deps.recorder.add("volume.checkpointed", { size: milli / 1000 }, this.#ids(kind));
    }
    for (const volume of this.#volumes.values()) {
      if (!volume.exists || present.has(volume.key)) continue;
      volume.exists = false;
      this.#count(volume.kind, -1);
      // A container that is still being stopped has no volume any more.
      volume.attachedTo?.counts?.add("attached", -1);
      volume.attachedTo = null;
      this.#deps.recorder.add("volume.forgotten", { size: volume.sizeMilli / 1000 }, this.#ids(volume.kind));
      // An empty directory is nothing that anybody would have to remove.
      if (volume.dataMilli === 0) this.#volumes.delete(volume.key);
    }
  }

  /** The operator removes what destroyed volumes left. */
  removeLeftovers(): void {
    this.#tellLeftoversGone("removed-by-operator");
    for (const volume of this.#volumes.values()) if (!volume.exists) this.#volumes.delete(volume.key);
  }

  /** All is gone: reservations, volumes and data. */
  lose(reason: "disk-lost" | "agent-removed"): void {
    const { recorder, ledger } = this.#deps;
    for (const { kind, sizeMilli, exists } of this.#volumes.values()) {
      if (!exists) continue;
      this.#count(kind, -1);
      recorder.add("volume.lost", { size: sizeMilli / 1000, reason }, this.#ids(kind));
    }
    for (const group of byReservation(this.#checkpointed)) {
      const { kind } = group.entries[0] as Entry;
      const { framework, app, task, reservation } = ledger.ofReservation(this.#agent, kind);
      const ids = { agent: this.#agent, framework, role: kind.role, app, task, reservation };
      recorder.add("reservation.released", { resources: group, reason }, ids);
    }
    this.#tellLeftoversGone(reason);
    this.#volumes.clear();
    this.#checkpointed = Resources.none;
  }

  #tellLeftoversGone(reason: EventValues<"agent.data-removed">["reason"]): void {
    let milli = 0;
    for (const volume of this.#volumes.values()) if (!volume.exists) milli += volume.dataMilli;
    if (milli > 0)
      this.#deps.recorder.add("agent.data-removed", { agent: this.#agent, disk: milli / 1000, reason });
  }

  /** Of every row about a volume. */
  #ids(kind: Kind) {
    const { framework, app, task, volume } = this.#deps.ledger.ofVolume(this.#agent, kind);
    return { agent: this.#agent, framework, role: kind.role, app, task, volume };
  }

  #count(kind: Kind, by: 1 | -1): void {
    const owner = this.#deps.ledger.ofVolume(this.#agent, kind);
    this.#deps.census.add(owner.framework, owner.app, "volumes", by);
  }
}
