/** Why agents that would do are not offered to a Marathon, or their offers not used. */

import { listed } from "../../model/wording.ts";
import type { Owner } from "../cluster/ledger.ts";
import { reservedFor } from "../marathon/matching/labels.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { CodeName } from "./codes.ts";
import { type Finding, finding, type Scene, time } from "./scene.ts";

/** How long an offer and its answer may be under way. */
const answerMs = 5000;

interface Verdict {
  readonly code: CodeName;
  readonly agent: string;
  /** Who holds it. */
  readonly other: string;
  readonly untilMs: number;
}

/** What keeps all launches of the app back, whatever is offered; null where nothing does. */
export function gate(scene: Scene, { instances = 1 }: Partial<Finding> = {}): Finding | null {
  const about = { instances };
  const { insight, nowMs, marathon, past } = scene;
  const { queue } = insight;
  if (queue !== null && queue.backoffUntilMs > nowMs) {
    const failures = past?.failed?.count ?? 0;
    const afterFailures = failures > 1 ? `After ${failures} failures` : "After a failure";
    return finding("backoff", { afterFailures, until: time(queue.backoffUntilMs) }, about);
  }
  if (insight.launchTokens <= 0) {
    const facts = { framework: marathon.name, until: time(insight.nextTokensMs) };
    return finding("no-launch-tokens", facts, about);
  }
  return null;
}

/** What keeps agents that would do from being used; null where there are none. */
export function obstacleTo(
  scene: Scene,
  fitting: readonly AgentRecord[],
  about: Partial<Finding> = {},
): Finding | null {
  if (fitting.length === 0) return null;
  const gated = gate(scene, about);
  if (gated !== null) return gated;
  const verdicts = fitting.map((record) => verdictOn(scene, record));
  // Where one is about to be offered, that is what happens next; else what most of them have in common.
  const pending = verdicts.filter(({ code }) => code === "allocation-pending");
  const [first] = pending.length > 0 ? pending : mostCommon(verdicts);
  if (first === undefined) return null;
  const alike = verdicts.filter(({ code }) => code === first.code);
  const { reviveDueMs } = scene.insight;
  const others = [...new Set(alike.map(({ other }) => other))].filter((other) => other !== "");
  return finding(
    first.code,
    {
      framework: scene.marathon.name,
      agent: listed(alike.map(({ agent }) => agent)),
      other: listed(others),
      hold: others.length > 1 ? "hold" : "holds",
      are: alike.length > 1 ? "are" : "is",
      it: alike.length > 1 ? "them" : "it",
      // One that is due is not made sooner by another reason for one (ReviveOffersActor.scala:56-86).
      revives: reviveDueMs === null ? scene.marathon.name : "",
      reviveLater: reviveDueMs === null ? "" : scene.marathon.name,
      until: time(Math.min(...alike.map(({ untilMs }) => untilMs))),
    },
    { agent: alike.length === 1 ? first.agent : null, ...about },
  );
}

function mostCommon(verdicts: readonly Verdict[]): readonly Verdict[] {
  const sizes = new Map<string, number>();
  for (const { code } of verdicts) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  return [...verdicts].sort((a, b) => (sizes.get(b.code) ?? 0) - (sizes.get(a.code) ?? 0));
}

/** Whose reservation of the Marathon belongs to no task and has no volume, if there is one: B2 keeps it from being freed, and
 * an offer with it goes to no app. */
function ownerOfUnfreeable({ insight, world }: Scene, record: AgentRecord): Owner | null {
  if (world.scenario.versions.fixes.includes("B2")) return null;
  const strange = new Map<string, Owner | null>();
  for (const { kind } of record.free.entries) {
    const task = reservedFor(insight.frameworkId ?? "", kind);
    if (task === null || insight.knowsTask(task) || strange.get(task) === null) continue;
    const owner = world.ledger.ofReservation(record.info.agent, kind);
    strange.set(task, kind.persistenceId === null ? owner : null);
  }
  return [...strange.values()].find((owner) => owner !== null) ?? null;
}

/** How many offers say that others get an agent's resources as a rule. */
const offersForRule = 3;

/** Who has got an agent's offers as a rule since the wait began, with counts; null where nobody, or nobody counted. */
function firstInLine({ world, marathon, id }: Scene, agent: string): string | null {
  const offers = world.offerLog?.of(marathon.name, id);
  const own = offers?.agents.get(agent) ?? 0;
  const others = (offers?.reasons ?? []).flatMap(({ framework, agents }) =>
    framework === null ? [] : [[framework, agents.get(agent) ?? 0] as const],
  );
  const sum = others.reduce((total, [, count]) => total + count, 0);
  if (sum < offersForRule || sum < 2 * own) return null;
  return listed(others.filter(([, count]) => count > 0).map(([name, count]) => `${name} (${count})`));
}

const obstacleCodes = {
  filtered: "declined",
  suppressed: "suppressed",
  "not-activated": "agent-disconnected",
  "not-whitelisted": "not-whitelisted",
  "awaiting-agents": "awaiting-agents",
  "too-small": "too-small-to-offer",
  "quota-met": "quota-used-up",
  budget: "budget",
} as const;

function verdictOn(scene: Scene, record: AgentRecord): Verdict {
  const { agent } = record.info;
  const { master } = scene.world;
  const verdict = (code: CodeName, other = "", untilMs = scene.nowMs): Verdict => ({
    code,
    agent,
    other,
    untilMs,
  });
  const unfreeable = ownerOfUnfreeable(scene, record);
  if (unfreeable !== null) return verdict("reconciler-first", unfreeable.app ?? "");
  const outlook = master.allocator.outlook(scene.insight.frameworkId ?? "", record.slaveId);
  if (outlook !== null && scene.insight.reasonsAgainst(scene.candidate(record, outlook.resources)) === null) {
    const { obstacle } = outlook;
    const { revivedMs, reviveDueMs } = scene.insight;
    // A revive of this instant is under way, and ends all filters.
    if (obstacle === "filtered" && revivedMs === scene.nowMs) return verdict("allocation-pending");
    const untilMs =
      outlook.untilMs === null
        ? reviveDueMs
        : Math.min(outlook.untilMs, reviveDueMs ?? Number.POSITIVE_INFINITY);
    if (obstacle === null) {
      const others = firstInLine(scene, agent);
      return others === null ? verdict("allocation-pending") : verdict("others-come-first", others);
    }
    return verdict(
      obstacle === "not-activated" ? "allocation-pending" : obstacleCodes[obstacle],
      "",
      untilMs ?? scene.nowMs,
    );
  }
  // Marathon answers at once: an offer that it seems to hold for longer was lost on the way, or its answer was.
  const own = [...record.offers].filter(({ framework }) => framework.info.name === scene.marathon.name);
  if (own.some(({ making }) => scene.nowMs - making.atMs > answerMs)) return verdict("offer-answer-lost");
  const holders = [...record.offers].map(({ framework }) => framework.info.name);
  const others = [...new Set(holders)].filter((name) => name !== scene.marathon.name);
  if (others.length > 0) return verdict("offered-to-other", listed(others));
  return verdict(holders.length > 0 ? "allocation-pending" : "unknown");
}
