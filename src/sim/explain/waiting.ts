/** Why a resident app's waiting tasks are not launched on what is reserved for them, agent by agent. */

import { attributeOf } from "../../model/placed.ts";
import { formatRanges } from "../../model/ranges.ts";
import { counted, listed } from "../../model/wording.ts";
import type { Candidate, TaskInsight } from "../cluster/app-insight.ts";
import { freeOf, needsOf } from "../headroom.ts";
import { reservedFor } from "../marathon/matching/labels.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { CodeName } from "./codes.ts";
import { elsewhereText, oneMoreThan, placesFor, whichText } from "./elsewhere.ts";
import type { Tally } from "./history.ts";
import { obstacleTo } from "./offered.ts";
import { portsText, wantedPortsText } from "./placement.ts";
import { unqueuedFinding } from "./queue.ts";
import { type Finding, finding, runsAgain, type Scene, time } from "./scene.ts";
import type { Facts } from "./template.ts";

/** One finding per waiting task. */
export function waitingFindings(scene: Scene): readonly Finding[] {
  return scene.waiting.map((task) => waitingFinding(scene, task));
}

export function waitingFinding(scene: Scene, task: TaskInsight): Finding {
  const record = scene.world.master.agentNamed(task.agent);
  const facts = factsOf(scene, task);
  const absent = absence(scene, task, record, facts);
  if (absent !== null) return absent;
  return present(scene, task, record as AgentRecord, facts);
}

/** How long a RESERVE may be under way. */
const underWayMs = 5000;

const about = (task: TaskInsight): Pick<Finding, "task" | "agent"> => ({
  task: task.taskId,
  agent: task.agent,
});

/** What the sentences about a waiting task have in common. */
function factsOf(scene: Scene, task: TaskInsight): Facts {
  const only = scene.waiting.length === 1 && scene.instances === 1;
  return {
    agent: task.agent,
    app: scene.id,
    framework: scene.marathon.name,
    whose: only ? "its only task is" : "one of its tasks is",
    whoseTask: only ? "its only task" : "one of its waiting tasks",
    holds: `holds ${scene.heldText(task.taskId)}`,
    reserved: String(scene.insight.queue?.reserved ?? scene.waiting.length),
    left: String(scene.left),
    more: String(oneMoreThan(scene)),
    force: scene.force,
    byForce: scene.force === "" ? "" : " with force: true",
    roomForMore: listed(placesFor(scene)),
    which: whichText(scene, task),
    elsewhere: elsewhereText(scene, task.taskId),
    need: scene.needText,
  };
}

function absence(scene: Scene, task: TaskInsight, record: AgentRecord | null, known: Facts): Finding | null {
  const past = scene.history.agent(task.agent);
  const host = scene.world.agents.get(task.agent);
  const facts = { ...known, since: time(past?.sinceMs ?? 0) };
  if (record === null || !record.connected) {
    const code: CodeName =
      past?.known === "disconnected"
        ? "agent-disconnected"
        : past?.known === "unknown"
          ? "agent-not-back"
          : past?.reason === "unregistered"
            ? "agent-gone"
            : "agent-removed";
    return finding(code, facts, about(task));
  }
  const whose = scene.waiting.length === 1 ? "its task is suspended" : "one of its tasks is suspended";
  if (host?.crashed === true)
    return finding(
      "agent-crashed",
      { ...facts, whose, since: time(past?.crashedMs ?? scene.nowMs), back: runsAgain },
      about(task),
    );
  if (host?.partitioned === true) return finding("agent-cut-off", { ...facts, whose }, about(task));
  return null;
}

