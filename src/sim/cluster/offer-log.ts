/** Why offers were of no use to apps that wait: counts by reason and agent since each wait began, and since when all apps
 * wait. Kept only where somebody will ask (`explain`); its size is bounded by apps, reasons and agents, not by time. */

/** What became of offers for one reason. */
export interface ReasonCount {
  readonly reason: string;
  /** For `offered-to-other`: the framework that got them; null for all other reasons. */
  readonly framework: string | null;
  readonly offers: number;
  /** Offers by the scenario's agent ids, in the order in which they first came. */
  readonly agents: ReadonlyMap<string, number>;
}

export interface OfferCounts {
  /** When the app fell below its instances. */
  readonly sinceMs: number;
  /** Offers that its Marathon got since then. */
  readonly offers: number;
  /** The same by the scenario's agent ids. */
  readonly agents: ReadonlyMap<string, number>;
  /** Of these, offers that the app used. */
  readonly used: number;
  /** An offer may have more than one reason. Most frequent first. */
  readonly reasons: readonly ReasonCount[];
}

interface Count {
  readonly reason: string;
  readonly framework: string | null;
  offers: number;
  readonly agents: Map<string, number>;
}

/** An app of a Marathon, by their names. */
export interface AppName {
  readonly marathon: string;
  readonly app: string;
}

interface Wait {
  readonly marathon: string;
  readonly sinceMs: number;
  offers: number;
  readonly agents: Map<string, number>;
  used: number;
  readonly counts: Map<string, Count>;
}

const keyOf = (marathon: string, app: string): string => `${marathon}\u0000${app}`;

export class OfferLog {
  readonly #clock: { readonly nowMs: number };
  readonly #waits = new Map<string, Wait>();
  /** Those whose offers are counted. */
  readonly #counted = new Map<string, Wait>();
  /** The apps whose waits are counted, by key; all where null. */
  #meant: ReadonlySet<string> | null;
  /** Apps that have said what they make of the offer under way. */
  readonly #told = new Set<string>();

  /** Counts from the start, for all apps, or for those that it will be told of. */
  constructor(clock: { readonly nowMs: number }, counts: "all" | "none yet") {
    this.#clock = clock;
    this.#meant = counts === "all" ? null : new Set();
  }

  /** From now on the offers of those apps are counted. */
  count(apps: readonly AppName[]): void {
    this.#meant = new Set(apps.map(({ marathon, app }) => keyOf(marathon, app)));
    for (const [key, wait] of this.#waits) if (this.#meant.has(key)) this.#counted.set(key, wait);
  }

  /** Whether somebody asks what becomes of the app's offers, and it waits. */
  counts(marathon: string, app: string): boolean {
    return this.#counted.has(keyOf(marathon, app));
  }

  /** The app's running tasks or wanted instances may be others. */
  changed(marathon: string, app: string, below: boolean): void {
    const key = keyOf(marathon, app);
    if (!below) {
      this.#waits.delete(key);
      this.#counted.delete(key);
    } else if (!this.#waits.has(key)) {
      const sinceMs = this.#clock.nowMs;
      const wait = { marathon, sinceMs, offers: 0, agents: new Map(), used: 0, counts: new Map() };
      this.#waits.set(key, wait);
      if (this.#meant?.has(key) !== false) this.#counted.set(key, wait);
    }
  }

  /** The app looked at the offer under way in vain. */
  unused(marathon: string, app: string, agent: string, reasons: readonly string[]): void {
    const key = keyOf(marathon, app);
    const wait = this.#counted.get(key);
    if (wait === undefined || this.#told.has(key)) return;
    this.#told.add(key);
    for (const reason of reasons) count(wait, reason, null, agent);
  }

  /** The app took some of the offer under way; what it makes of the rest is not counted. */
  used(marathon: string, app: string): void {
    const key = keyOf(marathon, app);
    const wait = this.#counted.get(key);
    if (wait === undefined || this.#told.has(key)) return;
    this.#told.add(key);
    wait.used++;
  }

  /** An offer to the Marathon is answered; `otherwise` gives the reason for a waiting app that was not asked. */
  answered(marathon: string, agent: string, otherwise: (app: string) => string): void {
    for (const [key, wait] of this.#counted) {
      if (wait.marathon !== marathon) continue;
      wait.offers++;
      wait.agents.set(agent, (wait.agents.get(agent) ?? 0) + 1);
      if (!this.#told.has(key)) count(wait, otherwise(key.slice(marathon.length + 1)), null, agent);
    }
    this.#told.clear();
  }

  /** An offer went to a framework: for all others it is one that they did not get. */
  made(framework: string, agent: string): void {
    for (const wait of this.#counted.values())
      if (wait.marathon !== framework) count(wait, "offered-to-other", framework, agent);
  }

  /** Since when the app is below its instances; null where it is not. */
  waitsSinceMs({ marathon, app }: AppName): number | null {
    return this.#waits.get(keyOf(marathon, app))?.sinceMs ?? null;
  }

  /** Of an app that is below its instances now; null where it is not. */
  of(marathon: string, app: string): OfferCounts | null {
    const wait = this.#waits.get(keyOf(marathon, app));
    if (wait === undefined) return null;
    const reasons = [...wait.counts.values()].sort((a, b) => b.offers - a.offers);
    const { sinceMs, offers, agents, used } = wait;
    return { sinceMs, offers, agents, used, reasons };
  }
}

function count({ counts }: Wait, reason: string, framework: string | null, agent: string): void {
  const key = framework === null ? reason : `${reason} ${framework}`;
  let found = counts.get(key);
  if (found === undefined) {
    found = { reason, framework, offers: 0, agents: new Map() };
    counts.set(key, found);
  }
  found.offers++;
  found.agents.set(agent, (found.agents.get(agent) ?? 0) + 1);
}
