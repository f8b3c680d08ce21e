/** Whole compactions by the real scheduler, of workloads whose smallest cluster follows from arithmetic. */

import { describe, expect, test } from "vitest";
import { csv } from "../../../src/report/csv.ts";
import { plainPalette } from "../../../src/report/palette.ts";
import { Check } from "../../../src/scenario/check.ts";
import { formatIssue } from "../../../src/scenario/issue.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { parseYaml } from "../../../src/scenario/yaml-document.ts";
import type { Scenario } from "../../../src/sim/scenario.ts";
import { type Compaction, compact, planCompaction } from "../../../src/study/compact/compact.ts";
import {
  compactionJson,
  compactionLines,
  trialColumns,
  trialRows,
} from "../../../src/study/compact/report.ts";
import { type CompactSpec, compactEntry } from "../../../src/study/compact/schema.ts";

const never = (): Promise<boolean> => Promise.resolve(false);

function scenario(text: string): Scenario {
  const loaded = loadScenario("x.yaml", {
    read: () => ({ ok: true, text: `name: x\nduration: 1h\n${text}` }),
    resolve: (_from, path) => path,
  });
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join("\n"));
  return loaded.scenario;
}

/** Options as a study file has them; a short deadline, so that what does not fit is told soon. */
function spec(options: object): CompactSpec {
  return compactEntry.parse({ deadline: "5m", trials: 4, ...options });
}

async function compacted(text: string, options: object = {}): Promise<Compaction> {
  const plan = planCompaction(scenario(text), spec(options));
  if ("problem" in plan) throw new Error(plan.problem);
  const found = await compact(plan, never);
  if (found === null) throw new Error("it was stopped");
  return found;
}

const sizes = ({ trials }: Compaction): readonly (number | null)[] => trials.map(({ smallest }) => smallest);

/** An app with a volume: stays where it is once placed. */
const database = (id: string, instances: number, cpus: number, more = ""): string =>
  `  - { id: ${id}, cmd: x, cpus: ${cpus}, mem: 64, instances: ${instances}, residency: { taskLostBehavior: WAIT_FOREVER }, container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 100 } }] }${more} }`;

describe("packed anew", () => {
  test("agents of one size: as many as hold it, in every order", async () => {
    // Four of 1 cpu on each agent of 4: twelve take three.
    const found = await compacted(`
agents:
  - { id: a, count: 8, resources: { cpus: 4, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 1, mem: 64, instances: 12 }
`);
    expect(sizes(found)).toEqual([3, 3, 3, 3]);
    expect(found.sizes).toMatchObject({ p90: 3, min: 3, max: 3 });
    // Two agents hold eight; what they lack for one more is cpus.
    expect(found.trials[0]?.short?.text).toBe(
      "after 5m 4 of 12 do not run: /web 8 of 12; 2 agents lack for one more: cpus on 2",
    );
  });

  test("agents of several sizes: the order decides, and is what the arithmetic says", async () => {
    // An instance needs 2 cpus: a big agent of 8 holds four, a small one of 2 holds one.
    const found = await compacted(
      `
agents:
  - { id: big, count: 2, resources: { cpus: 8, mem: 8GiB } }
  - { id: small, count: 6, resources: { cpus: 2, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 2, mem: 64, instances: 6 }
`,
      { trials: 11 },
    );
    const expected = found.trials.map(({ order }) => {
      let slots = 0;
      return order.findIndex((id) => {
        slots += id.startsWith("big") ? 4 : 1;
        return slots >= 6;
      });
    });
    expect(sizes(found)).toEqual(expected.map((last) => last + 1));
    expect(new Set(sizes(found)).size).toBeGreaterThan(1);
    // Of eleven, the tenth.
    expect(found.sizes?.p90).toBe([...sizes(found)].sort((a, b) => (a ?? 0) - (b ?? 0))[9]);
  });

  test("databases with volumes: disk counts, and constraints stay hard", async () => {
    // Each volume of 100 MiB; an agent of 250 holds two, and five take three agents, or one for each: UNIQUE, which
    // Marathon 1.1.1 does not keep for instances that start at once (B14), but a mended one does.
    const mended = 'versions: { marathon: "1.1-fixed", fixes: [B14] }';
    const agents = "agents:\n  - { id: a, count: 6, resources: { cpus: 4, mem: 8GiB, disk: 250 } }\napps:\n";
    expect(sizes(await compacted(`${agents}${database("/db", 5, 0.5)}`))).toEqual([3, 3, 3, 3]);
    const unique = database("/db", 5, 0.5, ', constraints: [["hostname", "UNIQUE"]]');
    expect(sizes(await compacted(`${mended}\n${agents}${unique}`))).toEqual([5, 5, 5, 5]);
    expect(sizes(await compacted(`${agents}${unique}`, { trials: 1 }))).toEqual([3]);
  });

  test("some may be left out, where that is allowed", async () => {
    // 12 of 1 cpu on agents of 4; ten must run: 3 agents hold them, and two hold eight, which is a third too few.
    const text = `
agents:
  - { id: a, count: 5, resources: { cpus: 4, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 1, mem: 64, instances: 12 }
`;
    expect(sizes(await compacted(text, { pending: 0.2, trials: 2 }))).toEqual([3, 3]);
    expect(sizes(await compacted(text, { pending: 0.34, trials: 2 }))).toEqual([2, 2]);
  });

  test("what the agents do not hold is packed onto copies of them", async () => {
    // Two agents of 2 cpus hold four of six; three copies are six agents, of which three do.
    const found = await compacted(`
agents:
  - { id: a, count: 2, resources: { cpus: 2, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 1, mem: 64, instances: 6 }
`);
    expect(found.copies).toBe(2);
    expect(sizes(found)).toEqual([3, 3, 3, 3]);
    expect(found.trials[0]?.order.some((id) => id.endsWith(".copy2"))).toBe(true);
    expect(compactionLines(found, plainPalette).join("\n")).toContain("they are taken 2 times over");
  });

  test("and what no number of copies holds is said", async () => {
    const found = await compacted(
      `
agents:
  - { id: a, count: 2, resources: { cpus: 2, mem: 8GiB } }
apps:
  - { id: /huge, cmd: x, cpus: 3, mem: 64, instances: 1 }
`,
      { trials: 2, copies: 2 },
    );
    expect([found.copies, found.sizes]).toEqual([2, null]);
    expect(compactionLines(found, plainPalette)).toEqual([
      "compact x   1 instance of 1 app as listed, placed anew; 2 agents, 2 orders",
      "The agents do not hold it: they are taken 2 times over.",
      "In 2 of 2 orders not even all 4 agents hold it:",
      "  after 5m 1 of 1 do not run: /huge 0 of 1; 4 agents lack for one more: cpus on 4",
      "  after 5m 1 of 1 do not run: /huge 0 of 1; 4 agents lack for one more: cpus on 4",
    ]);
  });
});

