/**
 * Defects to be planted in the core one at a time, each as small replacements of text; the tests must find every one.
 *
 * `npm run test:defects` plants them; what found which stands in docs/reliability.md.
 */

/** `find` stands in the file exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Defect {
  readonly name: string;
  /** What goes wrong. */
  readonly about: string;
  readonly edits: readonly Edit[];
}

export const defects: readonly Defect[] = [
  {
    name: "filter-never-ends",
    about: "A filter that never ends",
    edits: [
      {
        file: "src/sim/mesos/refusals.ts",
        find: "    filter.timer = this.#kernel.after(lifeMs, this.#expire, 0, 0, filter);\n",
        put: "",
      },
    ],
  },
  {
    name: "label-not-compared",
    about: "A label not compared: any task's reservation of the framework is taken for this task's",
    edits: [
      {
        file: "src/sim/marathon/matching/labels.ts",
        find: "if (labelValue(labels, key) !== value) return false;",
        put: "if (key !== taskIdLabel && labelValue(labels, key) !== value) return false;",
      },
    ],
  },
  {
    name: "recovered-twice",
    about: "Resources recovered twice when a task ends",
    edits: [
      {
        file: "src/sim/mesos/tasks.ts",
        find: "    this.#context.allocator.recoverResources(framework.frameworkId, agent, info.resources, null);\n",
        put:
          "    this.#context.allocator.recoverResources(framework.frameworkId, agent, info.resources, null);\n" +
          "    this.#context.allocator.recoverResources(framework.frameworkId, agent, info.resources, null);\n",
      },
    ],
  },
  {
    name: "wipe-forgets-volume",
    about: "A wipe that forgets the volume: what is beside it is unreserved, nothing is destroyed",
    edits: [
      {
        file: "src/sim/marathon/matching/operations.ts",
        find: "return [destroy, unreserve];",
        put: "return plain.isEmpty ? [] : [{ ...unreserve, resources: plain }];",
      },
    ],
  },
  {
    name: "timeout-takes-suspended",
    about: "A reservation timeout that also takes suspended tasks: the first launch's deadline stays",
    edits: [
      {
        file: "src/sim/marathon/transitions.ts",
        find: "relaunchAfterMs === undefined ? null : nowMs",
        put: "relaunchAfterMs === undefined ? task.reservation.deadlineMs : nowMs",
      },
    ],
  },
  {
    name: "upgrade-off-by-one",
    about: "An upgrade off by one: one old task more than the healthy minimum allows is killed at once",
    edits: [
      {
        file: "src/sim/marathon/deployments/restart-strategy.ts",
        find: "Math.max(0, launched - healthyMin);",
        put: "Math.max(0, launched - healthyMin + 1);",
      },
    ],
  },
  {
    name: "ties-by-arrival",
    about: "Ties ordered by arrival of a Map: equal shares go to who came first, not to the smaller name",
    edits: [
      {
        file: "src/sim/mesos/sorter.ts",
        find: "  return byCodeUnit(left.name, right.name) < 0;",
        put: "  return true;",
      },
    ],
  },
  {
    name: "lost-update-not-counted",
    about: "A lost update not counted: a status update that does not arrive leaves no row",
    edits: [
      {
        file: "src/sim/cluster/network.ts",
        find: "    const name = nameOf(message);\n    if (name === null) return;\n",
        put: '    const name = nameOf(message);\n    if (name === null || name === "status") return;\n',
      },
    ],
  },
  {
    name: "old-id-reused",
    about: "An agent's old id reused when its host boots again before the master misses it",
    edits: [
      {
        file: "src/sim/mesos/agents.ts",
        find: "const slaveId = registry.newSlaveId();",
        put: "const slaveId = before?.slaveId ?? registry.newSlaveId();",
      },
    ],
  },
  {
    name: "constraint-counts-reserved",
    about: "A constraint that counts reserved tasks",
    edits: [
      {
        file: "src/sim/marathon/placements.ts",
        find: "launched === null ? this.#reservedToo : launched",
        put: "launched === null ? true : launched",
      },
    ],
  },
  {
    name: "shares-over-wrong-total",
    about:
      "A role's shares computed over the wrong total: reserved resources of an agent that registers are left out",
    edits: [
      {
        file: "src/sim/mesos/allocator-state.ts",
        find: "this.roles.addTotal(total.scalars());",
        put: "this.roles.addTotal(total.unreserved().scalars());",
      },
      {
        file: "src/sim/mesos/allocator-state.ts",
        find: "this.roles.removeTotal(total.scalars());",
        put: "this.roles.removeTotal(total.unreserved().scalars());",
      },
    ],
  },
  {
    name: "relaunch-moves",
    about:
      "A relaunch that moves: a task that ran before is not waited for, and reserved anew wherever there is room",
    edits: [
      {
        file: "src/sim/marathon/launcher.ts",
        find: "this.record.reserved + reserving;",
        put: "this.record.reserving + reserving;",
      },
    ],
  },
];

/** The text of a file with the edit made. Throws where the edit does not apply any more, or not in one place only. */
export function edited(text: string, { file, find, put }: Edit): string {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    const places = after === undefined ? "is not there" : "stands there more than once";
    throw new Error(`${file}: a planted defect does not apply, its text ${places}: ${find.trim()}`);
  }
  return before + put + after;
}
