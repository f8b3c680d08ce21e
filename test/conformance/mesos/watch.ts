/** What tests of a cluster that is played by hand look at: the messages to its master, and what its frameworks saw. */

import type { ToMaster } from "../../../src/model/messages.ts";
import type { TestCluster } from "../../support/cluster.ts";
import type { ScriptedFramework } from "../../support/scripted-framework.ts";

/** All messages that the present master gets from now on, in order. */
export function messagesTo(cluster: TestCluster): ToMaster[] {
  const { master } = cluster;
  const seen: ToMaster[] = [];
  const receive = master.receive.bind(master);
  master.receive = (from, message) => {
    seen.push(message);
    receive(from, message);
  };
  return seen;
}

/** What a framework was offered, as Mesos lists it: `ms agent resources`. */
export const offered = (framework: ScriptedFramework): readonly string[] =>
  framework.offers.map(({ atMs, offer }) => `${atMs} ${offer.agent} ${offer.resources}`);

/** What a framework heard of its tasks: `ms task state`, with the reason where there is one. */
export const heard = (framework: ScriptedFramework): readonly string[] =>
  framework.updates.map(({ atMs, status: { taskId, state, reason } }) =>
    reason === null ? `${atMs} ${taskId} ${state}` : `${atMs} ${taskId} ${state} ${reason}`,
  );

/** The agent of that name. Throws where it has not joined. */
export function agentOf(cluster: TestCluster, name = "a") {
  const agent = cluster.agents.get(name);
  if (agent === undefined) throw new Error(`${name} has not joined`);
  return agent;
}

/** The master's record of an agent. Throws where there is none. */
export function recordOf(cluster: TestCluster, name = "a") {
  const record = cluster.master.agentNamed(name);
  if (record === null) throw new Error(`${name} is not registered`);
  return record;
}
