/** Hosts are cut off from the master for a while. */

import { agentFaultFields, type Fault } from "./fault.ts";

export const agentPartition: Fault = {
  name: "agent.partition",
  about: "Hosts are cut off from the master",
  fields: agentFaultFields,
  strike: (agent) => agent.partition(),
  mend: (agent) => agent.heal(),
  // A dead host can be cut off as well, but nobody would notice.
  isDown: (agent) => agent.crashed || agent.partitioned,
};
