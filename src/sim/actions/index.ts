/** All actions: what a scenario may write after `do:`. */

import type { z } from "zod";
import type { World } from "../world.ts";
import type { Doubt } from "./action.ts";
import { agentAdd } from "./agent-add.ts";
import { agentCrash } from "./agent-crash.ts";
import { agentHeal } from "./agent-heal.ts";
import { agentLoseDisk } from "./agent-lose-disk.ts";
import { agentPartition } from "./agent-partition.ts";
import { agentRecover } from "./agent-recover.ts";
import { agentRemove } from "./agent-remove.ts";
import { agentRemoveData } from "./agent-remove-data.ts";
import { agentRestart } from "./agent-restart.ts";
import { appCreate } from "./app-create.ts";
import { appDestroy } from "./app-destroy.ts";
import { appRestart } from "./app-restart.ts";
import { appScale } from "./app-scale.ts";
import { appUpdate } from "./app-update.ts";
import { deploymentCancel } from "./deployment-cancel.ts";
import { frameworkDisconnect } from "./framework-disconnect.ts";
import { frameworkJoin } from "./framework-join.ts";
import { frameworkLeave } from "./framework-leave.ts";
import { frameworkReconnect } from "./framework-reconnect.ts";
import { frameworkRevive } from "./framework-revive.ts";
import { frameworkSuppress } from "./framework-suppress.ts";
import { marathonFailover } from "./marathon-failover.ts";
import { marathonLoseFrameworkId } from "./marathon-lose-framework-id.ts";
import { masterFailover } from "./master-failover.ts";
import { messageDelay } from "./message-delay.ts";
import { messageDrop } from "./message-drop.ts";
import { operatorCreateVolumes } from "./operator-create-volumes.ts";
import { operatorDestroyVolumes } from "./operator-destroy-volumes.ts";
import { operatorRemoveQuota } from "./operator-remove-quota.ts";
import { operatorReserve } from "./operator-reserve.ts";
import { operatorSetQuota } from "./operator-set-quota.ts";
import { operatorUnreserve } from "./operator-unreserve.ts";
import { operatorUpdateWeights } from "./operator-update-weights.ts";
import { operatorWhitelist } from "./operator-whitelist.ts";
import { queueResetDelay } from "./queue-reset-delay.ts";
import { taskExit } from "./task-exit.ts";
import { taskKill } from "./task-kill.ts";

/** An action of whatever fields. `fields` is the schema of a map. */
interface AnyAction {
  readonly name: string;
  readonly about: string;
  readonly fields: z.ZodType;
  readonly takesGroups?: boolean;
  readonly doubts?: (fields: never) => readonly Doubt[];
  readonly apply: (world: World, fields: never) => void;
}

const list: readonly AnyAction[] = [
  appCreate,
  appUpdate,
  appScale,
  appRestart,
  appDestroy,
  deploymentCancel,
  taskKill,
  taskExit,
  queueResetDelay,
  agentCrash,
  agentRecover,
  agentRestart,
  agentPartition,
  agentHeal,
  agentLoseDisk,
  agentRemoveData,
  agentAdd,
  agentRemove,
  masterFailover,
  marathonFailover,
  marathonLoseFrameworkId,
  frameworkJoin,
  frameworkLeave,
  frameworkDisconnect,
  frameworkReconnect,
  frameworkRevive,
  frameworkSuppress,
  messageDrop,
  messageDelay,
  operatorReserve,
  operatorUnreserve,
  operatorCreateVolumes,
  operatorDestroyVolumes,
  operatorSetQuota,
  operatorRemoveQuota,
  operatorUpdateWeights,
  operatorWhitelist,
];

/** By name, in the order of the documentation. */
export const actions: ReadonlyMap<string, AnyAction> = new Map(list.map((action) => [action.name, action]));

/** Does an action of a checked scenario. Throws where the scenario was not checked. */
export function applyAction(world: World, name: string, fields: unknown): void {
  const action = actions.get(name);
  if (action === undefined) throw new Error(`no action ${name} can be played`);
  action.apply(world, fields as never);
}
