/** Whether any agent would do for one more instance, and what all of them lack where none does. */

import { placeValue } from "../../model/placed.ts";
import { unreservedRole } from "../../model/resources.ts";
import { byCodeUnit } from "../../model/units.ts";
import { amountsText, counted, listed, sizeText } from "../../model/wording.ts";
import type { Owner } from "../cluster/ledger.ts";
import { freeOf, needsOf } from "../headroom.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { Need } from "../result.ts";
import type { CodeName } from "./codes.ts";
import { obstacleTo } from "./offered.ts";
import { constraintText, type Finding, finding, rolesOf, type Scene } from "./scene.ts";

/** What an agent lacks for a new placement; nothing where it would do. */
export interface Look {
  readonly record: AgentRecord;
  readonly reasons: readonly string[];
}

/** Reasons that are about waiting tasks, not about room. */
const ofWaiting: ReadonlySet<string> = new Set([
  "no-waiting-volumes",
  "reservation-too-small",
  "reserved-port-differs",
]);

export function looksOf(scene: Scene): readonly Look[] {
  return scene.agents.map((record) => ({
    record,
    reasons: (scene.insight.reasonsAgainst(scene.candidate(record)) ?? []).filter(
      (reason) => !ofWaiting.has(reason),
    ),
  }));
}

/** What an agent has too little of. */
export const shortages: readonly string[] = [
  "too-little-cpus",
  "too-little-mem",
  "too-little-disk",
  "too-few-ports",
  "port-not-offered",
];

const resourceOf: Readonly<Record<string, string>> = {
  "too-little-cpus": "cpus",
  "too-little-mem": "mem",
  "too-little-disk": "disk",
  "too-few-ports": "ports",
};

/** Why `instances` more are not placed. */
export function placementFinding(scene: Scene, instances: number): Finding {
  const looks = looksOf(scene);
  const about = { instances };
  if (looks.length === 0)
    return finding("no-agents", { away: awayText(scene), absent: absentText(scene) }, about);
  const fitting = looks.filter(({ reasons }) => reasons.length === 0);
  const found = obstacleTo(
    scene,
    fitting.map(({ record }) => record),
    about,
  );
  if (found !== null) return found;
  if (looks.every(({ reasons }) => reasons.includes("no-accepted-role")))
    return finding("no-accepted-role", { force: scene.force }, about);
  const roomy = looks.filter(({ reasons }) => !reasons.some((reason) => shortages.includes(reason)));
  if (roomy.length > 0) return unmet(scene, roomy, instances);
  return reservedForOthers(scene, looks, instances) ?? tooLittle(scene, looks, instances);
}

/** Of agents that are registered and have no connection; "" where there are none. */
function awayText({ world }: Scene): string {
  const away = [...world.master.agents].map(({ info }) => info.agent).sort(byCodeUnit);
  if (away.length === 0) return "";
  return ` and connected to it: ${listed(away)} ${away.length === 1 ? "is" : "are"} disconnected`;
}

/** Agents that were registered, are not connected and have not left for good, and are as large as an instance needs; "" where there are none. */
function absentText({ world, history, definition }: Scene): string {
  const needs = definition === null ? [] : needsOf(definition);
  const names = [...world.agents].flatMap(([name, { spec }]) => {
    const past = history.agent(name);
    if (past === null || past.known === "registered" || past.reason === "unregistered") return [];
    const all = spec.resources.flatten();
    return needs.every((need) => freeOf(all, need.name) >= need.milli) ? [name] : [];
  });
  if (names.length <= 3) return names.sort(byCodeUnit).join(" or ");
  return `one of ${names.length} agents that are away`;
}

