/**
 * Mesos 0.28.3's own tests of the operator endpoints (src/tests/reservation_endpoints_tests.cpp,
 * persistent_volume_endpoints_tests.cpp), played as scenarios with operator actions.
 */

import { describe, expect, test } from "vitest";
import { type Played, play } from "../../sim/frameworks/play.ts";

const answers = (played: Played): unknown[] => played.rows("operator.answered").map(({ status }) => status);

/** Actions of an operator, one per line: `at do fields`. */
const actions = (...lines: readonly string[]): string =>
  `actions:\n${lines
    .map((line) => {
      const [at = "", what = "", ...fields] = line.split(" ");
      return `  - { at: ${at}, do: ${what}, ${fields.join(" ")} }\n`;
    })
    .join("")}`;

const small = "agents: [{ id: a, resources: { cpus: 1, mem: 512, ports: '1-1' } }]\n";
const role1 = "agent: a, role: role1, principal: ops";
const reserve = `operator.reserve ${role1}, resources: { cpus: 1, mem: 512 }`;
const unreserve = `operator.unreserve ${role1}, resources: { cpus: 1, mem: 512 }`;
const unreserved = "cpus(*):1; mem(*):512; ports(*):[1-1]";
const reserved = "ports(*):[1-1]; cpus(role1, ops):1; mem(role1, ops):512";

/** Offers with their resources in order of the alphabet, without the ports, which are the same in all. */
const sorted = (offers: readonly string[]): readonly string[] =>
  offers.map((offer) => {
    const [atMs = "", agent = "", ...resources] = offer.split(" ");
    const entries = resources
      .join(" ")
      .split("; ")
      .filter((entry) => !entry.startsWith("ports"));
    return `${atMs} ${agent} ${entries.sort().join("; ")}`;
  });

/** A framework of role1, with rules. */
const framework = (rules = "[]", joins = "0s"): string =>
  `frameworks: [{ name: f, kind: scripted, role: role1, principal: ops, joins: ${joins}, rules: ${rules} }]\n`;

test("reservation_endpoints_tests.cpp:103 AvailableResources: what is free is reserved, and unreserved in spite of a filter", () => {
  const played = play(
    `duration: 5s\n${small}${framework("[{ decline: { refuse_seconds: 1000 } }]", "1500ms")}${actions(`500ms ${reserve}`, `2500ms ${unreserve}`)}`,
  );
  expect(answers(played)).toEqual([200, 200]);
  expect(sorted(played.offered("f"))).toEqual(sorted([`1500 a ${reserved}`, `3000 a ${unreserved}`]));
});

describe("what is offered is rescinded first", () => {
  const holds = framework("[{ hold: 1h }]");

  test("reservation_endpoints_tests.cpp:201 ReserveOfferedResources", () => {
    const played = play(`duration: 9s\n${small}${holds}${actions(`500ms ${reserve}`)}`);
    expect(answers(played)).toEqual([200]);
    expect(played.rows("offer.rescinded").map(({ atMs, reason }) => [atMs, reason])).toEqual([
      [500, "operator-operation"],
    ]);
    // Its filter of 5 s is on unreserved resources: the reserved ones are another thing.
    expect(sorted(played.offered("f"))).toEqual(sorted([`0 a ${unreserved}`, `1000 a ${reserved}`]));
  });

  test("reservation_endpoints_tests.cpp:275 UnreserveOfferedResources", () => {
    const played = play(
      `duration: 9s\n${small}${framework("[{ hold: 1h }]", "1s")}${actions(`500ms ${reserve}`, `1500ms ${unreserve}`)}`,
    );
    expect(answers(played)).toEqual([200, 200]);
    expect(played.times("offer.rescinded")).toEqual([1500]);
    expect(sorted(played.offered("f"))).toEqual(sorted([`1000 a ${reserved}`, `2000 a ${unreserved}`]));
  });

  /** Of 1 cpu and 512 MiB, a task's 1 cpu and 128 MiB have come back, and 384 MiB are offered. */
  const part =
    "[{ times: 1, accept: [{ LAUNCH: { cpus: 1, mem: 128 }, runs: 500ms }], refuse_seconds: 0 }, { hold: 1h }]";
  const law = "tasks: [{ staging: 1100ms }]\n";

  test("reservation_endpoints_tests.cpp:357 ReserveAvailableAndOfferedResources: free and offered parts together", () => {
    // Offered at 1 s: what the task, which ends at 1.6 s, had left.
    const played = play(`duration: 9s\n${small}${law}${framework(part)}${actions(`1700ms ${reserve}`)}`);
    expect(answers(played)).toEqual([200]);
    expect(played.times("offer.rescinded")).toEqual([1700]);
    expect(sorted(played.offered("f"))).toEqual(
      sorted([
        "0 a cpus(*):1; mem(*):512",
        "1000 a mem(*):384",
        "2000 a cpus(role1, ops):1; mem(role1, ops):512",
      ]),
    );
  });

  test("reservation_endpoints_tests.cpp:507 UnreserveAvailableAndOfferedResources", () => {
    const played = play(
      `duration: 9s\n${small}${law}${framework(part, "200ms")}${actions(`100ms ${reserve}`, `1900ms ${unreserve}`)}`,
    );
    expect(answers(played)).toEqual([200, 200]);
    expect(played.times("offer.rescinded")).toEqual([1900]);
    expect(sorted(played.offered("f"))).toEqual(
      sorted([
        "200 a cpus(role1, ops):1; mem(role1, ops):512",
        "1000 a mem(role1, ops):384",
        "2000 a cpus(*):1; mem(*):512",
      ]),
    );
  });
});

