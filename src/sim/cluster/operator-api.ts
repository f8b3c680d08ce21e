/** The operator's side of a master: Mesos' endpoints. Each answers through a row, `operator.answered`. */

import type { Label, Resources } from "../../model/resources.ts";

/** What an operator's call about one agent's resources says of itself. */
interface OnAgent {
  /** The scenario's id. */
  readonly agent: string;
  readonly role: string;
  /** The caller's, and the reservation's; null for none. */
  readonly principal: string | null;
  /** Of the reservation; null where it has none, which differs from an empty list. */
  readonly labels: readonly Label[] | null;
}

export interface ReserveRequest extends OnAgent {
  /** Amounts, unreserved. */
  readonly resources: Resources;
}

export interface VolumesRequest extends OnAgent {
  readonly volumes: readonly {
    readonly id: string;
    /** Thousandths of MiB. */
    readonly sizeMilli: number;
    /** Where it appears in a task's sandbox. */
    readonly path: string;
  }[];
}

/** What tasks of an app have reserved on an agent, whether anybody remembers them or not. */
export interface LeftBy {
  /** The scenario's id. */
  readonly agent: string;
  readonly app: string;
  /** The scenario's name of the Marathon that made it. */
  readonly framework: string;
}

export interface OperatorApi {
  /** POST /master/reserve */
  reserve(request: ReserveRequest): void;
  /** POST /master/unreserve */
  unreserve(request: ReserveRequest): void;
  /** One call for each reservation, with all that belongs to it, volumes included, and its own labels. */
  unreserveOf(left: LeftBy): void;
  /** POST /master/create-volumes */
  createVolumes(request: VolumesRequest): void;
  /** POST /master/destroy-volumes */
  destroyVolumes(request: VolumesRequest): void;
  /** One call for each volume. */
  destroyVolumesOf(left: LeftBy): void;
  /** POST /master/quota; amounts, unreserved, or null where it names no resource: an amount of 0 is one, too */
  setQuota(role: string, guarantee: Resources | null): void;
  /** DELETE /master/quota/{role} */
  removeQuota(role: string): void;
  /** By role, above 0: PUT /weights, as of Mesos 1.0 */
  updateWeights(weights: Readonly<Record<string, number>>): void;
  /** The scenario's ids of the agents that are offered; null for all of them. */
  whitelist(agents: readonly string[] | null): void;
}
