/** What must hold of the reports of any run: they tell what the world was at the end, and nothing that cannot be. */

import { isDeepStrictEqual } from "node:util";
import { analyse } from "../../src/report/analysis.ts";
import { capacityRows } from "../../src/report/capacity-csv.ts";
import { eventsJsonl } from "../../src/report/events-jsonl.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { outcomeText } from "../../src/report/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { type ProjectionAt, projectionAt } from "../../src/report/projection.ts";
import { timelineOf } from "../../src/report/timeline.ts";
import { traceJson } from "../../src/report/trace/trace-json.ts";
import { agentValue, appValue, roleValue } from "../../src/sim/observe.ts";
import type { Simulation } from "../../src/sim/simulation.ts";
import { readTrace } from "./chrome-trace.ts";

/** The same state as the journal tells it, read from the world. */
function worldLike(told: ProjectionAt, world: Simulation): ProjectionAt {
  const amounts = (of: object, see: (resource: string) => unknown): Record<string, number> =>
    // Ports are no scalars: the world counts none.
    Object.fromEntries(
      Object.keys(of).map((name) => [name, name === "ports" ? Number.NaN : Number(see(name))]),
    );
  const app = (framework: string, id: string, what: string): number =>
    Number(appValue(world, world.marathon(framework), id, [what]));
  return {
    apps: told.apps.map(({ framework, app: id }) => ({
      framework,
      app: id,
      wanted: app(framework, id, "instances"),
      alive: app(framework, id, "alive"),
      volumes: app(framework, id, "volumes"),
      attached: app(framework, id, "attached"),
      detached: app(framework, id, "detached"),
    })),
    roles: Object.fromEntries(
      Object.entries(told.roles).map(([role, of]) => {
        const see = (what: keyof typeof of) =>
          amounts(of[what], (resource) => roleValue(world, role, [what, resource]));
        return [
          role,
          {
            reserved: see("reserved"),
            used: see("used"),
            stranded: see("stranded"),
            unreserved: see("unreserved"),
          },
        ];
      }),
    ),
    agents: Object.fromEntries(
      Object.entries(told.agents).map(([id, of]) => {
        const see = (what: keyof typeof of) =>
          amounts(of[what], (resource) => agentValue(world, id, [what, resource]));
        return [id, { reserved: see("reserved"), used: see("used"), free: see("free") }];
      }),
    ),
  };
}

/** All values by their path; those that are not comparable left out. */
function flat(value: unknown, path = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, part]) => [...flat(part, `${path}.${key}`)]));
}

function* differences(told: ProjectionAt, world: ProjectionAt): Generator<string> {
  const seen = flat(world);
  for (const [path, value] of flat(told)) {
    const there = seen.get(path);
    if (!Number.isNaN(there) && !isDeepStrictEqual(there, value))
      yield `reports say ${path} is ${String(value)}, the world has ${String(there)}`;
  }
}

function* wrongNumbers(value: unknown, path = "metrics"): Generator<string> {
  if (typeof value === "number" && !(Number.isFinite(value) && value >= 0)) yield `${path} is ${value}`;
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* wrongNumbers(part, `${path}.${key}`);
}

/** What is wrong with the reports of a run that was played to its end. */
export function* reportProblems(simulation: Simulation): Generator<string> {
  const { scenario, recorder, kernel } = simulation;
  const run: FinishedRun = { scenario, recorder, result: simulation.run(), endMs: kernel.nowMs };
  const told = projectionAt(run, run.endMs);
  yield* differences(told, worldLike(told, simulation));

  const analysis = analyse(run);
  yield* wrongNumbers(analysis.metrics);
  for (const [app, { availability }] of Object.entries(analysis.metrics.apps)) {
    if (availability !== null && availability > 1) yield `${app} is available ${availability}`;
  }
  const until = new Map<string, number>();
  for (const { lane, kind, id, state, startMs, endMs } of timelineOf(run)) {
    const span = `span ${kind} ${id} from ${startMs} to ${endMs}`;
    if (startMs > endMs || endMs > run.endMs) yield span;
    // A host may be down while the master takes it for registered; two roles may use one id.
    if (state === "crashed" || kind === "reservation" || kind === "volume") continue;
    const key = `${lane} ${kind} ${id}`;
    if (startMs < (until.get(key) ?? 0)) yield `${span} begins before the last one ends at ${until.get(key)}`;
    until.set(key, endMs);
  }
  for (const row of capacityRows(run)) {
    if (row.some((cell) => typeof cell === "number" && cell < 0)) yield `capacity.csv: ${row.join(",")}`;
  }
  const lines = [...eventsJsonl(recorder)].join("").split("\n").length - 1;
  const expected = recorder.journal.length + (recorder.offers?.journal.length ?? 0);
  if (lines !== expected) yield `events.jsonl has ${lines} lines of ${expected} events`;
  if (outcomeText(run, analysis, { palette: plainPalette, wallMs: null, replay: "" }).length < 2)
    yield "the outcome says nothing";
  // Reading a trace as strictly as that costs more than all else here.
  if (scenario.seed % 4 !== 0) return;
  try {
    readTrace([...traceJson(run)].join(""));
  } catch (error) {
    yield `trace.json: ${error instanceof Error ? error.message : error}`;
  }
}
