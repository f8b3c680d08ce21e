/** The outcome of `test` as data, for --json. */

import type { Departure } from "../../compare/trail.ts";
import type { OptionValues } from "../command.ts";
import { isBad, type Leniency, type Outcome } from "./outcome.ts";

export function resultsJson(
  outcomes: readonly Outcome[],
  leniency: Leniency,
  options: OptionValues,
  wallMs: number,
  capsules: readonly string[],
): object {
  const count = (verdict: Outcome["verdict"]): number =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return {
    held: outcomes.every((outcome) => !isBad(outcome, leniency)),
    scenarios: outcomes.map((outcome) => outcomeJson(outcome)),
    totals: {
      ok: count("ok") + count("new") + count("updated"),
      changed: count("changed"),
      failed: count("failed"),
      wrong: count("wrong"),
      differing: count("differs"),
      defects: count("defect"),
      golden_files_written: count("new") + count("updated"),
    },
    capsules,
    twice: options.twice ?? false,
    wall_ms: Math.round(wallMs),
  };
}

function departureJson(departure: Departure): object {
  if (departure.is === "block") {
    const { fromSeq, toSeq, fromMs } = departure;
    return { from_seq: fromSeq, to_seq: toSeq, from_ms: fromMs };
  }
  const { seq, now, was } = departure;
  return {
    seq,
    now: now === null ? null : (JSON.parse(now.line) as unknown),
    was: was === null ? null : { time_ms: was.atMs, text: was.head },
  };
}

function outcomeJson({ path, name, verdict, answer, differing }: Outcome): object {
  const about = { file: path, name, outcome: verdict };
  if (answer.is === "wrong") return { ...about, problems: answer.problems.map(({ text: _text, ...p }) => p) };
  if (answer.is === "defect") return { ...about, defect: answer.text };
  const { scenario, seed, events, digest, wallMs, expectations, failures, bugs, golden, warnings } = answer;
  const { scenarioDigest, command, replay } = answer;
  const change = golden.is === "changed" ? golden.change : null;
  return {
    ...about,
    scenario,
    seed,
    scenario_digest: scenarioDigest,
    replay: command,
    events,
    digest,
    wall_ms: wallMs,
    expectations,
    failures,
    known_bugs: bugs,
    warnings,
    golden: {
      is: golden.is,
      ...(golden.is === "wrong" ? { why: golden.why } : {}),
      ...(change === null
        ? {}
        : {
            was: change.digest.was,
            written_by: change.writtenBy,
            first: change.first === null ? null : departureJson(change.first),
            values: change.values.map(({ path: steps, a, b }) => ({
              path: steps.join("."),
              was: a ?? null,
              now: b ?? null,
            })),
          }),
    },
    ...(replay === null ? {} : { capsule: replay }),
    ...(differing === null ? {} : { differing }),
  };
}