function unmet(scene: Scene, roomy: readonly Look[], instances: number): Finding {
  const sizes = new Map<string, number>();
  for (const { reasons } of roomy)
    for (const reason of reasons) sizes.set(reason, (sizes.get(reason) ?? 0) + 1);
  const [code = "unknown"] = [...sizes].sort((a, b) => b[1] - a[1]).map(([reason]) => reason);
  if (!code.startsWith("constraint-")) return finding("unknown", {}, { instances });
  const concerned = roomy.filter(({ reasons }) => reasons.includes(code));
  const constraint = scene.constraintText(code, concerned[0]?.record.info.attributes ?? {});
  const field = constraint.split(" ")[0] ?? "";
  const places = concerned.map(({ record }) => {
    const { agent, attributes } = record.info;
    const value = placeValue(field, { hostname: agent, attributes });
    if (code === "constraint-attribute-missing") return `${agent} has no ${field}`;
    if (code === "constraint-unique")
      return field === "hostname" ? `${agent} has one already` : `${field} ${value} has one already`;
    return field === "hostname" ? agent : `${agent} has ${field} ${value}`;
  });
  const noun = roomy.length === 1 ? "agent" : "agents";
  return finding(
    code as CodeName,
    {
      constraint,
      agents: `${roomy.length} ${noun}`,
      have: roomy.length === 1 ? "has" : "have",
      where: listed([...new Set(places)]),
      force: scene.force,
      inBoth: constraint.split(" ").length > 2 ? ", in the constraint too" : "",
      example: `${field}: ${field[0] ?? ""}1`,
    },
    { instances },
  );
}

/** All that one instance needs is there and free, and kept for somebody else. */
function reservedForOthers(scene: Scene, looks: readonly Look[], instances: number): Finding | null {
  const { definition } = scene;
  if (definition === null) return null;
  const roles = rolesForNew(scene);
  const needs = needsOf(definition);
  for (const { record } of looks) {
    if (!needs.every(({ name, milli }) => freeOf(scene.around.free(record), name) >= milli)) continue;
    const free = record.free;
    const usable = scene.around.usable(record, roles);
    const short = new Set(
      needs.filter(({ name, milli }) => freeOf(usable, name) < milli).map(({ name }) => name),
    );
    if (short.size === 0) continue;
    const { agent } = record.info;
    const leftOut = [...short].filter(
      (name) => !roles.has(unreservedRole) && freeOf(free.unreserved(), name) > 0,
    );
    if (leftOut.length > 0)
      return finding(
        "role-not-accepted",
        { agent, what: listed(leftOut), roles: listed([...roles]), force: scene.force },
        { instances, agent },
      );
    const kinds = free
      .filter(({ kind }) => kind.role !== unreservedRole && short.has(kind.name))
      .entries.map(({ kind }) => kind);
    const owned = kinds.map((kind) => scene.world.ledger.ofReservation(agent, kind));
    const owners = owned.map(({ app }, i) =>
      app === null ? `role ${kinds[i]?.role ?? ""}` : app === scene.id ? "other tasks of the app" : app,
    );
    const appsOf = (which: readonly Owner[]): readonly string[] => [
      ...new Set(which.flatMap(({ app }) => app ?? [])),
    ];
    const apps = appsOf(owned);
    const { role } = scene.marathon;
    const isOwn = kinds.every((kind) => kind.reservation === null && kind.role === role);
    const usesOwn = isOwn && !scene.isResident;
    const operators = kinds.some((kind) => kind.reservation !== null) && apps.length === 0;
    return finding(
      "reserved-for-others",
      {
        agent,
        force: scene.force,
        other: listed([...new Set(owners)]),
        ofApps: listed(appsOf(owned.filter((one) => isKnown(scene, one))).filter((app) => app !== scene.id)),
        left: listed(appsOf(owned.filter((one) => !isKnown(scene, one)))),
        dynamic: operators ? agent : "",
        ownRole: usesOwn ? role : "",
        unreserved: usesOwn ? "" : scene.needText,
      },
      { instances, agent },
    );
  }
  return null;
}

/** Whether the Marathon that made a reservation can give it back: it knows the task, and the master knows it. */
function isKnown({ world }: Scene, { framework, app, task }: Owner): boolean {
  const insight = world.marathons.get(framework ?? "")?.insight(app ?? "");
  const { directory } = world.master;
  return (
    insight?.knowsTask(task?.text ?? "") === true && directory.framework(insight.frameworkId ?? "") !== null
  );
}

