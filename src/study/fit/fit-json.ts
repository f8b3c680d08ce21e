/** A fit, and what came of checking it, as data for scripts: times in ms, shares from 0 to 1. */

import { significant } from "./faults-block.ts";
import type { Candidate, Fit, TimesFit } from "./fit.ts";
import { agentsOf } from "./history.ts";
import type { Verification } from "./verify.ts";

/** Beyond ten digits numbers are noise. */
const plain = (value: number): number => Number(significant(value, 10));

export function fitJson(fit: Fit, block: string): object {
  const { history, together, groups, groupFailures } = fit;
  return {
    agents: agentsOf(history),
    clusters: history.clusters.map(({ name, agents, fromMs, toMs }) => ({
      name,
      agents,
      from_ms: fromMs,
      to_ms: toMs,
    })),
    clock: history.clock,
    rows: history.counts,
    failures_per_agent_year: { seen: plain(fit.perYear.seen), model: plain(fit.perYear.model) },
    up: timesJson(fit.up),
    down: timesJson(fit.down),
    together: {
      window_ms: together.windowMs,
      failures: together.failures,
      occasions: together.occasions,
      bursts: together.bursts,
      in_bursts: together.inBursts,
      extra: together.extra,
      extra_by_chance: plain(together.extraByChance),
      largest: together.largest,
      sizes: together.sizes.map(([size, bursts]) => ({ size, bursts })),
    },
    groups:
      groups === null
        ? null
        : {
            groups: groups.groups,
            pairs_in_group: plain(groups.pairsInGroup),
            pairs_by_chance: plain(groups.pairsByChance),
            as_one: groups.asOne.length,
            ranked: groups.ranked.map(({ name, agents, bursts, asOne }) => ({
              name,
              agents,
              bursts,
              as_one: asOne,
            })),
          },
    group_failures:
      groupFailures === null
        ? null
        : {
            failures: groupFailures.failures,
            mean_ms: plain(groupFailures.meanMs),
            down: candidateJson(groupFailures.down),
          },
    faults: block,
  };
}

function timesJson({ candidates, chosen, shown, complete, cut }: TimesFit): object {
  return { shown, complete, cut, chosen: chosen.law.name, laws: candidates.map(candidateJson) };
}

function candidateJson({ law, parameters, logLikelihood, aic, distance }: Candidate): object {
  const unit = ({ name, unit: of }: Candidate["parameters"][number]): string =>
    of === "ms" ? `${name}_ms` : name;
  const orNull = (value: number | null): number | null => (value === null ? null : plain(value));
  return {
    law: law.name,
    parameters: Object.fromEntries(
      parameters.map((one) => [
        unit(one),
        { value: plain(one.value), low: orNull(one.low), high: orNull(one.high) },
      ]),
    ),
    log_likelihood: plain(logLikelihood),
    aic: plain(aic),
    gap: plain(distance.distance),
    gap_at_ms: plain(distance.atMs),
  };
}

export function verificationJson({ runs, warmUpMs, comparisons }: Verification): object {
  return {
    runs,
    warm_up_ms: warmUpMs,
    figures: comparisons.map(({ figure, fitted, held, simulated, verdict }) => ({
      figure: figure.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      first_half: plain(fitted),
      second_half: plain(held),
      simulated: {
        mean: plain(simulated.mean),
        low: plain(simulated.low),
        high: plain(simulated.high),
      },
      verdict,
    })),
  };
}
