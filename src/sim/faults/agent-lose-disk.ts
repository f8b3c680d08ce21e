/** Hosts die and lose their disks, and boot again without anything on them. */

import { agentFaultFields, type Fault } from "./fault.ts";

export const agentLoseDisk: Fault = {
  name: "agent.lose-disk",
  about: "Hosts die and lose their disks",
  fields: agentFaultFields,
  strike: (agent) => agent.loseDisk(),
  mend: (agent) => agent.recover(),
  isDown: (agent) => agent.crashed,
};
