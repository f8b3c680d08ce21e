/** A fitted model as the `faults:` of a scenario, ready to paste. */

import type { Distribution } from "../../model/distributions.ts";
import { formatDuration } from "../../model/units.ts";
import type { Fit } from "./fit.ts";
import type { Law } from "./laws.ts";

/** The longest time that a scenario may name, as sim/fields.ts has it: a hundred years. */
export const longestMs = 36_500 * 86_400_000;

export interface BlockOptions {
  /** The fault: agent.crash, agent.lose-disk or agent.partition. */
  readonly do: string;
  /** The attribute that names an agent's group. */
  readonly groupAttribute: string;
  /** Lines about where it comes from, without their `#`. */
  readonly about: readonly string[];
}

/** YAML; ends with a line feed. */
export function faultsBlock(fit: Fit, options: BlockOptions): string {
  const lines = options.about.map((line) => `# ${line}`);
  if (
    [fit.up, fit.down].some(({ chosen }) =>
      chosen.parameters.some(({ unit, value }) => unit === "ms" && value > longestMs),
    )
  )
    lines.push("# A time below is cut at a hundred years, which is all that a scenario may say.");
  lines.push("faults:", `  - do: ${options.do}`, "    agents: all");
  lines.push(`    every: ${yamlOf(fit.up.chosen.law)}`, `    recovers: ${yamlOf(fit.down.chosen.law)}`);
  if (fit.bursts !== null) {
    const { share, size } = fit.bursts;
    lines.push(`    together: { share: ${significant(share, 3)}, size: ${size} }`);
  }
  if (fit.groupFailures !== null) {
    const { meanMs, down } = fit.groupFailures;
    lines.push(`  - do: ${options.do}`, `    per: ${attributeOf(options.groupAttribute)}`);
    lines.push(
      `    every: { exponential: { mean: ${duration(meanMs)} } }`,
      `    recovers: ${yamlOf(down.law)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** A column's name, where an attribute can be called so. */
function attributeOf(column: string): string {
  const canBe = /^[A-Za-z][A-Za-z0-9_.-]*$/.test(column) && !/^(?:true|false|null)$/i.test(column);
  return canBe ? column : "group";
}

/** A distribution in YAML, as a scenario takes it. */
export function yamlOf({ distribution }: Law): string {
  return `{ ${distribution.kind}: { ${parametersOf(distribution)} } }`;
}

function parametersOf(distribution: Distribution): string {
  switch (distribution.kind) {
    case "exponential":
      return `mean: ${duration(distribution.meanMs)}`;
    case "weibull":
      return `scale: ${duration(distribution.scaleMs)}, shape: ${significant(distribution.shape, 4)}`;
    case "lognormal":
      return `median: ${duration(distribution.medianMs)}, sigma: ${significant(distribution.sigma, 4)}`;
    default:
      throw new Error(`a ${distribution.kind} is not fitted`);
  }
}

/** At most a hundred years, which is all that a scenario may say. */
function duration(ms: number): string {
  return formatDuration(Math.min(longestMs, roundedMs(ms)));
}

/** To the coarsest unit of time that keeps three digits. */
export function roundedMs(ms: number): number {
  const unit = [86_400_000, 3_600_000, 60_000, 1000].find((each) => ms >= each * 250) ?? 1;
  return Math.max(1, Math.round(ms / unit) * unit);
}

/** So many digits, without an exponent or idle zeros. */
export function significant(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
