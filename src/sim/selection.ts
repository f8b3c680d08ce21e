/** Who a selector of a scenario means at the moment: agents and tasks. */

import { byCodeUnit } from "../model/units.ts";
import type { MarathonApi, TaskView } from "./cluster/framework.ts";
import type { Agent } from "./mesos/agent.ts";
import type { AgentSelector, TaskSelector } from "./scenario.ts";
import type { World } from "./world.ts";

const launched: readonly TaskView["state"][] = ["staging", "running"];
const known: readonly TaskView["state"][] = ["reserving", "suspended", ...launched];

/** By id order, each once; `purpose` names the random stream of `any`. */
export function selectAgents(
  { agents, marathons, streams }: Pick<World, "agents" | "marathons" | "streams">,
  selector: AgentSelector,
  purpose: string,
): readonly Agent[] {
  const named = (names: Iterable<string>): readonly Agent[] =>
    [...new Set(names)].sort(byCodeUnit).flatMap((name) => agents.get(name) ?? []);
  const withTasks = (app: string, states: readonly TaskView["state"][]): readonly Agent[] =>
    named(
      [...marathons.values()].flatMap((marathon) =>
        marathon
          .tasksOf(app)
          .filter((task) => states.includes(task.state))
          .map((task) => task.agent),
      ),
    );
  switch (selector.by) {
    case "id":
      return named([selector.id]);
    case "hosting":
      return withTasks(selector.app, launched);
    case "volumeOf":
      return withTasks(selector.app, known);
    case "attribute": {
      const { name, value } = selector;
      return named(
        [...agents.values()].filter(({ spec }) => spec.attributes[name] === value).map((agent) => agent.name),
      );
    }
    case "any": {
      const left = [...agents.keys()].sort(byCodeUnit);
      const stream = streams.of("select.any", purpose);
      const drawn: string[] = [];
      while (drawn.length < selector.count && left.length > 0) {
        drawn.push(...left.splice(stream.below(left.length), 1));
      }
      return named(drawn);
    }
    case "all":
      return named(agents.keys());
  }
}

/** Task ids of an app, in order of creation. */
export function selectTasks(marathon: MarathonApi, app: string, selector: TaskSelector): readonly string[] {
  const tasks = marathon.tasksOf(app);
  const ids = (some: readonly TaskView[]): readonly string[] => some.map((task) => task.taskId);
  switch (selector.by) {
    case "index":
      return ids(tasks.slice(selector.index, selector.index + 1));
    case "on":
      return ids(tasks.filter((task) => task.agent === selector.agent));
    case "state":
      return ids(tasks.filter((task) => task.state === selector.state));
    case "oldest":
      return ids(tasks.slice(0, 1));
    case "newest":
      return ids(tasks.slice(-1));
    case "all":
      return ids(tasks);
  }
}
