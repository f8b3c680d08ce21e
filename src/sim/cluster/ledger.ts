/** Who asked for which reservation and volume: the names that journal rows about them carry. Mesos knows none
 * of it. */

import { Name } from "../../model/names.ts";
import type { Trace } from "../../model/operations.ts";
import type { Kind } from "../../model/resources.ts";

export interface Owner {
  /** The scenario's name of the framework that made it; null for an operator. */
  readonly framework: string | null;
  readonly app: string | null;
  readonly task: Name | null;
  /** How rows name the reservation: the framework's task, else its labels. */
  readonly reservation: Name;
}

export interface VolumeOwner extends Owner {
  /** Its persistence id. */
  readonly volume: Name;
}

/** A reservation's name in the journal where no framework gave one: its labels. */
function labelsOf(kind: Kind): string {
  const labels = kind.reservation?.labels ?? [];
  return labels.length === 0 ? "unlabelled" : labels.map((label) => `${label.key}=${label.value}`).join(",");
}

/** The task's name for rows, the framework's own where it has one. */
function nameOf(trace: Trace | undefined): Name | null {
  if (trace?.task === undefined) return null;
  return trace.name ?? new Name(trace.task);
}

const nobody = { framework: null, app: null, task: null } as const;

export class Ledger {
  /** By agent, then by the group of the kinds. */
  readonly #reservations = new Map<string, Map<string, Owner>>();
  /** By agent, then by the volumes' keys. */
  readonly #volumes = new Map<string, Map<string, VolumeOwner>>();
  /** What was asked for last, and the answer: a launch asks twice for the same reservation. */
  #askedAgent = "";
  #askedGroup = "";
  #answer: Owner | null = null;

  /** Notes who reserved resources of that kind on the agent. */
  reserved(agent: string, kind: Kind, framework: string | null, trace: Trace | undefined): Owner {
    const task = nameOf(trace);
    const reservation = task ?? new Name(labelsOf(kind));
    const owner: Owner = { framework, app: trace?.app ?? null, task, reservation };
    const owners = this.#reservations.get(agent);
    if (owners === undefined) this.#reservations.set(agent, new Map([[kind.group, owner]]));
    else owners.set(kind.group, owner);
    this.#answer = null;
    return owner;
  }

  /** The owner of the reservation that an entry of that kind belongs to. */
  ofReservation(agent: string, kind: Kind): Owner {
    const { group } = kind;
    if (this.#answer !== null && this.#askedGroup === group && this.#askedAgent === agent)
      return this.#answer;
    const owner = this.#reservations.get(agent)?.get(group);
    if (owner === undefined) {
      const reservation = new Name(kind.reservation === null ? `static ${kind.role}` : labelsOf(kind));
      return { ...nobody, reservation };
    }
    this.#askedAgent = agent;
    this.#askedGroup = group;
    this.#answer = owner;
    return owner;
  }

  /** Whether such a reservation was ever made on the agent. */
  knows(agent: string, kind: Kind): boolean {
    return this.#reservations.get(agent)?.has(kind.group) === true;
  }

  /** Notes who created a volume on the agent. */
  created(agent: string, kind: Kind, framework: string | null, trace: Trace | undefined): VolumeOwner {
    const { task: reserver, reservation } = this.ofReservation(agent, kind);
    const task = nameOf(trace);
    const owner: VolumeOwner = {
      framework,
      app: trace?.app ?? null,
      task: task?.text === reserver?.text ? reserver : task,
      reservation,
      volume: new Name(kind.persistenceId ?? ""),
    };
    const key = kind.volumeKey ?? "";
    const owners = this.#volumes.get(agent);
    if (owners === undefined) this.#volumes.set(agent, new Map([[key, owner]]));
    else owners.set(key, owner);
    return owner;
  }

  /** Who created the volume last; the owner of its reservation where nobody is known. */
  ofVolume(agent: string, kind: Kind): VolumeOwner {
    const owner = this.#volumes.get(agent)?.get(kind.volumeKey ?? "");
    return owner ?? { ...this.ofReservation(agent, kind), volume: new Name(kind.persistenceId ?? "") };
  }
}
