/**
 * Messages between master, agents and frameworks, named as in Mesos: plain data, but for those that stand for many, which
 * make the single ones when somebody needs them.
 */

import type { Operation } from "./operations.ts";
import type { Resources } from "./resources.ts";
import type { StatusReason, TaskInfo, TaskState, TaskStatus } from "./tasks.ts";
import { byCodeUnit } from "./units.ts";

/** refuse_seconds where a framework gives none (mesos.proto:1348 @ 0.28.3). */
export const defaultRefuseMs = 5000;

export interface FrameworkInfo {
  /** The scenario's name of the framework. */
  readonly name: string;
  readonly role: string;
  readonly principal: string | null;
  /** Mesos' id, null for a framework that registers for the first time. */
  readonly frameworkId: string | null;
  readonly failoverTimeoutMs: number;
  readonly checkpoint: boolean;
  /** The capability TASK_KILLING_STATE: it is told when a task is being killed. */
  readonly taskKilling?: boolean;
}

export interface AgentInfo {
  /** The scenario's id of the agent; its hostname too. */
  readonly agent: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Counts registrations under a new id: tells a retry from a new agent at the same address. */
  readonly run: number;
}

/** An offer as answers name it: the very object that came in its message. */
export interface OfferName {
  readonly offerId: string;
  /** What its framework notes of it, which alone looks. */
  inFramework?: object | null;
}

/** What one agent has for one framework, all of it at once. */
export interface Offer extends OfferName {
  readonly frameworkId: string;
  readonly slaveId: string;
  /** The scenario's id of the agent; its hostname. */
  readonly agent: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resources: Resources;
}

/** An offer with other resources; its id is not made before somebody asks. */
class PartOfOffer implements Offer {
  readonly whole: Offer;
  readonly resources: Resources;

  constructor(whole: Offer, resources: Resources) {
    this.whole = whole;
    this.resources = resources;
  }

  get offerId(): string {
    return this.whole.offerId;
  }

  get frameworkId(): string {
    return this.whole.frameworkId;
  }

  get slaveId(): string {
    return this.whole.slaveId;
  }

  get agent(): string {
    return this.whole.agent;
  }

  get attributes(): Readonly<Record<string, string>> {
    return this.whole.attributes;
  }
}

/** The offer with other resources. */
export function offerOf(offer: Offer, resources: Resources): Offer {
  return new PartOfOffer(offer instanceof PartOfOffer ? offer.whole : offer, resources);
}

/**
 * Offers of one message that are not listed in it, of agents that its framework has nothing to do with as far as it has
 * said: an answer for all of them is one event, however many they are.
 */
export interface IdleOffers {
  /** The number of the state of the framework in which it refuses them; -1 where nothing is known any more. */
  readonly version: number;
  /** How many are left that were not revealed. */
  readonly size: number;
  /** Those that are offers like all others by now. */
  readonly revealed: readonly Offer[];
  /** Makes offers like all others of the rest too; all of `revealed`, in their order. */
  reveal(): readonly Offer[];
  /** All offers of the message in their order, those that it lists among them; reveals the others. */
  all(): readonly Offer[];
  /** The agents of those that were not revealed, in order. */
  agents(): readonly string[];
  /** A look at all but those that the message lists, in order of agent. */
  walk(): IdleWalk;
  /** A look at all of the message, in their order. */
  scan(): OfferScan;
  /** One that was revealed was taken back, and its framework knows. */
  forget(offerId: string): void;
  /** The master's: the framework has refused all that were not revealed; in the state of that number, where it says so. */
  declined(refuseMs: number, version?: number): void;
}

/** A framework's one look at offers that are not listed, from the first agent to the last. */
export interface IdleWalk {
  /**
   * The next one that is wanted, if it comes before that one in `offersInOrder`: an offer like all others from now on, and
   * `revealed` no more. Those in between were looked at too.
   */
  next(before: Offer | null, wants: (resources: Resources) => boolean): Offer | null;
}

/** Which offers a framework looks for among those that a message does not list. */
export interface Sieve {
  /** None has fewer cpus, in thousandths: a quick look, before the whole. */
  readonly cpusMilli: number;
  wants(resources: Resources): boolean;
}

/** A framework's one look at all offers of a message, in the order of the run that made them. */
export interface OfferScan {
  /**
   * The next one that is listed, or that is not and is wanted: this one is an offer like all others from now on, and
   * `revealed` no more. Null after the last one, and for `sieve` where nothing is wanted that is not listed.
   */
  next(sieve: Sieve | null): Offer | null;
  /** All of them, those that `next` has returned among them; reveals the others. */
  all(): readonly Offer[];
}

/** By agent, then by id: an agent's offers of one instant are numbered. */
export const offersInOrder = (left: Offer, right: Offer): number =>
  byCodeUnit(left.agent, right.agent) || byCodeUnit(left.offerId, right.offerId);

/** Which tasks of a framework run, and have nothing else to tell of: see `SettledTasks`. */
export interface Settled {
  readonly count: number;
  readonly xor: number;
  readonly sum: number;
}

/** Names a task to ask about. */
export interface AskedTask {
  readonly taskId: string;
  readonly slaveId: string | null;
}

/** Named one by one only for who looks at them. */
export interface AskedTasks extends Iterable<AskedTask> {
  readonly length: number;
}

