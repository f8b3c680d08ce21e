/** What `explain` prints: as wide as it is told, and in sentences that are right for one agent and for several. */

import { expect, test } from "vitest";
import { explanationLines } from "../../src/report/explanation.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { explained, resident, stateless } from "../sim/explain/explained.ts";

const resources = { cpus: 4, mem: "4GiB", disk: "10GiB" };
const three = ["a-1", "a-2", "a-3"].map((id) => ({ id, resources }));
// Reserved on a-1 at 2 ms, gone after five pings of 15 s; then offers of the others come.
const gone = {
  agents: three,
  apps: [resident()],
  actions: [{ at: "2m", do: "agent.crash", agent: "a-1" }],
};

test.each([50, 80, 110])("no line is longer than %i columns", (width) => {
  const lines = explanationLines(explained(gone, "9m"), plainPalette, width);
  // The first says how it stands, with its code, in one piece.
  const [, ...rest] = lines;
  expect(lines.join("\n")).toContain("What would change it");
  expect(rest.filter((line) => line.length > width)).toEqual([]);
  expect(Math.max(...rest.map(({ length }) => length))).toBeGreaterThan(width * 0.8);
});

test("several agents are, one is", () => {
  // Created at the instant that is asked about: the offers that its Marathon asks for come 2 ms later.
  const actions = [{ at: "10m", do: "app.create", app: stateless() }];
  const pending = (agents: typeof three): string =>
    explanationLines(explained({ agents, apps: [], actions }, "10m"), plainPalette, 110).join("\n");
  expect(pending(three.slice(0, 2))).toContain("a-1, a-2 would do, and are offered at the next allocation");
  expect(pending(three.slice(0, 1))).toContain("a-1 would do, and is offered at the next allocation");
});
