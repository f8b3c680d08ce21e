/** The small sheet beside the pointer that says what is under it. */

import type { Model } from "../data/model.ts";
import { el, fill } from "../dom.ts";
import { markText, spanText } from "../told.ts";
import { exactly } from "../words.ts";
import { glyphElement } from "./glyphs.ts";
import type { Hit } from "./layout.ts";
import { categoryNames } from "./rows.ts";

export class Tooltip {
  readonly element = el("div", { class: "tooltip", attributes: { "aria-hidden": "true" } });
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
    this.element.hidden = true;
  }

  /** Shows a text beside a point of the window. */
  say(text: string, x: number, y: number): void {
    fill(this.element, el("p", { text }));
    this.#place(x, y);
  }

  /** Shows what was hit beside a point of the window; nothing where nothing was hit. */
  show(hit: Hit | null, x: number, y: number): void {
    if (hit === null || (hit.span === -1 && hit.mark === null)) {
      this.hide();
      return;
    }
    const { span, mark } = hit;
    if (mark !== null)
      fill(
        this.element,
        el("p", { class: "tooltip-head" }, glyphElement(mark.category), categoryNames[mark.category]),
        el("p", { text: markText(mark) }),
        el("p", { class: "soft", text: `at ${exactly(mark.atMs)}` }),
      );
    else {
      const { state, who, when, why, what } = spanText(this.#model, span);
      fill(
        this.element,
        el("p", { class: "tooltip-head", text: state }),
        el("p", { text: who }),
        what === "" ? null : el("p", { text: what }),
        why === "" ? null : el("p", { text: why }),
        el("p", { class: "soft", text: when }),
      );
    }
    this.#place(x, y);
  }

  #place(x: number, y: number): void {
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    const top = y + 16 + height > innerHeight ? y - 12 - height : y + 16;
    this.element.style.left = `${Math.max(4, left)}px`;
    this.element.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
