/** The shuffle of agents: by a key of run and agent, and by hostname where keys are the same. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { AgentOrder } from "../../../src/sim/mesos/agent-order.ts";

interface Agent {
  readonly hostname: string;
  readonly salt: number;
}

/** Few salts, so that many agents have the same key. */
const agents = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 40 })
  .chain((hostnames) =>
    fc.tuple(...hostnames.map((hostname) => fc.record({ hostname: fc.constant(hostname), salt: fc.nat(5) }))),
  );

test("agents go by key, those of one key by hostname", () => {
  const order = new AgentOrder(new Streams("1"), "shuffled");
  fc.assert(
    fc.property(agents, fc.nat(), fc.constantFrom("tick", "added"), (all, atMs, cause) => {
      const keyOf = order.keyOf(atMs, cause);
      const sorted: Agent[] = [...all];
      order.sort(sorted, atMs, cause);
      const plainly = [...all].sort(
        (a, b) => keyOf(a.salt) - keyOf(b.salt) || (a.hostname < b.hostname ? -1 : 1),
      );
      expect(sorted.map(({ hostname }) => hostname)).toEqual(plainly.map(({ hostname }) => hostname));
    }),
  );
});

test("hierarchical.cpp:1213: the next run has another order, and `sorted` none", () => {
  const all = Array.from({ length: 20 }, (_, i) => `a${String(i).padStart(2, "0")}`);
  const orderAt = (ordering: "shuffled" | "sorted", atMs: number): readonly string[] => {
    const order = new AgentOrder(new Streams("1"), ordering);
    const sorted = all.toReversed().map((hostname) => ({ hostname, salt: order.saltOf(hostname) }));
    order.sort(sorted, atMs, "tick");
    return sorted.map(({ hostname }) => hostname);
  };
  expect(orderAt("sorted", 1000)).toEqual(all);
  expect(orderAt("shuffled", 1000).toSorted()).toEqual(all);
  expect(orderAt("shuffled", 1000)).not.toEqual(orderAt("shuffled", 2000));
});
