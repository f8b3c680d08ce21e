/** What all parts of the page share: the stretch of time in view, the cursor, what is followed, searched and filtered. */

/** What of the shared state changed. */
export type Topic = "view" | "cursor" | "hover" | "follow" | "query" | "filter" | "theme" | "rows" | "size";

export interface Filter {
  readonly app: string;
  readonly agent: string;
  readonly state: string;
}

export const noFilter: Filter = { app: "", agent: "", state: "" };

type Listener = (topics: ReadonlySet<Topic>) => void;

export class Store {
  /** The ends of what the page shows. */
  readonly startMs: number;
  readonly endMs: number;
  #fromMs: number;
  #toMs: number;
  #cursorMs: number;
  #hoverMs: number | null = null;
  #followed: ReadonlySet<number> | null = null;
  #query = "";
  #filter = noFilter;
  readonly #listeners: { readonly topics: ReadonlySet<Topic>; readonly listener: Listener }[] = [];
  readonly #pending = new Set<Topic>();
  readonly #nextFrame: (work: () => void) => void;

  /** `nextFrame` runs work before the next frame is drawn: changes until then are told together. */
  constructor(
    [startMs, endMs]: readonly [number, number],
    cursorMs: number,
    nextFrame: (work: () => void) => void,
  ) {
    this.startMs = startMs;
    this.endMs = Math.max(startMs + 1, endMs);
    this.#fromMs = this.startMs;
    this.#toMs = this.endMs;
    this.#cursorMs = this.#within(cursorMs);
    this.#nextFrame = nextFrame;
  }

  get fromMs(): number {
    return this.#fromMs;
  }

  get toMs(): number {
    return this.#toMs;
  }

  get cursorMs(): number {
    return this.#cursorMs;
  }

  get hoverMs(): number | null {
    return this.#hoverMs;
  }

  /** Entities; null where nothing is followed. */
  get followed(): ReadonlySet<number> | null {
    return this.#followed;
  }

  get query(): string {
    return this.#query;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** Calls the listener when one of the topics changed, at most once a frame. */
  on(topics: readonly Topic[], listener: Listener): void {
    this.#listeners.push({ topics: new Set(topics), listener });
  }

  /** How long all is that the page shows. */
  get lengthMs(): number {
    return this.endMs - this.startMs;
  }

  /** The least stretch that can be looked at. */
  get leastMs(): number {
    return Math.min(this.lengthMs, 5);
  }

  setView(fromMs: number, toMs: number): void {
    const width = Math.min(this.lengthMs, Math.max(this.leastMs, toMs - fromMs));
    const from = Math.min(Math.max(this.startMs, fromMs), this.endMs - width);
    if (from === this.#fromMs && from + width === this.#toMs) return;
    this.#fromMs = from;
    this.#toMs = from + width;
    this.tell("view");
  }

  /** Zooms by a factor (below 1: closer) around an instant, which stays where it is. */
  zoom(factor: number, aroundMs: number): void {
    const width = Math.min(this.lengthMs, Math.max(this.leastMs, (this.#toMs - this.#fromMs) * factor));
    const share = (aroundMs - this.#fromMs) / (this.#toMs - this.#fromMs);
    this.setView(aroundMs - width * share, aroundMs + width * (1 - share));
  }

  /** Moves the view by a share of its width. */
  pan(share: number): void {
    const by = (this.#toMs - this.#fromMs) * share;
    this.setView(this.#fromMs + by, this.#toMs + by);
  }

  showAll(): void {
    this.setView(this.startMs, this.endMs);
  }

  /** A whole number of milliseconds within what is shown. */
  setCursor(atMs: number): void {
    const cursor = this.#within(atMs);
    if (cursor === this.#cursorMs) return;
    this.#cursorMs = cursor;
    this.tell("cursor");
  }

  /** Moves the view so that the instant is in it. */
  reveal(atMs: number): void {
    if (atMs >= this.#fromMs && atMs <= this.#toMs) return;
    const width = this.#toMs - this.#fromMs;
    this.setView(atMs - width / 2, atMs + width / 2);
  }

  #within(atMs: number): number {
    return Math.round(Math.min(Math.max(this.startMs, atMs), this.endMs));
  }

  setHover(atMs: number | null): void {
    if (atMs === this.#hoverMs) return;
    this.#hoverMs = atMs;
    this.tell("hover");
  }

  follow(entities: ReadonlySet<number> | null): void {
    this.#followed = entities;
    this.tell("follow");
  }

  search(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    this.tell("query");
  }

  setFilter(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.tell("filter");
  }

  tell(topic: Topic): void {
    this.#pending.add(topic);
    if (this.#pending.size === 1) this.#nextFrame(() => this.flush());
  }

  /** Tells at once what waits for the next frame: paper does not wait. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const topics = new Set(this.#pending);
    this.#pending.clear();
    for (const { topics: wanted, listener } of this.#listeners)
      if ([...topics].some((each) => wanted.has(each))) listener(topics);
  }
}
