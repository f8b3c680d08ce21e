/** The bar that stays in sight: the cursor's time, steps to changes before and after, and the stretch in view. */

import { parseDuration } from "../../../model/units.ts";
import type { Model } from "../data/model.ts";
import { button, el } from "../dom.ts";
import type { Store } from "../store.ts";
import { exactly, roughly } from "../words.ts";

export class CursorBar {
  readonly element: HTMLElement;
  readonly #store: Store;
  /** Instants at which something changed, sorted. */
  readonly #changes: Float64Array;
  readonly #input: HTMLInputElement;
  readonly #view = el("span", { class: "soft view" });

  constructor(model: Model, store: Store) {
    this.#store = store;
    this.#changes = changesOf(model);
    this.#input = el("input", {
      attributes: {
        type: "text",
        size: "11",
        "aria-label": "Cursor time, such as 3m21s",
        spellcheck: "false",
        autocomplete: "off",
      },
    });
    this.#input.addEventListener("change", () => this.#typed());
    const [what, whole] =
      model.head.stretch === undefined
        ? ["the run", "The whole run"]
        : ["what is shown", "All that this page shows"];
    this.element = el(
      "div",
      { class: "cursor-bar", attributes: { role: "toolbar", "aria-label": "Cursor" } },
      button("‹", () => this.step(-1), "Change before ( [ )"),
      el("label", { class: "at" }, el("span", { text: "at" }), this.#input),
      button("›", () => this.step(1), "Change after ( ] )"),
      button("end", () => this.goTo(store.endMs), `Cursor to the end of ${what}`),
      el("span", { class: "space" }),
      button("−", () => store.zoom(2, this.#middle()), "Zoom out"),
      button("+", () => store.zoom(0.5, this.#middle()), "Zoom in"),
      button("all", () => store.showAll(), whole),
      this.#view,
    );
    store.on(["cursor", "view"], () => this.#show());
    this.#show();
  }

  /** Moves the cursor, and the view where the cursor would be out of sight. */
  goTo(atMs: number): void {
    this.#store.setCursor(atMs);
    this.#store.reveal(atMs);
  }

  /** To the next instant at which something changed. */
  step(by: 1 | -1): void {
    const { cursorMs } = this.#store;
    const next =
      by > 0 ? this.#changes.find((at) => at > cursorMs) : this.#changes.findLast((at) => at < cursorMs);
    if (next !== undefined) this.goTo(next);
  }

  #middle(): number {
    const { fromMs, toMs, cursorMs } = this.#store;
    return cursorMs >= fromMs && cursorMs <= toMs ? cursorMs : (fromMs + toMs) / 2;
  }

  #typed(): void {
    const atMs = parseDuration(this.#input.value.trim());
    this.#input.setAttribute("aria-invalid", String(atMs === undefined));
    if (atMs !== undefined) this.goTo(atMs);
    this.#show();
  }

  #show(): void {
    const { cursorMs, fromMs, toMs } = this.#store;
    if (document.activeElement !== this.#input || this.#input.getAttribute("aria-invalid") !== "true")
      this.#input.value = exactly(cursorMs);
    this.#view.textContent = `shows ${roughly(fromMs)} to ${roughly(toMs)}`;
  }
}

/** Starts of spans and marks, each once. */
function changesOf(model: Model): Float64Array {
  const all = Float64Array.from([...model.spans.start, ...model.marks.map(({ atMs }) => atMs)]).sort();
  let count = 0;
  for (const at of all) {
    if (count > 0 && all[count - 1] === at) continue;
    all[count++] = at;
  }
  return all.slice(0, count);
}
