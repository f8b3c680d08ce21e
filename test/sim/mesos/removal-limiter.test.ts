/** Permits to remove agents: evenly spaced, in order of asking, none for whoever gave up. */

import { expect, test } from "vitest";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { RemovalLimiter } from "../../../src/sim/mesos/removal-limiter.ts";

function limited(spacingMs: number) {
  const kernel = new Kernel();
  const limiter = new RemovalLimiter(kernel, spacingMs);
  const removed: string[] = [];
  const ask = (...who: readonly string[]): void => {
    for (const one of who) limiter.request(one, () => void removed.push(`${kernel.nowMs} ${one}`));
  };
  const runTo = (atMs: number): void => {
    while (kernel.playInstant(atMs));
    kernel.nowMs = atMs;
  };
  return { limiter, removed, ask, runTo };
}

test("without a limit all are removed in the instant in which they ask", () => {
  const { removed, ask, runTo } = limited(0);
  ask("a", "b");
  runTo(0);
  expect(removed).toEqual(["0 a", "0 b"]);
});

test("the first permit is given at once, the others one spacing apart, in order of asking", () => {
  const { removed, ask, runTo } = limited(1000);
  ask("a", "b", "c");
  runTo(10_000);
  expect(removed).toEqual(["0 a", "1000 b", "2000 c"]);
});

test("a permit that nobody used does not make two later ones", () => {
  const { removed, ask, runTo } = limited(1000);
  ask("a");
  runTo(5000);
  ask("b", "c");
  runTo(10_000);
  expect(removed).toEqual(["0 a", "5000 b", "6000 c"]);
});

test("asking twice is asking once", () => {
  const { removed, ask, runTo } = limited(1000);
  ask("a", "b", "b");
  runTo(10_000);
  expect(removed).toEqual(["0 a", "1000 b"]);
});

test("where one gives up the next moves up", () => {
  const { limiter, removed, ask, runTo } = limited(1000);
  ask("a", "b", "c");
  runTo(500);
  limiter.cancel("b");
  runTo(10_000);
  expect(removed).toEqual(["0 a", "1000 c"]);
});

test("whoever asks again after giving up comes last", () => {
  const { limiter, removed, ask, runTo } = limited(1000);
  ask("a", "b", "c");
  runTo(500);
  limiter.cancel("b");
  ask("b");
  runTo(10_000);
  expect(removed).toEqual(["0 a", "1000 c", "2000 b"]);
});

test("giving up without having asked does nothing; after a stop nobody is removed", () => {
  const { limiter, removed, ask, runTo } = limited(1000);
  limiter.cancel("x");
  ask("a", "b");
  runTo(0);
  limiter.stop();
  runTo(10_000);
  expect(removed).toEqual(["0 a"]);
});
