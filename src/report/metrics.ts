/** The metrics of a run, as summary.json has them: all, or those that somebody asks for. */

import { byCodeUnit } from "../model/units.ts";
import type { OfferCounts } from "../sim/cluster/recorder.ts";
import { type AppMetrics, AppMetricsFold } from "./app-metrics.ts";
import { type AppRecord, AppStates } from "./app-states.ts";
import { Capacity } from "./capacity.ts";
import { CapacityMetricsFold, type ScopeMetrics } from "./capacity-metrics.ts";
import { type EventRow, eventAt } from "./event-row.ts";
import type { FinishedRun } from "./finished-run.ts";
import { Projection, rolesOf } from "./projection.ts";
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
  const final = new Projection(run.scenario);
  const apps = new AppMetricsFold(final.apps);
  const capacity = new CapacityMetricsFold(final.capacity);
  const counts = fold(run, warmUp, {
    apply: (event) => {
      final.apply(event);
      apps.apply(event);
    },
    apps,
    capacity,
  });
  const names = appNames(final.apps);
  const named = inOrder(names);
  const roles = [...final.capacity.roles.keys()];
  return {
    metrics: withRoundedNumbers({
      apps: Object.fromEntries(named.map(([app, name]) => [name, apps.of(app, run.endMs)])),
      roles: capacity.roles(run.endMs),
      cluster: capacity.cluster(run.endMs),
      ...metricsOf(run, warmUp, counts, names),
    }),
    final,
    apps: new Map(named.map(([app, name]) => [name, app])),
    strandedShare: new Map(roles.map((role) => [role, capacity.strandedShare(role, run.endMs)])),
  };
}

/** Only what those paths lead to: the rest of what is folded and measured is missing. */
export function measureOnly(
  paths: readonly (readonly string[])[],
  run: FinishedRun,
  warmUp: AfterWarmUp | null = null,
): Metrics {
  const isWanted = (...steps: string[]): boolean =>
    paths.some((path) => steps.every((step, i) => path[i] === step));
  const [ofApps, ofCluster, ofRoles] = [isWanted("apps"), isWanted("cluster"), isWanted("roles")];
  const appStates = new AppStates();
  const apps = new AppMetricsFold(appStates);
  const levels = new Capacity(rolesOf(run.scenario));
  const capacity = new CapacityMetricsFold(levels, { cluster: ofCluster, roles: ofRoles });
  const counts = fold(run, warmUp, {
    apply: (event) => {
      if (ofCluster || ofRoles) levels.apply(event);
      appStates.apply(event);
      if (ofApps) apps.apply(event);
    },
    apps,
    capacity,
  });
  const names = appNames(appStates);
  const named = inOrder(names).filter(([, name]) => isWanted("apps", name));
  return withRoundedNumbers({
    apps: Object.fromEntries(named.map(([app, name]) => [name, apps.of(app, run.endMs)])),
    roles: capacity.roles(run.endMs),
    cluster: capacity.cluster(run.endMs),
    ...metricsOf(run, warmUp, counts, names),
  });
}

/** What rows are folded into. */
interface Folds {
  apply(event: EventRow): void;
  readonly apps: AppMetricsFold;
  readonly capacity: CapacityMetricsFold;
}

/** How many rows there were of those about reservations, by name. */
function fold(
  { recorder }: FinishedRun,
  warmUp: AfterWarmUp | null,
  folds: Folds,
): ReadonlyMap<string, number> {
  const { apps, capacity } = folds;
  const counts = new Map<string, number>();
  let atMs = 0;
  let warm = warmUp === null;
  const restart = (): void => {
    if (warmUp === null) return;
    capacity.restart(warmUp.fromMs);
    apps.restart(warmUp.fromMs);
    counts.clear();
    warm = true;
  };
  for (let index = 0; index < recorder.journal.length; index++) {
    const event = eventAt(recorder, index);
    if (event.atMs > atMs) {
      capacity.endOfInstant(atMs);
      atMs = event.atMs;
    }
    if (!warm && event.atMs >= (warmUp?.fromMs ?? 0)) restart();
    folds.apply(event);
    if (event.name.startsWith("reservation.")) counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
  }
  capacity.endOfInstant(atMs);
  if (!warm) restart();
  return counts;
}

/** What is no matter of folding. */
function metricsOf(
  run: FinishedRun,
  warmUp: AfterWarmUp | null,
  counts: ReadonlyMap<string, number>,
  names: ReadonlyMap<AppRecord, string>,
): Pick<Metrics, "offers" | "reservations" | "headroom"> {
  return {
    offers: offersAfter(run.recorder.offerCounts, warmUp?.offersBefore),
    reservations: {
      made: counts.get("reservation.made") ?? 0,
      timed_out: counts.get("reservation.timed-out") ?? 0,
      refused: counts.get("reservation.refused") ?? 0,
      released: counts.get("reservation.released") ?? 0,
    },
    headroom: headroomOf(run, names),
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
function appNames({ apps }: AppStates): Map<AppRecord, string> {
  const taken = new Set<string>();
  const names = new Map<AppRecord, string>();
  for (const app of apps.values()) {
    if (app.life === 0) continue;
    names.set(app, taken.has(app.id) ? `${app.framework}:${app.id}` : app.id);
    taken.add(app.id);
  }
  return names;
}

/** By name. */
function inOrder(names: ReadonlyMap<AppRecord, string>): readonly (readonly [AppRecord, string])[] {
  return [...names].sort(([, a], [, b]) => byCodeUnit(a, b));
}

function headroomOf(run: FinishedRun, names: ReadonlyMap<AppRecord, string>): Metrics["headroom"] {
  const nameByKey = new Map([...names].map(([app, name]) => [`${app.framework}\u0000${app.id}`, name]));
  const rows = run.result.headroom.map(({ framework, app, more, why }) => {
    return [nameByKey.get(`${framework}\u0000${app}`) ?? app, { more, why }] as const;
  });
  return Object.fromEntries(rows.sort(([a], [b]) => byCodeUnit(a, b)));
}
