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

const keyOf = ({ marathon, app }: AppName): string => `${marathon}\u0000${app}`;

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
  /** Where outcomes have what it said, once it is counted; another wait may have that place when it is over. */
  place: number;
  isOver: boolean;
}

/** What one app made of an agent's last offer that was answered by itself: for the same reasons of all since some offer. */
interface Said {
  readonly wait: Wait;
  counts: readonly Count[];
  /** How many of the agent's offers are counted, of those that came before or to this. */
  counted: number;
}

/** What came of an agent's offers: how many there were, and by the places of waits what each app made of the last one. */
interface Outcome {
  offers: number;
  readonly said: (Said | undefined)[];
  /** Of how many all is counted. */
  settled: number;
}

/** Of one Marathon. */
class Waits {
  /** By app. */
  readonly all = new Map<string, Wait>();
  /** Those whose offers are counted. */
  readonly counted = new Map<string, Wait>();
  /** By agent. */
  readonly #outcomes = new Map<string, Outcome>();
  #places = 0;
  readonly #freePlaces: number[] = [];
  /** To be told of when other waits are counted than before. */
  changed: () => void = () => undefined;
  /** How many offers it has answered: the next one is under way. */
  answered = 0;

  /** A reason of the offer under way. */
  count(wait: Wait, reason: string): void {
    wait.said.push(countOf(wait, reason, null));
  }

  /** The offer under way is answered: by most apps for the same reasons as the agent's last one. */
  over(agent: string): void {
    let outcome = this.#outcomes.get(agent);
    if (outcome === undefined) {
      outcome = { offers: 0, said: [], settled: 0 };
      this.#outcomes.set(agent, outcome);
    }
    const { said, offers } = outcome;
    for (const wait of this.counted.values()) {
      // A place that was taken later may be far beyond the last one.
      while (said.length <= wait.place) said.push(undefined);
      const before = said[wait.place];
      if (before?.wait !== wait) said[wait.place] = newlySaid(wait, agent, offers);
      else if (!isSame(before.counts, wait.said)) {
        addSince(before, agent, offers);
        said[wait.place] = newlySaid(wait, agent, offers);
      }
      // One by one: to set the length to 0 would give up the room that it has.
      while (wait.said.length > 0) wait.said.pop();
    }
    this.answered++;
    outcome.offers++;
  }

  again(agent: string): void {
    const outcome = this.#outcomes.get(agent);
    if (outcome !== undefined) outcome.offers++;
  }

  /** Adds what came again. */
  settle(): void {
    for (const agent of this.#outcomes.keys()) this.#settle(agent);
  }

  /** The app begins to wait. What came of offers before is nothing to it. */
  begin(app: string, sinceMs: number): Wait {
    const wait: Wait = {
      sinceMs,
      offers: 0,
      agents: new Map(),
      used: 0,
      counts: new Map(),
      told: -1,
      said: [],
      place: -1,
      isOver: false,
    };
    this.all.set(app, wait);
    return wait;
  }

  /** From now on it is counted what comes of offers for it. */
  beginCounting(app: string, wait: Wait): void {
    if (wait.place < 0) wait.place = this.#freePlaces.pop() ?? this.#places++;
    this.counted.set(app, wait);
  }

  /** It waits no more, and nobody will ask what came of offers meanwhile. */
  end(app: string): void {
    const wait = this.all.get(app);
    if (wait === undefined) return;
    wait.isOver = true;
    if (wait.place >= 0) this.#freePlaces.push(wait.place);
    this.all.delete(app);
    this.counted.delete(app);
  }

  #settle(agent: string): void {
    const outcome = this.#outcomes.get(agent);
    if (outcome === undefined || outcome.settled === outcome.offers) return;
    for (const said of outcome.said) if (said?.wait.isOver === false) addSince(said, agent, outcome.offers);
    outcome.settled = outcome.offers;
  }
}

/** What an app makes of the offer under way, which is counted later; agents stand in the order in which they first came. */
function newlySaid(wait: Wait, agent: string, counted: number): Said {
  const counts = wait.said.slice();
  add(wait, agent, 0);
  for (const count of counts) add(count, agent, 0);
  return { wait, counts, counted };
}

/** Counts what came of the agent's offers, so many in all, as far as it is not counted. */
function addSince(said: Said, agent: string, offers: number): void {
  const since = offers - said.counted;
  if (since === 0) return;
  add(said.wait, agent, since);
  for (const count of said.counts) add(count, agent, since);
  said.counted = offers;
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
  #meant: ReadonlySet<string> | null;

  /** Counts from the start, for all apps, or for those that it will be told of. */
  constructor(clock: { readonly nowMs: number }, counts: "all" | "none yet") {
    this.#clock = clock;
    this.#meant = counts === "all" ? null : new Set();
  }

  /** Calls that when other apps of the Marathon wait, and are counted, than before. */
  watch(marathon: string, changed: () => void): void {
    this.#of(marathon).changed = changed;
  }

  /** From now on the offers of those apps are counted. */
  count(apps: readonly AppName[]): void {
    this.#meant = new Set(apps.map(keyOf));
    for (const [marathon, waits] of this.#byMarathon) {
      for (const [app, wait] of waits.all) if (this.#means(marathon, app)) waits.beginCounting(app, wait);
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
    if (below) {
      const wait = waits.begin(app, this.#clock.nowMs);
      if (isCounted) waits.beginCounting(app, wait);
    } else waits.end(app);
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
    return this.#meant.has(keyOf({ marathon, app }));
  }
}
