/** The task lifecycle: which state may follow which. */

import { expect, test } from "vitest";
import { isTerminal, mayMove, type TaskState, taskMoves } from "../../src/model/tasks.ts";

const states = Object.keys(taskMoves) as TaskState[];
const terminal: readonly TaskState[] = ["finished", "failed", "killed", "lost", "error"];

test("the states are Mesos 0.28's (mesos.proto:1233-1247)", () => {
  expect([...states].sort()).toEqual(
    ["staging", "starting", "running", "killing", "finished", "failed", "killed", "lost", "error"].sort(),
  );
});

test("five states are terminal, and nothing follows them", () => {
  expect(states.filter(isTerminal)).toEqual(terminal);
  for (const from of terminal) for (const to of states) expect(mayMove(from, to)).toBe(false);
});

test("every state that is not terminal may end in each way", () => {
  for (const from of states.filter((state) => !isTerminal(state))) {
    for (const to of terminal) expect(mayMove(from, to)).toBe(true);
  }
});

test("no move goes back: staging, starting, running, killing", () => {
  const order: readonly TaskState[] = ["staging", "starting", "running", "killing"];
  for (const [i, from] of order.entries()) {
    for (const [j, to] of order.entries()) if (j <= i) expect(mayMove(from, to)).toBe(false);
  }
  expect(mayMove("staging", "running")).toBe(true);
  expect(mayMove("running", "killing")).toBe(true);
});
