/** What the master asks of its allocator: the fast one that it has by default, and the exhaustive one, do the same. */

import type { IdleOffers, Offer } from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import type { Resources } from "../../model/resources.ts";
import type { Refusing } from "../cluster/framework.ts";
import type { Clockwork } from "../kernel/clockwork.ts";
import type { AgentOrdering } from "./agent-order.ts";
import type { Outlook } from "./outlook.ts";
import type { Quantities } from "./sorter.ts";

export interface AllocatorOptions {
  readonly allocationIntervalMs: number;
  readonly agentOrder: AgentOrdering;
  readonly weights?: ReadonlyMap<string, number>;
  /** What its rounds of idle offers are a part of; without it they are one of their own. */
  readonly clockwork?: Clockwork | undefined;
  /** What a framework would refuse now. Null where it promises nothing, or where each offer counts for itself. */
  readonly refusing?: (frameworkId: string) => Refusing | null;
  /** How long offers are out that the framework refuses unseen while its state lasts; null where it looks into them. */
  readonly unseenMs?: (frameworkId: string) => number | null;
  /** So many offers were made, and declined again, without a message. */
  readonly refusedUnseen?: (offers: number) => void;
  /** Makes an offer of what was offered already, but not listed. */
  readonly reveal?: (
    frameworkId: string,
    slaveId: string,
    resources: Resources,
    share: IdleShare,
    known: KnownBy | null,
  ) => Offer | null;
}

/** The offers of a run that are not listed. */
export interface IdleShare extends IdleOffers {
  /** When the run was. */
  readonly atMs: number;
  /** Those that are listed, once they are made. */
  listed: readonly Offer[];
  /** Which message of offers of the master it is. */
  turn: number;
  /** Those offers in the order of the run. */
  inRunOrder(offers: readonly Offer[]): readonly Offer[];
}

/** Resources by the id of whoever they belong to. */
export type Holdings = Iterable<readonly [string, Resources]>;

/** An agent, and as what it is known to whoever asks, where that is at hand. */
export interface AgentGiven {
  readonly slaveId: string;
  readonly known?: KnownBy | null;
}

/** What one framework is given in one run: by agent, in the order of allocation. */
export type Given = Iterable<readonly [AgentGiven, Resources]>;

/** Called once per framework and run. */
export type OfferCallback = (frameworkId: string, given: Given, idle: IdleShare | null) => void;

/** An agent by Mesos' id, with a place for what the allocator knows it by: it is found without a search then. */
export interface KnownBy {
  readonly slaveId: string;
  inAllocator: object | null;
}

/** See Allocator for what each does; agents and frameworks are known by Mesos' ids. */
export interface AllocatorLike {
  start(): void;
  stop(): void;
  addFramework(frameworkId: string, role: string, used?: Holdings): void;
  removeFramework(frameworkId: string): void;
  activateFramework(frameworkId: string): void;
  deactivateFramework(frameworkId: string): void;
  addAgent(slaveId: string, hostname: string, total: Resources, used?: Holdings): void;
  removeAgent(slaveId: string): void;
  activateAgent(slaveId: string): void;
  deactivateAgent(slaveId: string): void;
  updateWhitelist(hostnames: ReadonlySet<string> | null): void;
  updateAllocation(frameworkId: string, slaveId: string, operation: Operation): void;
  updateAvailable(slaveId: string, operation: Operation): boolean;
  recoverResources(
    frameworkId: string,
    agent: string | KnownBy,
    resources: Resources,
    refuseMs: number | null,
    version?: number,
  ): void;
  suppressOffers(frameworkId: string): void;
  reviveOffers(frameworkId: string): void;
  setQuota(role: string, guarantee: Quantities): void;
  removeQuota(role: string): void;
  updateWeights(weights: ReadonlyMap<string, number>): void;
  awaitAgents(count: number): void;
  resume(): void;
  /** What `explain` asks; null for an agent or framework that it does not know. */
  outlook(frameworkId: string, slaveId: string): Outlook | null;
  /** Makes offers of all that are not listed of an agent, or with null of all agents. */
  reveal(slaveId: string | null): void;
  stateOf(slaveId: string): { readonly total: Resources; readonly allocated: Resources } | null;
}
