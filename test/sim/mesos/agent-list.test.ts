/** The order of hostnames stays right, whoever comes and goes between two looks at it. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import { AgentList } from "../../../src/sim/mesos/agent-list.ts";
import { AgentState } from "../../../src/sim/mesos/agent-state.ts";

/** One of 12 hosts comes, or goes where it is there, and then somebody may look. */
const steps = fc.array(fc.record({ host: fc.nat(11), isLookedAt: fc.boolean() }), { maxLength: 60 });

it("has all agents in order of hostname, with their salts, and another array after each change", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const list = new AgentList();
      const here = new Map<number, AgentState>();
      let before = list.byHostname;
      for (const [i, { host, isLookedAt }] of taken.entries()) {
        const known = here.get(host);
        if (known === undefined) {
          const agent = new AgentState(`S${i}`, `a${host}`, 100 * host, Resources.none);
          list.add(agent);
          here.set(host, agent);
        } else {
          list.remove(known);
          here.delete(host);
        }
        if (!isLookedAt) continue;
        const inOrder = [...here.values()].sort((a, b) => (a.hostname < b.hostname ? -1 : 1));
        expect(list.byHostname).toEqual(inOrder);
        expect(list.byHostname).not.toBe(before);
        expect([...list.salts]).toEqual(inOrder.map(({ salt }) => salt));
        expect(list.size).toBe(inOrder.length);
        before = list.byHostname;
      }
    }),
  );
});