test("reservation_endpoints_tests.cpp:670 LabeledResources: labels make reservations different ones", () => {
  const one = (label: string): string =>
    `operator.reserve ${role1}, resources: { cpus: 0.5, mem: 256 }, labels: { foo: ${label} }`;
  const other = one("baz").replace("reserve", "unreserve");
  const played = play(
    `duration: 3s\n${small}${framework("[]", "2s")}${actions(`500ms ${one("bar")}`, `1s ${other}`, `1500ms ${one("baz")}`)}`,
  );
  expect(answers(played)).toEqual([200, 409, 200]);
  const [offer = ""] = played.offered("f");
  expect(offer.match(/cpus\(role1, ops, \{foo: ba[rz]\}\):0\.5/g)).toHaveLength(2);
});

test("reservation_endpoints_tests.cpp:823 InsufficientResources: 409 for more than there is, reserved or not", () => {
  const much = (what: string): string => `operator.${what} ${role1}, resources: { cpus: 4, mem: 4096 }`;
  const played = play(
    `duration: 3s\n${small}${framework("[{ hold: 1h }]")}${actions(`500ms ${much("reserve")}`, `1s ${much("unreserve")}`)}`,
  );
  expect(answers(played)).toEqual([409, 409]);
});

test("1.11.6: a 409 undoes no rescind; the rescinded framework keeps its filter of 5 s", () => {
  const played = play(
    `duration: 6s\n${small}${framework("[{ hold: 1h }]")}${actions(`500ms operator.reserve ${role1}, resources: { cpus: 4 }`)}`,
  );
  expect(answers(played)).toEqual([409]);
  expect(played.times("offer.rescinded")).toEqual([500]);
  // The filter ends at 5.5 s.
  expect(played.times("offer.made")).toEqual([0, 6000]);
});

test("1.11.6: after a 200 only frameworks of the reserving role see through the rescinds' filters", () => {
  // g of role2 holds the agent, and is rescinded; what is left for it is part of what its filter holds until 5.5 s.
  const played = play(`duration: 8s
${small}frameworks:
  - { name: g, kind: scripted, role: role2, rules: [{ hold: 1h }] }
  - { name: f, kind: scripted, role: role1, joins: 100ms, rules: [{ decline: { refuse_seconds: 1000 } }] }
${actions("500ms operator.reserve agent: a, role: role1, resources: { cpus: 0.5 }")}`);
  expect(answers(played)).toEqual([200]);
  expect(played.times("offer.made", "f")).toEqual([1000]);
  expect(played.times("offer.made", "g")).toEqual([0, 6000]);
});

test("reservation_endpoints_tests.cpp:1393 ReserveAndUnreserveNoAuthentication: no principal on either side", () => {
  const nobody = (what: string): string =>
    `operator.${what} agent: a, role: role1, resources: { cpus: 1, mem: 512 }`;
  const played = play(
    `duration: 3s\n${small}${framework("[]", "2500ms")}${actions(`500ms ${nobody("reserve")}`, `1s ${nobody("unreserve")}`)}`,
  );
  expect(answers(played)).toEqual([200, 200]);
  expect(sorted(played.offered("f"))).toEqual(sorted([`2500 a ${unreserved}`]));
});