/** Its agent is there. */
function present(scene: Scene, task: TaskInsight, record: AgentRecord, facts: Facts): Finding {
  const volumes = new Set(record.total.entries.flatMap(({ kind }) => kind.persistenceId ?? []));
  const lacking = task.volumes.filter((id) => !volumes.has(id));
  if (task.state === "reserving" && !isReserved(scene, task, record, lacking))
    return unreserved(scene, task, facts);
  if (lacking.length > 0) {
    const past = scene.history.agent(task.agent);
    const why = past?.diskLostMs == null ? "" : `, since its disk was lost at ${time(past.diskLostMs)}`;
    return finding("volume-gone", { ...facts, volume: pathOf(lacking[0] ?? ""), why }, about(task));
  }
  const ofTask = record.total.filter(
    ({ kind }) => kind.persistenceId !== null && task.volumes.includes(kind.persistenceId),
  );
  const reservations = ofTask.entries.map(({ kind }) => kind);
  if (reservations.some((kind) => reservedFor(scene.insight.frameworkId ?? "", kind) !== task.taskId))
    return finding("reservation-of-former-framework", facts, about(task));
  const mine = (kind: (typeof reservations)[number]): boolean =>
    reservations.some((own) => own.role === kind.role && own.reservation === kind.reservation) ||
    reservedFor(scene.insight.frameworkId ?? "", kind) === task.taskId;
  if (record.used.entries.some(({ kind }) => mine(kind))) {
    const user = [...record.tasks].find(({ info }) => info.resources.entries.some(({ kind }) => mine(kind)));
    const other = user?.framework.info.name ?? "another framework";
    if (user === undefined || other !== scene.marathon.name)
      return finding("reservation-used-by-other", { ...facts, other }, about(task));
    if (user.killAsked)
      return finding("being-killed", { agent: task.agent, who: "Its former launch" }, about(task));
    const until = time(scene.insight.nextReconciliationMs);
    return finding("former-launch-runs", { ...facts, until }, about(task));
  }
  for (const { resources, framework } of record.offers) {
    if (framework.info.name === scene.marathon.name) continue;
    if (!resources.entries.some(({ kind }) => mine(kind))) continue;
    return finding("reservation-offered-to-other", { ...facts, other: framework.info.name }, about(task));
  }
  if (scene.left === 0) return unqueuedFinding(scene, 1);
  const own = scene.candidate(
    record,
    record.free.filter(({ kind }) => mine(kind)),
  );
  const reasons = scene.insight.reasonsAgainst(own) ?? [];
  if (reasons.includes("reservation-too-small")) {
    const holds = `${facts["holds"]}${tooFewPortsText(scene, own)}`;
    return finding("reservation-too-small", { ...facts, holds }, about(task));
  }
  if (reasons.includes("reserved-port-differs")) {
    const have = portsText(
      formatRanges(own.resources.ranges("ports"))
        .replaceAll(/\b(\d+)-\1\b/g, "$1")
        .split(","),
    );
    return finding("reserved-port-differs", { ...facts, have, port: wantedPortsText(scene) }, about(task));
  }
  const unmet = reasons.find((reason) => reason.startsWith("constraint-"));
  if (unmet !== undefined) {
    const { attributes } = record.info;
    const constraint = scene.constraintText(unmet, attributes);
    const where = placeText(constraint, task.agent, attributes);
    return finding("waiting-task-constraint", { ...facts, constraint, where }, about(task));
  }
  return obstacleTo(scene, [record], about(task)) ?? pending(scene, task);
}

/** `, with 1 port` where the app needs more ports than are reserved; "" where they are not what is short. */
function tooFewPortsText({ definition }: Scene, { resources }: Candidate): string {
  const needed = definition === null ? undefined : needsOf(definition).find(({ name }) => name === "ports");
  if (needed === undefined || freeOf(resources, "ports") >= needed.milli) return "";
  return `, with ${counted(resources.count("ports"), "port")}`;
}

/** `rack is r1 there`. */
function placeText(constraint: string, agent: string, attributes: Readonly<Record<string, string>>): string {
  const field = constraint.split(" ")[0] ?? "";
  if (field === "hostname") return `the hostname is ${agent}`;
  const value = attributeOf(attributes, field);
  return value === undefined ? `${agent} has no ${field}` : `${field} is ${value} there`;
}

function pending(scene: Scene, task: TaskInsight): Finding {
  const until = task.deadlineMs === null ? "" : `, before ${time(task.deadlineMs)}`;
  const past = scene.past?.tasks.get(task.taskId);
  const sinceMs = task.requestedMs ?? past?.end?.atMs ?? 0;
  return finding("reservation-pending", { agent: task.agent, since: time(sinceMs), until }, about(task));
}

function isReserved(
  scene: Scene,
  task: TaskInsight,
  record: AgentRecord,
  lacking: readonly string[],
): boolean {
  const { frameworkId } = scene.insight;
  return (
    lacking.length === 0 &&
    record.total.entries.some(({ kind }) => reservedFor(frameworkId ?? "", kind) === task.taskId)
  );
}

