/** Light or dark: the page's colours for canvases, as the style sheet names them, and the button that changes them. */

import { families, type Pattern } from "./looks.ts";
import type { Store } from "./store.ts";

const asSystem = "(prefers-color-scheme: dark)";

export class Theme {
  readonly #store: Store;
  readonly #known = new Map<string, string>();
  readonly #patterns = new Map<string, CanvasPattern | null>();
  /** Null: as the system says. */
  #chosen: "light" | "dark" | null = null;
  readonly #system = matchMedia(asSystem);
  readonly #dark = darkMedia();

  constructor(store: Store) {
    this.#store = store;
    this.#system.addEventListener("change", () => this.#changed());
    // Paper is white, whatever the screen is.
    addEventListener("beforeprint", () => {
      this.#apply("light");
      store.flush();
    });
    addEventListener("afterprint", () => this.#apply(this.#chosen));
  }

  get isDark(): boolean {
    return (this.#chosen ?? (this.#system.matches ? "dark" : "light")) === "dark";
  }

  toggle(): void {
    this.#chosen = this.isDark ? "light" : "dark";
    this.#apply(this.#chosen);
  }

  #apply(theme: "light" | "dark" | null): void {
    this.#dark.mediaText = theme === null ? asSystem : theme === "dark" ? "all" : "not all";
    this.#changed();
  }

  #changed(): void {
    this.#known.clear();
    this.#patterns.clear();
    this.#store.tell("theme");
  }

  colour(name: string): string {
    let colour = this.#known.get(name);
    if (colour === undefined) {
      colour = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      this.#known.set(name, colour);
    }
    return colour;
  }

  /** The colour of the look at that place of `families`. */
  fill(look: number): string {
    return this.colour(`state-${families[look]?.family ?? "done"}`);
  }

  /** The colour of a text on it. */
  ink(look: number): string {
    const family = families[look]?.family ?? "done";
    if (family === "step") return this.colour("state-ink-step");
    return this.colour(family === "calm" || family === "done" ? "ink" : "state-ink");
  }

  /** What is drawn over the colour; null for a plain look. */
  pattern(look: number): CanvasPattern | null {
    const { pattern = "plain" } = families[look] ?? {};
    const known = this.#patterns.get(pattern);
    if (known !== undefined) return known;
    const made = pattern === "plain" ? null : patternOf(pattern, this.colour("pattern-ink"));
    this.#patterns.set(pattern, made);
    return made;
  }
}

/** When the style sheet's dark colours hold. Throws where it has none. */
function darkMedia(): MediaList {
  for (const { cssRules } of document.styleSheets)
    for (const rule of cssRules)
      if (rule instanceof CSSMediaRule && rule.media.mediaText === asSystem) return rule.media;
  throw new Error("the style sheet has no dark colours");
}

const tile = 8;

function patternOf(pattern: Pattern, ink: string): CanvasPattern | null {
  const canvas = document.createElement("canvas");
  canvas.width = tile;
  canvas.height = tile;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1.4;
  const line = (x0: number, y0: number, x1: number, y1: number): void => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  const rising = (): void => {
    line(-1, tile + 1, tile + 1, -1);
    line(-1, 1, 1, -1);
    line(tile - 1, tile + 1, tile + 1, tile - 1);
  };
  const falling = (): void => {
    line(-1, -1, tile + 1, tile + 1);
    line(-1, tile - 1, 1, tile + 1);
    line(tile - 1, -1, tile + 1, 1);
  };
  switch (pattern) {
    case "rising":
      rising();
      break;
    case "falling":
      falling();
      break;
    case "crossed":
      rising();
      falling();
      break;
    case "level":
      line(0, 2, tile, 2);
      line(0, 6, tile, 6);
      break;
    case "upright":
      line(2, 0, 2, tile);
      line(6, 0, 6, tile);
      break;
    case "dots":
      for (const [x, y] of [
        [2, 2],
        [6, 6],
      ] as const) {
        context.beginPath();
        context.arc(x, y, 1.1, 0, 2 * Math.PI);
        context.fill();
      }
      break;
    case "plain":
      break;
  }
  return context.createPattern(canvas, "repeat");
}
