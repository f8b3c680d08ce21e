/** A fit as it might as well have come out: its parameters drawn from what the data leave open. */

import { exp, ln } from "../../sim/kernel/elementary.ts";
import type { Streams } from "../../sim/kernel/streams.ts";
import { normalQuantile } from "../../sim/kernel/variates.ts";
import type { Candidate, Fit } from "./fit.ts";
import { families } from "./laws.ts";

/**
 * Logarithms of parameters are drawn from normal laws of the widths that the likelihood gives, each for itself; counted
 * rates (bursts, failures of groups) with the relative width 1 / sqrt(count) of a Poisson count.
 */
export function drawnFit(fit: Fit, streams: Streams): Fit {
  const normal = (what: string): number => {
    const u = streams.of("fit.uncertain", what).uniform();
    return normalQuantile(Math.min(Math.max(u, 1e-9), 1 - 1e-9));
  };
  const law = (candidate: Candidate, what: string): Candidate => {
    const logs = candidate.parameters.map(({ name, value, high }) =>
      high === null ? ln(value) : ln(value) + (ln(high / value) / 1.96) * normal(`${what}.${name}`),
    );
    return { ...candidate, law: families[candidate.law.name].make(logs) };
  };
  const counted = (count: number, what: string): number => exp(normal(what) / Math.sqrt(count));
  const { up, down, bursts, groupFailures } = fit;
  return {
    ...fit,
    up: { ...up, chosen: law(up.chosen, "up") },
    down: { ...down, chosen: law(down.chosen, "down") },
    bursts:
      bursts === null
        ? null
        : { ...bursts, share: Math.min(1, bursts.share * counted(bursts.seen, "bursts")) },
    groupFailures:
      groupFailures === null
        ? null
        : {
            ...groupFailures,
            meanMs: groupFailures.meanMs * counted(groupFailures.failures, "groups"),
            down: law(groupFailures.down, "groups.down"),
          },
  };
}
