/** Why offers were of no use to apps that wait: counts by reason and agent since each wait began, and since when all apps
 * wait. Kept only where somebody will ask (`explain`); its size is bounded by apps, reasons and agents, not by time. What an
 * agent's offer comes to again is added when somebody asks. */

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
  readonly sinceMs: number;
  offers: number;
  readonly agents: Map<string, number>;
  used: number;
  readonly counts: Map<string, Count>;
  /** The last offer of which the app has said what it makes of it. */
  told: number;
  /** Its reasons of the offer under way. */
  readonly said: Count[];
}

/** What came of an agent's last offer that was answered by itself, and how often it came of one again since. */
interface Outcome {
  readonly counts: Count[];
  again: number;
}

/** Of one Marathon. */
class Waits {
  /** By app. */
  readonly all = new Map<string, Wait>();
  /** Those whose offers are counted. */
  readonly counted = new Map<string, Wait>();
  /** By agent. */
  readonly #outcomes = new Map<string, Outcome>();
  /** To be told of when other waits are counted than before. */
  changed: () => void = () => undefined;
  /** How many offers it has answered: the next one is under way. */
  answered = 0;

  /** A reason of the offer under way. */
  count(wait: Wait, reason: string): void {
    wait.said.push(countOf(wait, reason, null));
  }

  /** The offer under way is answered: mostly for the same reasons as the agent's last one. */
  over(agent: string): void {
    const outcome = this.#outcomes.get(agent);
    // In whichever order apps were asked.
    const current: Count[] = [];
    for (const { said } of this.counted.values()) {
      for (const count of said) current.push(count);
      said.length = 0;
    }
    this.answered++;
    if (outcome !== undefined && isSame(outcome.counts, current)) {
      outcome.again++;
      return;
    }
    this.#settle(agent);
    for (const wait of this.counted.values()) add(wait, agent, 1);
    for (const count of current) add(count, agent, 1);
    this.#outcomes.set(agent, { counts: current, again: 0 });
  }

  again(agent: string): void {
    const outcome = this.#outcomes.get(agent);
    if (outcome !== undefined) outcome.again++;
  }

  /** Adds what came again. */
  settle(): void {
    for (const agent of this.#outcomes.keys()) this.#settle(agent);
  }

  /** To be called before other waits are counted: what comes then is not the same again. */
  end(): void {
    this.settle();
    this.#outcomes.clear();
  }

  #settle(agent: string): void {
    const outcome = this.#outcomes.get(agent);
    if (outcome === undefined || outcome.again === 0) return;
    for (const wait of this.counted.values()) add(wait, agent, outcome.again);
    for (const count of outcome.counts) add(count, agent, outcome.again);
    outcome.again = 0;
  }
}

function countOf({ counts }: Wait, reason: string, framework: string | null): Count {
  const key = framework === null ? reason : `${reason} ${framework}`;
  let found = counts.get(key);
  if (found === undefined) {
    found = { reason, framework, offers: 0, agents: new Map() };
    counts.set(key, found);
  }
  return found;
}

