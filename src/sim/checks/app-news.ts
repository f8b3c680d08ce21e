/** Which apps have changed since the last look: whatever watches them need not look at what is as before. */

import type { World } from "../world.ts";
import type { Expectation } from "./expectation.ts";

/** Values that depend on nothing but an app's definition, its tasks, and what it has on hosts. */
const told: ReadonlySet<string> = new Set([
  "instances",
  "running",
  "killing",
  "staging",
  "suspended",
  "reserving",
  "agents",
  "version",
  "alive",
  "volumes",
  "attached",
  "detached",
]);

interface Watched<T> {
  watchers: T[];
  isNews: boolean;
}

/** `T`: what watches an app. */
export class AppNews<T> {
  readonly #world: World;
  readonly #untold: boolean;
  readonly #byApp = new Map<string, Watched<T>>();
  readonly #news: Watched<T>[] = [];

  /** `untold`: nothing is told. */
  constructor(world: World, untold: boolean) {
    this.#world = world;
    this.#untold = untold;
  }

  /** Whether every change of what it looks at is told. */
  tells({ subject, predicates }: Expectation): boolean {
    if (this.#untold || subject.kind !== "app") return false;
    return predicates.every(({ path }) => told.has(path[0] ?? ""));
  }

  /** From now on, of the app in any Marathon: which one has it may not be known yet. */
  watch({ subject }: Expectation, watcher: T): void {
    if (subject.kind !== "app") return;
    let watched = this.#byApp.get(subject.id);
    if (watched === undefined) {
      watched = { watchers: [], isNews: false };
      this.#byApp.set(subject.id, watched);
      this.#listen(subject.id, watched);
    }
    watched.watchers.push(watcher);
  }

  /** Whether an app that is watched has changed. */
  get isAny(): boolean {
    return this.#news.length > 0;
  }

  /** Whatever watches apps that have changed since it was asked for the last time; whoever is through watches no more. */
  take(isThrough: (watcher: T) => boolean): readonly T[] {
    const news = this.#news.splice(0);
    for (const each of news) {
      each.isNews = false;
      each.watchers = each.watchers.filter((watcher) => !isThrough(watcher));
    }
    return news.flatMap(({ watchers }) => watchers);
  }

  #listen(app: string, watched: Watched<T>): void {
    const { marathons, census } = this.#world;
    const changed = (): void => {
      if (watched.isNews) return;
      watched.isNews = true;
      this.#news.push(watched);
    };
    for (const marathon of marathons.values()) {
      marathon.onChangeOf(app, changed);
      census.counts(marathon.name, app)?.onChange(changed);
    }
  }
}