test("reservation_endpoints_tests.cpp:1459 DifferentPrincipalsSameRole: one offer holds both reservations apart", () => {
  const by = (principal: string): string =>
    `operator.reserve agent: a, role: role1, principal: ${principal}, resources: { cpus: 1, mem: 512 }`;
  const played = play(`duration: 2s
agents: [{ id: a, resources: { cpus: 2, mem: 1024, ports: '1-1' } }]
${framework("[]", "1500ms")}${actions(`500ms ${by("one")}`, `1s ${by("two")}`)}`);
  expect(answers(played)).toEqual([200, 200]);
  expect(sorted(played.offered("f"))).toEqual(
    sorted(["1500 a cpus(role1, one):1; mem(role1, one):512; cpus(role1, two):1; mem(role1, two):512"]),
  );
});

describe("volumes", () => {
  const disk = "agents: [{ id: a, resources: { cpus: 1, mem: 512, disk: 1024, ports: '1-1' } }]\n";
  const reserveDisk = `operator.reserve ${role1}, resources: { disk: 1024 }`;
  const volume = (what: string, text: string, role = "role1"): string =>
    `operator.${what}-volumes agent: a, role: ${role}, principal: ops, volumes: [${text}]`;
  const twoRoles = framework().replace("}]", "}, { name: g, kind: scripted, role: role2, rules: [] }]");
  const id1 = "{ id: id1, size: 64, path: path1 }";

  test("persistent_volume_endpoints_tests.cpp:202 DynamicReservation: reserve, create, destroy", () => {
    const played = play(
      `duration: 4s\n${disk}${framework("[{ decline: { refuse_seconds: 1000 } }]", "1500ms")}${actions(
        `500ms ${reserveDisk}`,
        `1s ${volume("create", id1)}`,
        `2500ms ${volume("destroy", id1)}`,
      )}`,
    );
    expect(answers(played)).toEqual([200, 200, 200]);
    expect(sorted(played.offered("f"))).toEqual(
      sorted([
        "1500 a cpus(*):1; mem(*):512; disk(role1, ops):960; disk(role1, ops)[id1:path1]:64",
        "3000 a cpus(*):1; mem(*):512; disk(role1, ops):1024",
      ]),
    );
  });

  test("persistent_volume_endpoints_tests.cpp:110 StaticReservation: on statically reserved disk as well", () => {
    const fixed = disk.replace("ports: '1-1' }", "ports: '1-1' }, reserved: { role1: { disk: 1024 } }");
    // A static reservation has no principal: the caller has none either.
    const nobody = volume("create", id1).replace("principal: ops, ", "");
    const plain = (what: string): string => nobody.replace("create", what);
    const played = play(
      `duration: 2s\n${fixed}${framework()}${actions(`500ms ${plain("create")}`, `1s ${plain("destroy")}`)}`,
    );
    expect(answers(played)).toEqual([200, 200]);
  });

  test("persistent_volume_endpoints_tests.cpp:465 VolumeExceedsReservedSize", () => {
    const large = "{ id: id1, size: 1025, path: path1 }";
    const played = play(
      `duration: 2s\n${disk}${framework()}${actions(`500ms ${reserveDisk}`, `1s ${volume("create", large)}`)}`,
    );
    expect(answers(played)).toEqual([200, 409]);
  });

  test("persistent_volume_endpoints_tests.cpp:1222 NoAuthentication: no principal on either side", () => {
    const nobody = (text: string): string => text.replace("principal: ops, ", "");
    const played = play(
      `duration: 2s\n${disk}${framework()}${actions(
        `500ms ${nobody(reserveDisk)}`,
        `1s ${nobody(volume("create", id1))}`,
        `1500ms ${nobody(volume("destroy", id1))}`,
      )}`,
    );
    expect(answers(played)).toEqual([200, 200, 200]);
  });

  test("persistent_volume_endpoints_tests.cpp:1536 EndpointCreateThenOfferRemove: a framework undoes what an operator made", () => {
    const rules =
      "[{ times: 1, accept: [{ DESTROY: id1 }, { UNRESERVE: { disk: 1024 } }], refuse_seconds: 0 }, { hold: 1h }]";
    const played = play(
      `duration: 3s\n${disk}${framework(rules, "1500ms")}${actions(
        `500ms ${reserveDisk}`,
        `1s ${volume("create", id1)}`,
      )}`,
    );
    expect(answers(played)).toEqual([200, 200]);
    expect(sorted(played.offered("f")).at(-1)).toBe("2000 a cpus(*):1; disk(*):1024; mem(*):512");
    expect(played.rows("volume.destroyed", "reservation.released").map(({ reason }) => reason)).toEqual([
      "destroyed-by-framework",
      "unreserved-by-framework",
    ]);
  });

  test("persistent_volume_endpoints_tests.cpp:321 DynamicReservationRoleMismatch: not on another role's disk", () => {
    const played = play(
      `duration: 2s\n${disk}${twoRoles}${actions(`500ms ${reserveDisk}`, `1s ${volume("create", id1, "role2")}`)}`,
    );
    expect(answers(played)).toEqual([200, 409]);
  });

  test("persistent_volume_endpoints_tests.cpp:401 UnreserveVolumeResources: a volume stands on a part of it", () => {
    const played = play(
      `duration: 2s\n${disk}${framework()}${actions(
        `500ms ${reserveDisk}`,
        `1s ${volume("create", id1)}`,
        `1500ms ${reserveDisk.replace("reserve", "unreserve")}`,
      )}`,
    );
    expect(answers(played)).toEqual([200, 200, 409]);
  });

  test("persistent_volume_endpoints_tests.cpp:505 DeleteNonExistentVolume: id, role and size must match, the path need not", () => {
    const played = play(
      `duration: 5s\n${disk}${twoRoles}${actions(
        `500ms ${reserveDisk}`,
        `1s ${volume("create", id1)}`,
        `1100ms ${volume("destroy", "{ id: id2, size: 64, path: path1 }")}`,
        `1200ms ${volume("destroy", id1, "role2")}`,
        `1300ms ${volume("destroy", "{ id: id1, size: 128, path: path1 }")}`,
        `1400ms ${volume("destroy", "{ id: id1, size: 64, path: path2 }")}`,
      )}`,
    );
    expect(answers(played)).toEqual([200, 200, 400, 400, 400, 200]);
  });

  test("persistent_volume_endpoints_tests.cpp:1285 NoSlaveId: an agent that is not registered", () => {
    const played = play(
      `duration: 3s\n${disk}${framework()}${actions("1s agent.remove agent: a", `2s ${volume("create", id1)}`)}`,
    );
    expect(answers(played)).toEqual([400]);
  });

  test("persistent_volume_endpoints_tests.cpp:1397 OfferCreateThenEndpointRemove: an operator undoes what a framework made", () => {
    const rules =
      "[{ times: 1, accept: [{ RESERVE: { disk: 1024 } }, { CREATE: { disk: 64 }, id: id1, path: path1 }], refuse_seconds: 1000 }, { hold: 1h }]";
    const played = play(
      `duration: 3s\n${disk}${framework(rules)}${actions(
        `500ms ${volume("destroy", id1)}`,
        `600ms ${reserveDisk.replace("reserve", "unreserve")}`,
      )}`,
    );
    expect(answers(played)).toEqual([200, 200]);
    expect(sorted(played.offered("f"))).toEqual(
      sorted(["0 a cpus(*):1; mem(*):512; disk(*):1024", "1000 a cpus(*):1; mem(*):512; disk(*):1024"]),
    );
  });

  test("persistent_volume_endpoints_tests.cpp:1790 SlavesEndpointFullResources: the agent's whole state can be seen", () => {
    const rules =
      "[{ times: 1, accept: [{ LAUNCH: { cpus: 0.5, mem: 128 } }], refuse_seconds: 0 }, { hold: 1h }]";
    const played = play(
      `duration: 3s\n${disk}${framework(rules, "1500ms")}${actions(
        `500ms operator.reserve ${role1}, resources: { disk: 512 }`,
        `1s ${volume("create", id1)}`,
      )}`,
    );
    const [agent] = played.simulation.snapshot().agents;
    expect(agent).toMatchObject({
      registered: true,
      total: { cpus: 1, mem: 512, disk: 1024 },
      used: { cpus: 0.5, mem: 128 },
      offered: { cpus: 0.5, mem: 384, disk: 1024 },
      free: { cpus: 0.5, mem: 384, disk: 512 },
      volumes: [{ volume: "id1", size: 64, exists: true, attached_to: null }],
      tasks: [{ task: "f-1", framework: "f", state: "running" }],
    });
    expect(agent?.reservations.map(({ role, resources }) => [role, resources])).toEqual([
      ["role1", "disk 448, volume 64"],
    ]);
  });
});

