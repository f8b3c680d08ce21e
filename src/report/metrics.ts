/** All metrics of a run, as summary.json has them. */

import { byCodeUnit } from "../model/units.ts";
import type { OfferCounts } from "../sim/cluster/recorder.ts";
import { type AppMetrics, AppMetricsFold } from "./app-metrics.ts";
import type { AppRecord } from "./app-states.ts";
import { CapacityMetricsFold, type ScopeMetrics } from "./capacity-metrics.ts";
import { eventsOf } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { Projection } from "./projection.ts";
import { withRoundedNumbers } from "./rounding.ts";

export interface ReservationCounts {
  readonly made: number;
  readonly timed_out: number;
  readonly refused: number;
  readonly released: number;
}

export interface Metrics {
  /** By app id; where two Marathons have an app of one id, the later one's is `framework:id`. */
  readonly apps: Readonly<Record<string, AppMetrics>>;
  readonly roles: Readonly<Record<string, ScopeMetrics>>;
  readonly cluster: ScopeMetrics;
  readonly offers: Readonly<OfferCounts>;
  readonly reservations: ReservationCounts;
  readonly headroom: Readonly<Record<string, { readonly more: number; readonly why: string }>>;
}

/** The metrics, rounded, and the state in which the run ended. */
export interface Measured {
  readonly metrics: Metrics;
  readonly final: Projection;
  /** The apps in the order of their names in the metrics. */
  readonly apps: ReadonlyMap<string, AppRecord>;
  /** By role: for how much of the time anything of it was stranded, from 0 to 1. */
  readonly strandedShare: ReadonlyMap<string, number>;
}

/** Where a warm-up ends: metrics are those of what is at that instant or later. */
export interface AfterWarmUp {
  readonly fromMs: number;
  /** How many offers there were before that instant. */
  readonly offersBefore: Readonly<OfferCounts>;
}

/** Folds the whole journal once. What was before a warm-up's end is followed, and not measured. */
export function measure(run: FinishedRun, warmUp: AfterWarmUp | null = null): Measured {
  const projection = new Projection(run.scenario);
  const appFold = new AppMetricsFold(projection.apps);
  const capacityFold = new CapacityMetricsFold(projection.capacity);
  let counts: Record<string, number> = {};
  let atMs = 0;
  let warm = warmUp === null;
  const restart = (): void => {
    if (warmUp === null) return;
    capacityFold.restart(warmUp.fromMs);
    appFold.restart(warmUp.fromMs);
    counts = {};
    warm = true;
  };
  for (const event of eventsOf(run.recorder)) {
    if (event.atMs > atMs) {
      capacityFold.endOfInstant(atMs);
      atMs = event.atMs;
    }
    if (!warm && event.atMs >= (warmUp?.fromMs ?? 0)) restart();
    projection.apply(event);
    appFold.apply(event);
    if (event.name.startsWith("reservation.")) counts[event.name] = (counts[event.name] ?? 0) + 1;
  }
  capacityFold.endOfInstant(atMs);
  if (!warm) restart();

  const names = appNames([...projection.apps.apps.values()].filter((app) => app.life > 0));
  const named = [...names].sort(([, a], [, b]) => byCodeUnit(a, b));
  const metrics: Metrics = {
    apps: Object.fromEntries(named.map(([app, name]) => [name, appFold.of(app, run.endMs)])),
    roles: capacityFold.roles(run.endMs),
    cluster: capacityFold.cluster(run.endMs),
    offers: offersAfter(run.recorder.offerCounts, warmUp?.offersBefore),
    reservations: {
      made: counts["reservation.made"] ?? 0,
      timed_out: counts["reservation.timed-out"] ?? 0,
      refused: counts["reservation.refused"] ?? 0,
      released: counts["reservation.released"] ?? 0,
    },
    headroom: headroomOf(run, names),
  };
  return {
    metrics: withRoundedNumbers(metrics),
    final: projection,
    apps: new Map(named.map(([app, name]) => [name, app])),
    strandedShare: new Map(
      [...projection.capacity.roles.keys()].map((role) => [
        role,
        capacityFold.strandedShare(role, run.endMs),
      ]),
    ),
  };
}

function offersAfter(all: Readonly<OfferCounts>, before?: Readonly<OfferCounts>): OfferCounts {
  if (before === undefined) return { ...all };
  return {
    made: all.made - before.made,
    accepted: all.accepted - before.accepted,
    declined: all.declined - before.declined,
    rescinded: all.rescinded - before.rescinded,
  };
}

/** Names of apps in order of creation: the id, or `framework:id` where another framework has taken the id. */
function appNames(apps: readonly AppRecord[]): Map<AppRecord, string> {
  const taken = new Set<string>();
  const names = new Map<AppRecord, string>();
  for (const app of apps) {
    names.set(app, taken.has(app.id) ? `${app.framework}:${app.id}` : app.id);
    taken.add(app.id);
  }
  return names;
}

function headroomOf(run: FinishedRun, names: ReadonlyMap<AppRecord, string>): Metrics["headroom"] {
  const nameByKey = new Map([...names].map(([app, name]) => [`${app.framework}\u0000${app.id}`, name]));
  const rows = run.result.headroom.map(({ framework, app, more, why }) => {
    return [nameByKey.get(`${framework}\u0000${app}`) ?? app, { more, why }] as const;
  });
  return Object.fromEntries(rows.sort(([a], [b]) => byCodeUnit(a, b)));
}