describe("the workload of an instant", () => {
  // Scaled up at 10 min, one agent dead since 20 min, another app at 30 min.
  const text = `
agents:
  - { id: a, count: 6, resources: { cpus: 2, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 1, mem: 64, instances: 2 }
actions:
  - { at: 10m, do: app.scale, app: /web, instances: 6 }
  - { at: 20m, do: agent.crash, agent: a-1 }
  - { at: 30m, do: app.create, app: { id: /late, cmd: x, cpus: 2, mem: 64, instances: 1 } }
`;

  test("is what is wanted then, on the agents that are there then", async () => {
    // Two of 1 cpu to an agent: 2 take one, 6 take three, and /late takes a fourth.
    const at = async (options: object) => {
      const found = await compacted(text, { trials: 2, ...options });
      return [sizes(found), found.plan.workload.agents.length, found.plan.instances];
    };
    expect(await at({})).toEqual([[1, 1], 6, 2]);
    expect(await at({ at: "15m" })).toEqual([[3, 3], 6, 6]);
    expect(await at({ at: "25m" })).toEqual([[3, 3], 5, 6]);
    expect(await at({ at: "40m" })).toEqual([[4, 4], 5, 7]);
  });
});

describe("in place", () => {
  const unique = ', constraints: [["hostname", "UNIQUE"]]';
  // Four databases of 1.5 cpus, one on each agent of 2; three are scaled away and keep what they had reserved.
  const text = `
agents:
  - { id: a, count: 4, resources: { cpus: 2, mem: 8GiB, disk: 1GiB } }
apps:
${database("/db", 4, 1.5, unique)}
actions:
  - { at: 10m, do: app.scale, app: /db, instances: 1 }
`;

  test("what is placed stays, and what was on removed agents is placed anew", async () => {
    // One instance is wanted: one agent does, whichever is left: the one that runs it, or the one that had another.
    expect(sizes(await compacted(text, { at: "20m", stay: true }))).toEqual([1, 1, 1, 1]);
  });

  test("suspended reservations are in the way, which they are not in a new cluster", async () => {
    // /web wants 1.5 cpus, and every agent has half a cpu free: nobody gets it, however many agents there are.
    const late = `${text}  - { at: 15m, do: app.create, app: { id: /web, cmd: x, cpus: 1.5, mem: 64, instances: 1 } }\n`;
    const anew = await compacted(late, { at: "20m", trials: 2 });
    expect(sizes(anew)).toEqual([2, 2]);
    const stays = await compacted(late, { at: "20m", stay: true, trials: 2 });
    expect(sizes(stays)).toEqual([null, null]);
    expect(stays.trials[0]?.short?.text).toContain("/web 0 of 1; 4 agents lack for one more: cpus on 4");
  });

  test("databases move off removed agents, and no further than they must", async () => {
    // Two of 1 cpu to an agent, four agents, one database of each of four apps on each: two agents hold all four.
    const four = ["/a", "/b", "/c", "/d"].map((id) => database(id, 1, 1)).join("\n");
    const found = await compacted(
      `agents:\n  - { id: a, count: 4, resources: { cpus: 2, mem: 8GiB, disk: 1GiB } }\napps:\n${four}\n`,
      { at: "20m", stay: true },
    );
    expect(sizes(found)).toEqual([2, 2, 2, 2]);
  });
});