/** The roles of what it may take for a new placement: only what is unreserved can be reserved for a resident. */
function rolesForNew(scene: Scene): ReadonlySet<string> {
  return scene.isResident ? new Set([unreservedRole]) : rolesOf(scene);
}

/** The agent that lacks least decides what is said to be missing. */
function tooLittle(scene: Scene, looks: readonly Look[], instances: number): Finding {
  const lacks = ({ reasons }: Look): readonly string[] =>
    shortages.filter((reason) => reasons.includes(reason));
  const needs = scene.definition === null ? [] : needsOf(scene.definition);
  const roles = rolesForNew(scene);
  const ratio = (look: Look): number => {
    const name = resourceOf[lacks(look)[0] ?? ""];
    const need = needs.find((each) => each.name === name);
    if (need === undefined) return 1;
    const { record } = look;
    return freeOf(scene.around.usable(record, roles), need.name) / need.milli;
  };
  const [closest] = [...looks].sort((a, b) => lacks(a).length - lacks(b).length || ratio(b) - ratio(a));
  const code = closest === undefined ? undefined : lacks(closest)[0];
  if (closest === undefined || code === undefined) return finding("unknown", {}, { instances });
  const { agent } = closest.record.info;
  if (code === "port-not-offered")
    return finding(code, { need: wantedPortsText(scene), force: scene.force }, { instances, agent });
  const need = needs.find(({ name }) => name === resourceOf[code]) ?? { name: "cpus", milli: 0 };
  const have = freeOf(scene.around.usable(closest.record, roles), need.name);
  const only = looks.length === 1;
  return finding(
    code as CodeName,
    {
      noAgent: only ? "The only agent has no" : `None of the ${counted(looks.length, "agent")} has`,
      closest: only ? agent : `${agent}, which comes closest,`,
      have: amountText({ name: need.name, milli: have }),
      need: amountText(need),
      all: scene.needText,
      absent: absentText(scene),
      large: largeEnough(scene, looks, roles),
    },
    { instances, agent },
  );
}

/** Agents that would have room if nothing of others were on them; "" where none is as large. */
function largeEnough(
  { definition, insight, around }: Scene,
  looks: readonly Look[],
  roles: ReadonlySet<string>,
): string {
  const needs = definition === null ? [] : needsOf(definition);
  const { frameworkId, tasks } = insight;
  const own = new Set(tasks.map(({ taskId }) => taskId));
  const owned = new Set(tasks.flatMap(({ taskId }) => [...around.holders(frameworkId ?? "", taskId)]));
  const large = looks.filter(({ record }) => {
    const ofOthers = owned.has(record)
      ? [...record.tasks]
          .filter(({ info }) => own.has(info.taskId))
          .reduce((rest, { info }) => rest.minus(info.resources), record.total)
          .filter(({ kind }) => kind.reservation !== null || roles.has(kind.role))
          .flatten()
      : around.whole(record, roles);
    return needs.every(({ name, milli }) => freeOf(ofOthers, name) >= milli);
  });
  const names = large.map(({ record }) => record.info.agent);
  return names.length <= 3 ? names.join(" or ") : `one of ${names.length} agents`;
}

/** The ports that the app asks for by number: `port 80`, `ports 80, 443`. */
export function wantedPortsText({ definition }: Scene): string {
  const mapped = (definition?.portMappings ?? []).map(({ hostPort }) => hostPort);
  const defined = (definition?.portDefinitions ?? []).map(({ port }) => port);
  return portsText((mapped.length > 0 ? mapped : defined).filter((port) => port !== 0).map(String));
}

export const portsText = (ports: readonly string[]): string =>
  ports.length === 1 ? `port ${ports[0]}` : `ports ${listed(ports)}`;

function amountText({ name, milli }: Need): string {
  const amount = milli / 1000;
  if (name === "mem" || name === "disk") return `${sizeText(amount)} ${name === "mem" ? "memory" : "disk"}`;
  return amount === 0 ? `0 ${name}` : amountsText({ [name]: amount });
}

/** All constraints of an app in words; "" where it has none. */
export function constraintsText({ definition }: Scene): string {
  return listed((definition?.constraints ?? []).map(constraintText));
}