function isSame(one: readonly Count[], other: readonly Count[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function add(to: Pick<Wait, "offers" | "agents">, agent: string, offers: number): void {
  to.offers += offers;
  to.agents.set(agent, (to.agents.get(agent) ?? 0) + offers);
}

export class OfferLog {
  readonly #clock: { readonly nowMs: number };
  readonly #byMarathon = new Map<string, Waits>();
  /** The apps whose waits are counted; all where null. */
  #meant: readonly AppName[] | null;

  /** Counts from the start, for all apps, or for those that it will be told of. */
  constructor(clock: { readonly nowMs: number }, counts: "all" | "none yet") {
    this.#clock = clock;
    this.#meant = counts === "all" ? null : [];
  }

  /** Calls that when other apps of the Marathon wait, and are counted, than before. */
  watch(marathon: string, changed: () => void): void {
    this.#of(marathon).changed = changed;
  }

  /** From now on the offers of those apps are counted. */
  count(apps: readonly AppName[]): void {
    this.#meant = apps;
    for (const [marathon, waits] of this.#byMarathon) {
      waits.end();
      for (const [app, wait] of waits.all) if (this.#means(marathon, app)) waits.counted.set(app, wait);
      waits.changed();
    }
  }

  /** Whether somebody asks what becomes of the app's offers, and it waits. */
  counts(marathon: string, app: string): boolean {
    return this.#byMarathon.get(marathon)?.counted.has(app) === true;
  }

  /** The apps of the Marathon whose offers are counted. */
  counted(marathon: string): ReadonlyMap<string, unknown> {
    return this.#of(marathon).counted;
  }

  /** Whether offers to that framework are counted as such that others did not get. */
  concernsOthers(framework: string): boolean {
    for (const [marathon, { counted }] of this.#byMarathon)
      if (marathon !== framework && counted.size > 0) return true;
    return false;
  }

  /** The app's running tasks or wanted instances may be others. */
  changed(marathon: string, app: string, below: boolean): void {
    const waits = this.#of(marathon);
    if (waits.all.has(app) === below) return;
    const isCounted = this.#means(marathon, app);
    if (isCounted) waits.end();
    if (below) {
      const sinceMs = this.#clock.nowMs;
      const wait = { sinceMs, offers: 0, agents: new Map(), used: 0, counts: new Map(), told: -1, said: [] };
      waits.all.set(app, wait);
      if (isCounted) waits.counted.set(app, wait);
    } else {
      waits.all.delete(app);
      waits.counted.delete(app);
    }
    if (isCounted) waits.changed();
  }

  /** The counted apps of the Marathon that have not said what they make of the offer under way. */
  untold(marathon: string): readonly string[] {
    const { counted, answered } = this.#of(marathon);
    const apps: string[] = [];
    for (const [app, { told }] of counted) if (told !== answered) apps.push(app);
    return apps;
  }

  /** The app looked at the offer under way in vain. */
  unused(marathon: string, app: string, reasons: readonly string[]): void {
    const waits = this.#of(marathon);
    const wait = waits.counted.get(app);
    if (wait === undefined || wait.told === waits.answered) return;
    wait.told = waits.answered;
    for (const reason of reasons) waits.count(wait, reason);
  }

  /** The app took some of the offer under way; what it makes of the rest is not counted. */
  used(marathon: string, app: string): void {
    const waits = this.#of(marathon);
    const wait = waits.counted.get(app);
    if (wait === undefined || wait.told === waits.answered) return;
    wait.told = waits.answered;
    wait.used++;
  }

  /** An offer to the Marathon is answered; `otherwise` gives the reason for a waiting app that was not asked. */
  answered(marathon: string, agent: string, otherwise: (app: string) => string): void {
    const waits = this.#of(marathon);
    for (const [app, wait] of waits.counted)
      if (wait.told !== waits.answered) waits.count(wait, otherwise(app));
    waits.over(agent);
  }

  /** Another offer of the agent came to what its last one came to: nobody used it, for the same reasons. */
  again(marathon: string, agent: string): void {
    this.#of(marathon).again(agent);
  }

  /** An offer went to a framework: for all others it is one that they did not get. */
  made(framework: string, agent: string): void {
    for (const [marathon, waits] of this.#byMarathon) {
      if (marathon === framework) continue;
      for (const wait of waits.counted.values()) add(countOf(wait, "offered-to-other", framework), agent, 1);
    }
  }

  /** Since when the app is below its instances; null where it is not. */
  waitsSinceMs({ marathon, app }: AppName): number | null {
    return this.#of(marathon).all.get(app)?.sinceMs ?? null;
  }

  /** Of an app that is below its instances now; null where it is not. */
  of(marathon: string, app: string): OfferCounts | null {
    const waits = this.#of(marathon);
    const wait = waits.all.get(app);
    if (wait === undefined) return null;
    waits.settle();
    const reasons = [...wait.counts.values()].sort((a, b) => b.offers - a.offers);
    const { sinceMs, offers, agents, used } = wait;
    return { sinceMs, offers, agents, used, reasons };
  }

  #of(marathon: string): Waits {
    let waits = this.#byMarathon.get(marathon);
    if (waits === undefined) {
      waits = new Waits();
      this.#byMarathon.set(marathon, waits);
    }
    return waits;
  }

  #means(marathon: string, app: string): boolean {
    if (this.#meant === null) return true;
    return this.#meant.some((each) => each.marathon === marathon && each.app === app);
  }
}
