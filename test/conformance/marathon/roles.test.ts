/** Whose resources apps take that do not say: MarathonConfTest (v1.1.1), where --mesos_role is `marathon` or not given. */

import { expect, test } from "vitest";
import { basicApp, Rig, type RigOptions } from "../../sim/marathon/rig.ts";

/** Which of two agents an app is launched on: one has only what the role owns, one only what nobody does. */
function taken(options: RigOptions): readonly string[] {
  return ["owned", "free"].filter((agent) => {
    const rig = Rig.joined(options);
    const role = agent === "owned" ? "(marathon)" : "";
    rig.agent(agent, `cpus${role}:4;mem${role}:1024;disk${role}:100;ports${role}:[31000-32000]`);
    rig.create(basicApp());
    return rig.operations(agent).some(({ type }) => type === "LAUNCH");
  });
}

test.each<readonly [string, RigOptions, readonly string[]]>([
  [
    "MarathonConfTest.scala:85 default_accepted_resource_roles *,marathon",
    { role: "marathon", flags: { default_accepted_resource_roles: ["*", "marathon"] } },
    ["owned", "free"],
  ],
  [
    "MarathonConfTest.scala:95 default_accepted_resource_roles *",
    { role: "marathon", flags: { default_accepted_resource_roles: ["*"] } },
    ["free"],
  ],
  ["MarathonConfTest.scala:103 neither the flag nor a role", { role: "*" }, ["free"]],
  ["MarathonConfTest.scala:110 no flag, and a role", { role: "marathon" }, ["owned", "free"]],
])("%s", (_, options, agents) => {
  expect(taken(options)).toEqual(agents);
});
