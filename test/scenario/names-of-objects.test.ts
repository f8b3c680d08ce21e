/** Names that every JavaScript object has are names like others: unknown where they are unknown, played where they are right. */

import { describe, expect, test } from "vitest";
import { issuesOf, load } from "./memory.ts";

const start = "name: t\nduration: 1m\nagents: [{ id: a, resources: { cpus: 1, mem: 512 } }]\n";

describe.each(["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"])("%s", (name) => {
  test.each([
    ["a key at the top", `${name}: 1\n`, `${name}: unknown key (known are`],
    ["an agent's key", `agents: [{ id: b, resources: { cpus: 1, mem: 1 }, ${name}: 1 }]\n`, "unknown key"],
    ["a flag of Mesos", `mesos: { ${name}: 1 }\n`, "unknown key"],
    [
      "a flag of Marathon",
      `frameworks: [{ name: m, kind: marathon, flags: { ${name}: 1 } }]\n`,
      "unknown key",
    ],
    ["a law", `network: { latency: { ${name}: 1 } }\n`, "unknown key"],
    ["a predicate", `expect: [{ agent: a, tasks: 0, ${name}: 1 }]\n`, "unknown key"],
    ["a flag's value", `expect: [{ agent: a, registered: ${name} }]\n`, "is not true or false"],
  ])("is no known name of %s", (_what, text, message) => {
    const whole = text.startsWith("agents:") ? start.replace(/^agents:.*\n/m, text) : `${start}${text}`;
    const issues = issuesOf(whole);
    expect(issues.some((issue) => issue.includes(message))).toBe(true);
    expect(issues.join("\n")).not.toMatch(/native code|undefined/);
  });

  test("may name a further resource and an attribute", () => {
    const { agents } = load(
      `name: t\nduration: 1m\nagents: [{ id: a, resources: { cpus: 1, mem: 1, ${name}: 2 }, attributes: { ${name}: r1 } }]\n`,
    );
    expect(agents).toHaveLength(1);
  });
});