/** A task as its agent reports it when it registers again. */
export interface AgentTask {
  readonly frameworkId: string;
  readonly framework: string;
  readonly role: string;
  readonly info: TaskInfo;
  readonly state: TaskState;
  /** As its last update says, where it says so. */
  readonly healthy?: boolean;
  /** Of one that has ended, as the update that waits says. */
  readonly reason?: StatusReason | null;
}

export type ToMaster =
  | { readonly type: "SUBSCRIBE"; readonly info: FrameworkInfo; readonly force: boolean }
  | {
      readonly type: "ACCEPT";
      readonly offers: readonly OfferName[];
      readonly operations: readonly Operation[];
      readonly refuseMs: number;
    }
  | {
      readonly type: "DECLINE";
      readonly offers: readonly OfferName[];
      readonly refuseMs: number;
      /** More offers that are declined: each by a message of its own, unless `inOneCall`. */
      readonly idle?: IdleOffers;
      readonly inOneCall?: boolean;
      /** The number of the framework's state in which it refused them, where it remembers what it refused. */
      readonly version?: number | undefined;
    }
  | { readonly type: "REVIVE" }
  | { readonly type: "SUPPRESS" }
  | { readonly type: "KILL"; readonly taskId: string; readonly slaveId: string | null }
  | {
      readonly type: "ACKNOWLEDGE";
      readonly taskId: string;
      readonly slaveId: string;
      readonly uuid: number;
      /** As the update that is acknowledged has it. */
      readonly info?: TaskInfo | undefined;
    }
  | {
      readonly type: "RECONCILE";
      /** Empty for an implicit reconciliation. */
      readonly tasks: AskedTasks;
      /** What the framework holds for settled, where it would do nothing on hearing that it is so. */
      readonly settled?: Settled;
      /** Those of the tasks that are not. */
      readonly unsettled?: readonly AskedTask[];
    }
  | { readonly type: "TEARDOWN" }
  /** Not sent: the connection of a framework, or of an agent process, broke. */
  | { readonly type: "FRAMEWORK_EXITED" }
  | { readonly type: "AGENT_EXITED" }
  | { readonly type: "UNREGISTER_AGENT"; readonly slaveId: string }
  | {
      readonly type: "REREGISTER_AGENT";
      readonly slaveId: string;
      readonly info: AgentInfo;
      readonly total: Resources;
      readonly checkpointed: Resources;
      /** What runs there, or has ended and is not acknowledged. */
      readonly tasks: readonly AgentTask[];
    }
  | {
      readonly type: "REGISTER_AGENT";
      readonly info: AgentInfo;
      readonly total: Resources;
      readonly checkpointed: Resources;
    }
  | {
      readonly type: "STATUS_UPDATE";
      readonly frameworkId: string;
      readonly status: TaskStatus;
      /** The newest state that the agent knows, which may be ahead of the update. */
      readonly latestState: TaskState;
    };

export type ToFramework =
  | { readonly type: "REGISTERED"; readonly frameworkId: string }
  | { readonly type: "OFFERS"; readonly offers: readonly Offer[]; readonly idle?: IdleOffers }
  | { readonly type: "REREGISTERED"; readonly frameworkId: string }
  | { readonly type: "RESCIND"; readonly offer: OfferName }
  | { readonly type: "AGENT_LOST"; readonly slaveId: string }
  | { readonly type: "ERROR"; readonly message: string }
  | { readonly type: "UPDATE"; readonly status: TaskStatus }
  /** Updates that are sent together. */
  | {
      readonly type: "UPDATES";
      /** Those of tasks that are not settled. */
      readonly statuses: readonly TaskStatus[];
      /** Which are, for the master. */
      readonly settled: Settled;
      /** All that are told of, in their order, the settled ones among them. */
      readonly all: () => readonly TaskStatus[];
    };

export type ToAgent =
  | { readonly type: "AGENT_REGISTERED"; readonly slaveId: string }
  | {
      readonly type: "AGENT_REREGISTERED";
      readonly slaveId: string;
      /** Tasks that the master knows and the agent did not report. */
      readonly missing: readonly { readonly frameworkId: string; readonly taskId: string }[];
    }
  | { readonly type: "SHUTDOWN"; readonly message: string }
  | { readonly type: "SHUTDOWN_FRAMEWORK"; readonly frameworkId: string }
  /** Where a framework is: it has subscribed anew, or the agent, with tasks of it, has registered again. */
  | { readonly type: "UPDATE_FRAMEWORK"; readonly frameworkId: string }
  | { readonly type: "CHECKPOINT_RESOURCES"; readonly resources: Resources }
  | {
      readonly type: "RUN_TASK";
      /** The agent that is meant: another one at the same address ignores it. */
      readonly slaveId: string;
      readonly frameworkId: string;
      /** The scenario's name of the framework, and its role. */
      readonly framework: string;
      readonly role: string;
      readonly task: TaskInfo;
      /** The framework has the capability TASK_KILLING_STATE. */
      readonly taskKilling?: boolean | undefined;
    }
  | { readonly type: "KILL_TASK"; readonly frameworkId: string; readonly taskId: string }
  | {
      readonly type: "ACKNOWLEDGE_STATUS";
      readonly frameworkId: string;
      readonly taskId: string;
      readonly uuid: number;
    };

export type Message = ToMaster | ToFramework | ToAgent;
