/** Hosts die silently, and boot again. */

import { agentFaultFields, type Fault } from "./fault.ts";

export const agentCrash: Fault = {
  name: "agent.crash",
  about: "Hosts die silently and boot again",
  fields: agentFaultFields,
  strike: (agent) => agent.crash(),
  mend: (agent) => agent.recover(),
  isDown: (agent) => agent.crashed,
};