test("reservation_endpoints_tests.cpp:1290 NoSlaveId: an agent that is not registered", () => {
  const played = play(
    `duration: 3s\n${small}${framework()}${actions("500ms agent.remove agent: a", `1s ${reserve}`, `2s ${unreserve}`)}`,
  );
  expect(answers(played)).toEqual([400, 400]);
});

test("persistent_volume_endpoints_tests.cpp:1655 ReserveAndSlaveRemoval: one agent's end leaves the other's reservation", () => {
  const rules =
    "[{ agent: s2, times: 1, accept: [{ RESERVE: { cpus: 3 } }], refuse_seconds: 0 }, { hold: 1h }]";
  const played = play(`duration: 6s
agents:
  - { id: s1, resources: { cpus: 4, mem: 0, ports: '1-1' } }
  - { id: s2, resources: { cpus: 3, mem: 0, ports: '1-1' } }
${framework(rules, "500ms")}${actions(
  "200ms operator.reserve agent: s1, role: role1, principal: ops, resources: { cpus: 4 }",
  "2s agent.remove agent: s2",
  "3s operator.unreserve agent: s1, role: role1, principal: ops, resources: { cpus: 4 }",
)}`);
  expect(answers(played)).toEqual([200, 200]);
  expect(played.rows("offer.rescinded").map(({ atMs, agent, reason }) => [atMs, agent, reason])).toEqual([
    [2000, "s2", "agent-removed"],
    [3000, "s1", "operator-operation"],
  ]);
  expect(played.rows("agent.removed").map(({ agent, reason }) => [agent, reason])).toEqual([
    ["s2", "unregistered"],
  ]);
});

