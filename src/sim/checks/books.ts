/**
 * What is kept in two places must agree: tasks and offers seen from agents and from frameworks, the census and what was seen
 * on the hosts.
 */

import { isTerminal } from "../../model/tasks.ts";
import type { Census } from "../cluster/census.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { Report } from "./violations.ts";
import type { WatchedApp } from "./watched.ts";

export function checkRecord(agent: AgentRecord, report: Report): void {
  const name = agent.info.agent;
  const wrong = (subject: string, text: string): void => report("books-agree", subject, text);
  let live = 0;
  for (let task = agent.tasks.first; task !== null; task = task.after) {
    const { framework, taskId } = task;
    if (!isTerminal(task.state)) live++;
    if (framework.removed) wrong(name, `${taskId} is of a framework that was removed`);
    else if (framework.tasks.get(taskId) !== task)
      wrong(name, `${framework.info.name} does not have its task ${taskId}`);
  }
  if (live !== agent.liveTasks) wrong(name, `${agent.liveTasks} live tasks are counted, ${live} are there`);
  if (!agent.connected && agent.offers.length > 0) wrong(name, "it is disconnected, and offered");
  for (const offer of agent.offers) {
    const { framework, isOutstanding } = offer;
    if (!framework.active || framework.removed) wrong(offer.offerId, `${framework.info.name} is not active`);
    if (!isOutstanding) wrong(offer.offerId, "it is not outstanding");
  }
}

/** Once all hosts were looked at. */
export function checkCensus(app: WatchedApp, census: Census, report: Report): void {
  const kept = census.of(app.framework, app.id);
  const compare = (what: string, is: number, should: number): void => {
    if (is !== should) report("books-agree", app.id, `${is} ${what} are counted, ${should} are there`);
  };
  compare("alive", kept.alive, app.processes.length);
  compare("volumes", kept.volumes, app.volumes);
  compare("attached", kept.attached, app.attached);
}
