/** Who asked for which reservation and volume: the names that journal rows about them carry. Mesos knows none
 * of it. */

import type { Trace } from "../../model/operations.ts";
import type { Kind } from "../../model/resources.ts";

export interface Owner {
  /** The scenario's name of the framework that made it; null for an operator. */
  readonly framework: string | null;
  readonly app: string | null;
  readonly task: string | null;
  /** How rows name the reservation: the framework's task, else its labels. */
  readonly reservation: string;
}

/** A reservation's name in the journal where no framework gave one: its labels. */
function labelsOf(kind: Kind): string {
  const labels = kind.reservation?.labels ?? [];
  return labels.length === 0 ? "unlabelled" : labels.map((label) => `${label.key}=${label.value}`).join(",");
}

export class Ledger {
  /** By agent, then by the group of the kinds. */
  readonly #reservations = new Map<string, Map<string, Owner>>();
  /** By agent, then by the volumes' keys. */
  readonly #volumes = new Map<string, Map<string, Owner>>();

  /** Notes who reserved resources of that kind on the agent. */
  reserved(agent: string, kind: Kind, framework: string | null, trace: Trace | undefined): Owner {
    const owner: Owner = {
      framework,
      app: trace?.app ?? null,
      task: trace?.task ?? null,
      reservation: trace?.task ?? labelsOf(kind),
    };
    const owners = this.#reservations.get(agent);
    if (owners === undefined) this.#reservations.set(agent, new Map([[kind.group, owner]]));
    else owners.set(kind.group, owner);
    return owner;
  }

  /** The owner of the reservation that an entry of that kind belongs to. */
  ofReservation(agent: string, kind: Kind): Owner {
    return (
      this.#reservations.get(agent)?.get(kind.group) ?? {
        framework: null,
        app: null,
        task: null,
        reservation: kind.reservation === null ? `static ${kind.role}` : labelsOf(kind),
      }
    );
  }

  /** Whether such a reservation was ever made on the agent. */
  knows(agent: string, kind: Kind): boolean {
    return this.#reservations.get(agent)?.has(kind.group) === true;
  }

  /** Notes who created a volume on the agent. */
  created(agent: string, kind: Kind, framework: string | null, trace: Trace | undefined): Owner {
    const { reservation } = this.ofReservation(agent, kind);
    const owner: Owner = { framework, app: trace?.app ?? null, task: trace?.task ?? null, reservation };
    const key = kind.volumeKey ?? "";
    const owners = this.#volumes.get(agent);
    if (owners === undefined) this.#volumes.set(agent, new Map([[key, owner]]));
    else owners.set(key, owner);
    return owner;
  }

  /** Who created the volume last; the owner of its reservation where nobody is known. */
  ofVolume(agent: string, kind: Kind): Owner {
    return this.#volumes.get(agent)?.get(kind.volumeKey ?? "") ?? this.ofReservation(agent, kind);
  }
}