describe("results", () => {
  const text = `
agents:
  - { id: a, count: 4, resources: { cpus: 2, mem: 8GiB } }
apps:
  - { id: /web, cmd: x, cpus: 1, mem: 64, instances: 4 }
`;

  test("are the same whenever they are computed, as text, rows and data", async () => {
    const [first, second] = [await compacted(text), await compacted(text)];
    expect(compactionLines(first, plainPalette)).toEqual([
      "compact x   4 instances of 1 app as listed, placed anew; 4 agents, 4 orders",
      "2 agents hold it in all 4 orders (2 to 2, median 2): 50 % of those that are there",
      "all orders     2 2 2 2",
      "one fewer      is too little for /web in 4 orders; first after 5m 2 of 4 do not run: /web 2 of 4; 1 agent lacks for one more: cpus on 1",
    ]);
    expect(compactionJson(first)).toEqual(compactionJson(second));
    const linesOf = async (trials: number): Promise<string> =>
      compactionLines(await compacted(text, { trials }), plainPalette).join("\n");
    expect(await linesOf(1)).toContain("2 agents hold it in one order (");
    expect(await linesOf(10)).toContain("2 agents hold it in nine of ten orders (");
    expect(compactionJson(first)).toMatchObject({
      p90: 2,
      agents: 4,
      trials: [{ agents: 2, uneven: false }, {}, {}, {}],
    });
    const rows = [...csv(trialColumns, trialRows(first))].join("").split("\n");
    expect(rows).toHaveLength(1 + 4 + 1);
    expect(rows[1]).toMatch(/^0,1,2,4,\d+,0,after 5m 2 of 4 do not run.*,a-\d a-\d$/);
  });

  test("stop between two runs of the scheduler", async () => {
    const plan = planCompaction(scenario(text), spec({}));
    if ("problem" in plan) throw new Error(plan.problem);
    let runs = 0;
    expect(await compact(plan, () => Promise.resolve(++runs > 3))).toBeNull();
  });
});

describe("wrong input", () => {
  test("nothing to pack, nothing to pack it onto, no such instant", () => {
    const empty = scenario("agents:\n  - { id: a, resources: { cpus: 2, mem: 64 } }\n");
    expect(planCompaction(empty, spec({}))).toEqual({
      problem: "compact: x has no app that wants an instance",
    });
    expect(planCompaction(empty, spec({ at: "2h" }))).toEqual({
      problem: "compact: x is over at that instant",
    });
  });

  test("the part of a study file says what it may hold", () => {
    expect(compactEntry.parse(true)).toEqual({
      trials: 11,
      deadlineMs: 3_600_000,
      atMs: null,
      stay: false,
      pending: 0,
      copies: 3,
    });
    const problems = (given: string): readonly string[] => {
      const parsed = parseYaml("s.yaml", `compact: ${given}`);
      if (!parsed.ok) throw new Error("not YAML");
      const check = new Check(parsed.document);
      check.parse(compactEntry, ["compact"]);
      return check.issues.map(formatIssue);
    };
    expect(problems("yes")).toEqual([
      's.yaml:1:10: compact: "yes" is not true, or a map { trials, deadline, at, stay, pending, copies }',
    ]);
    expect(problems("{ stay: true }")).toEqual([
      "s.yaml:1:18: compact.stay: goes with at:, the instant at which something is placed",
    ]);
    expect(problems("{ trails: 3, deadline: 0s, pending: 2 }")).toEqual([
      's.yaml:1:33: compact.deadline: "0s" is too short (more than 0s)',
      "s.yaml:1:46: compact.pending: 2 is too large (at most 1)",
      "s.yaml:1:12: compact.trails: unknown key; did you mean trials?",
    ]);
  });
});
