/** capacity.csv: a row for each resource of the cluster, a role or an agent whenever its amounts changed. */

import { amountOf } from "../model/units.ts";
import { capacitySteps } from "./capacity-steps.ts";
import { type CsvCell, csv } from "./csv.ts";
import type { FinishedRun } from "./finished-run.ts";

const header = [
  "time_ms",
  "scope",
  "id",
  "resource",
  "total",
  "unreserved",
  "reserved",
  "used",
  "stranded",
  "offered",
];

/**
 * The whole file in pieces. Rows are in the order of `capacitySteps`; `offered` is empty unless offers were kept.
 */
export function capacityCsv(run: FinishedRun): Generator<string> {
  return csv(header, capacityRows(run));
}

/** Its rows, without the header. */
export function* capacityRows(run: FinishedRun): Generator<CsvCell[]> {
  for (const { atMs, scope, id, resource, level, offered } of capacitySteps(run)) {
    const { total, unreserved, reserved, used, stranded } = level;
    const columns = [total, unreserved, reserved, used, stranded].map(amountOf);
    yield [atMs, scope, id, resource, ...columns, offered === null ? "" : amountOf(offered)];
  }
}
