/** What the master knows of the ids in messages: for rules about messages and for rows about lost ones. */

import type { Directory } from "../cluster/message-facts.ts";
import type { Offers } from "./offers.ts";
import type { Registry } from "./registry.ts";

export function directoryOf(registry: Registry, offers: Offers): Directory {
  const framework = (idOrName: string) => registry.framework(idOrName) ?? registry.frameworkNamed(idOrName);
  return {
    agentOf: (slaveId) => registry.agentName(slaveId),
    agentOfOffer: (offer) => offers.find(offer)?.from.info.agent ?? null,
    framework: (idOrName) => framework(idOrName)?.info ?? null,
    traceOf: (name, taskId) => framework(name)?.tasks.get(taskId)?.info.trace ?? null,
  };
}