/** Marathon counts on a reservation that the master has not made, or not with all its volumes. */
function unreserved(scene: Scene, task: TaskInsight, facts: Facts): Finding {
  const loop = loopFinding(scene);
  if (loop !== null) return { ...loop, ...about(task) };
  const requestedMs = task.requestedMs ?? 0;
  if (scene.nowMs - requestedMs <= underWayMs) return pending(scene, task);
  const deadlineMs = task.deadlineMs ?? 0;
  const until =
    deadlineMs > scene.nowMs
      ? ` (${time(deadlineMs)} at the earliest)`
      : " (it looks for such every 5 s, from 30 s after an election on)";
  return finding(
    "reserve-lost",
    { ...facts, what: "The RESERVE or CREATE", since: time(requestedMs), until },
    about(task),
  );
}

const mends: Readonly<Record<string, string>> = {
  "principal-mismatch":
    "the same name as the framework's principal and its flags.mesos_authentication_principal",
  "role-is-star": "a role other than * for the framework",
  "role-mismatch": "the framework's own role in its reservations",
  unauthorized: "ACLs that allow it",
};

const refusals: Readonly<Record<string, string>> = {
  "principal-mismatch": "the principal of the reservation is not that of the framework",
  "role-is-star": "a framework of role * cannot reserve",
  "insufficient-resources": "the offer did not hold exactly these resources",
  "agent-gone": "the agent was removed or is disconnected",
  "invalid-offers": "the offer was no longer valid",
};

/** An offer that is taken back after offer_timeout, and answered later than that, is never of use. */
function mendOf({ world }: Scene, reason: string): string {
  if (reason === "invalid-offers" && world.scenario.mesos.offer_timeout !== null)
    return "the flag offer_timeout longer than an offer and its answer take";
  return mends[reason] ?? "nothing";
}

/** Reservations have failed just now: refused, lost, or not launched in time; null where none has. */
export function loopFinding(scene: Scene): Finding | null {
  const { past, spec, nowMs } = scene;
  if (past === null) return null;
  const { waitsSinceMs } = past;
  // From one attempt to the next: the timeout, and the looks every 5 s that find it.
  const recentMs = nowMs - 2 * spec.flags.task_reservation_timeout - 15_000;
  const recent = (tally: Tally | null): Tally | null =>
    tally !== null && tally.atMs >= recentMs ? tally : null;
  const refused = recent(past.refused);
  const dropped = recent(past.dropped);
  const timedOut = recent(past.timedOut);
  const since = time(waitsSinceMs ?? 0);
  if (refused !== null && refused.atMs >= (dropped?.atMs ?? 0))
    return finding("reserve-refused", {
      count: counted(refused.count, refused.what === "" ? "operation" : refused.what),
      since,
      agent: refused.agent,
      reason: refusals[refused.reason] ?? refused.reason,
      mend: mendOf(scene, refused.reason),
    });
  if (dropped !== null && ["RESERVE", "CREATE", "LAUNCH", "ACCEPT"].includes(dropped.what)) {
    const untilMs = dropped.atMs + spec.flags.task_reservation_timeout;
    return finding("reserve-lost", {
      what: `The ${dropped.what}`,
      agent: dropped.agent,
      since: time(dropped.atMs),
      until: ` (${time(untilMs)} at the earliest)`,
    });
  }
  if (timedOut === null) return null;
  return finding("reservation-times-out", {
    count: counted(timedOut.count, "reservation"),
    since,
    agent: timedOut.agent,
    why: takenBy(scene, timedOut.agent),
  });
}

/** Who got the offers of an agent meanwhile, where that is known. */
function takenBy({ world, marathon, id }: Scene, agent: string): string {
  const reasons = world.offerLog?.of(marathon.name, id)?.reasons ?? [];
  const takers = reasons.flatMap(({ framework, agents }) =>
    framework !== null && agents.has(agent) ? [framework] : [],
  );
  return takers.length === 0 ? "" : `; offers of ${agent} went to ${listed(takers)} meanwhile`;
}

/** The volume's path in the container, of its id `<app>#<path>#<uuid>`. */
function pathOf(volumeId: string): string {
  return volumeId.split("#")[1] ?? volumeId;
}
