/** The axis of time above the lanes, with the cursor's flag. Drag on it to move the cursor, turn the wheel to zoom. */

import type { Store } from "../store.ts";
import type { Theme } from "../theme.ts";
import { exactly, tickText } from "../words.ts";
import { canvasFont, canvasFontStrong, Sheet } from "./canvas.ts";
import { type TimeScale, ticksOf } from "./scale.ts";

const axisHeight = 30;

export class Axis {
  readonly sheet = new Sheet("axis");
  readonly #store: Store;
  readonly #theme: Theme;

  constructor(store: Store, theme: Theme, scaleOf: () => TimeScale) {
    this.#store = store;
    this.#theme = theme;
    const { element } = this.sheet;
    const move = (event: PointerEvent): void => {
      if (event.buttons === 1)
        store.setCursor(scaleOf().ms(event.clientX - element.getBoundingClientRect().left));
    };
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      move(event);
    });
    element.addEventListener("pointermove", move);
    element.addEventListener("dblclick", () => store.showAll());
    element.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const around = scaleOf().ms(event.clientX - element.getBoundingClientRect().left);
        store.zoom(Math.exp(event.deltaY * 0.002), around);
      },
      { passive: false },
    );
  }

  draw(width: number, gutter: number, scale: TimeScale): void {
    const { context } = this.sheet;
    const { fromMs, toMs, cursorMs } = this.#store;
    this.sheet.resize(width, axisHeight);
    const { stepMs, ticks } = ticksOf(fromMs, toMs, Math.max(2, (width - gutter) / 110));
    context.font = canvasFont;
    context.textBaseline = "middle";
    for (const tick of ticks) {
      const x = scale.x(tick);
      if (x < gutter - 1) continue;
      context.fillStyle = this.#theme.colour("line");
      context.fillRect(Math.round(x), axisHeight - 7, 1, 7);
      const text = tickText(tick, stepMs);
      const textWidth = context.measureText(text).width;
      if (x + 4 + textWidth > width) continue;
      context.fillStyle = this.#theme.colour("ink-soft");
      context.fillText(text, x + 4, axisHeight / 2 + 4);
    }
    context.fillStyle = this.#theme.colour("line");
    context.fillRect(0, axisHeight - 1, width, 1);
    if (cursorMs >= fromMs && cursorMs <= toMs) this.#flag(scale.x(cursorMs), width, gutter);
  }

  #flag(x: number, width: number, gutter: number): void {
    const { context } = this.sheet;
    const text = exactly(this.#store.cursorMs);
    context.font = canvasFontStrong;
    const flagWidth = context.measureText(text).width + 12;
    const left = Math.min(width - flagWidth, Math.max(gutter, x - flagWidth / 2));
    context.fillStyle = this.#theme.colour("accent");
    context.beginPath();
    context.roundRect(left, 3, flagWidth, 20, 4);
    context.fill();
    context.fillRect(x - 1, 23, 2, axisHeight - 23);
    context.fillStyle = this.#theme.colour("accent-ink");
    context.fillText(text, left + 6, 13.5);
  }
}