describe("quota", () => {
  const two = "agents: [{ id: a, count: 2, resources: { cpus: 1, mem: 512, ports: '1-1' } }]\n";
  const set = (role: string, guarantee: string): string =>
    `operator.set-quota role: ${role}, guarantee: { ${guarantee} }`;

  test("1.11.7: 409 when all quotas exceed what agents hold unreserved by their flags; a second for a role is 400", () => {
    const played = play(`duration: 2s
agents: [{ id: a, resources: { cpus: 3, mem: 1024, ports: '1-1' }, reserved: { ops: { cpus: 1 } } }]
frameworks: []
${actions(
  `500ms ${set("one", "cpus: 1.5")}`,
  `600ms ${set("two", "cpus: 1")}`,
  `700ms ${set("two", "cpus: 0.5")}`,
  `800ms ${set("one", "cpus: 0.1")}`,
  "900ms operator.remove-quota role: one",
  "1s operator.remove-quota role: one",
)}`);
    expect(answers(played)).toEqual([200, 409, 200, 400, 200, 400]);
  });

  test("1.11.7: it allocates at once, and only then rescinds, whole agents, without a filter", () => {
    // f of another role holds both agents' offers; q has a framework, which gets them at the next tick.
    const played = play(`duration: 3s
${two}frameworks:
  - { name: f, kind: scripted, role: r, rules: [{ hold: 1h }] }
  - { name: g, kind: scripted, role: q, joins: 100ms, rules: [{ hold: 1h }] }
${actions(`500ms ${set("q", "cpus: 1, mem: 256")}`)}`);
    expect(answers(played)).toEqual([200]);
    // One agent covers the guarantee, and the role has one framework.
    expect(played.rows("offer.rescinded").map(({ atMs, agent, reason }) => [atMs, agent, reason])).toEqual([
      [500, "a-1", "quota"],
    ]);
    expect(sorted(played.offered("g"))).toEqual(["1000 a-1 cpus(*):1; mem(*):512"]);
  });

  test("1.11.7: offers that its own allocation made survive", () => {
    // a-2 is free for all but f, and off the whitelist when g joins: setting the quota is what gives it to g.
    const played = play(`duration: 2s
${two}frameworks:
  - { name: f, kind: scripted, role: r, rules: [{ agent: a-1, hold: 1h }, { decline: { refuse_seconds: 1000 } }] }
  - { name: g, kind: scripted, role: q, joins: 100ms, rules: [{ hold: 1h }] }
${actions("50ms operator.whitelist agents: [a-1]", "400ms operator.whitelist agents: all", `500ms ${set("q", "cpus: 2, mem: 512")}`)}`);
    expect(answers(played)).toEqual([200, 200, 200]);
    expect(sorted(played.offered("g"))).toEqual([
      "500 a-2 cpus(*):1; mem(*):512",
      "1000 a-1 cpus(*):1; mem(*):512",
    ]);
    expect(played.rows("offer.rescinded").map(({ atMs, agent }) => [atMs, agent])).toEqual([[500, "a-1"]]);
  });

  test("rules out what a fair share would have given (hierarchical.cpp:1426-1455)", () => {
    const played = play(`duration: 3s
${two}frameworks: [{ name: f, kind: scripted, role: r, joins: 1s, rules: [{ hold: 1h }] }]
${actions(`500ms ${set("q", "cpus: 1, mem: 512")}`)}`);
    expect(sorted(played.offered("f"))).toEqual(["1000 a-1 cpus(*):1; mem(*):512"]);
  });
});
