/** What the master remembers: agents, frameworks, offers, tasks, as records of one shape each. */

import type { AgentInfo, FrameworkInfo, Offer } from "../../model/messages.ts";
import { Resources } from "../../model/resources.ts";
import type { TaskInfo, TaskState } from "../../model/tasks.ts";

export interface TaskRecord {
  readonly info: TaskInfo;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  /** The newest state known. */
  state: TaskState;
  /** The state of the update that went out last; null while there was none. */
  updateState: TaskState | null;
  /** That update's, to know its acknowledgement by. */
  updateUuid: number | null;
}

export interface OfferRecord {
  readonly offer: Offer;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
}

export interface AgentRecord {
  readonly slaveId: string;
  readonly info: AgentInfo;
  /** All its resources, reservations and volumes among them. */
  total: Resources;
  /** Held by tasks that are not terminal. */
  used: Resources;
  /** How many tasks are not terminal. */
  liveTasks: number;
  connected: boolean;
  readonly offers: Set<OfferRecord>;
  readonly tasks: Map<string, TaskRecord>;
}

export interface FrameworkRecord {
  readonly frameworkId: string;
  readonly info: FrameworkInfo;
  active: boolean;
  readonly offers: Set<OfferRecord>;
  readonly tasks: Map<string, TaskRecord>;
  /** Tasks of ACCEPTs that are being authorised. */
  readonly pending: Map<string, { readonly info: TaskInfo; readonly agent: AgentRecord }>;
}

export function agentRecord(slaveId: string, info: AgentInfo, total: Resources): AgentRecord {
  return {
    slaveId,
    info,
    total,
    used: Resources.none,
    liveTasks: 0,
    connected: true,
    offers: new Set(),
    tasks: new Map(),
  };
}

export function frameworkRecord(frameworkId: string, info: FrameworkInfo): FrameworkRecord {
  return { frameworkId, info, active: true, offers: new Set(), tasks: new Map(), pending: new Map() };
}

/** A task's key among those of an agent: ids are unique per framework only. */
export function taskKey(frameworkId: string, taskId: string): string {
  return `${frameworkId}\u0000${taskId}`;
}
