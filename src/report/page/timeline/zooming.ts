/** Zoom and pan of a chart of time with mouse, wheel and fingers, by d3-zoom; the view is shared by all charts. */

import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { Store } from "../store.ts";

export interface Zooming {
  /** The pixels that time has: from where to where. */
  readonly span: () => readonly [left: number, right: number];
  /** Whether a turn of the wheel without a key zooms here; else it scrolls the page. */
  readonly wheelZooms: boolean;
}

/** Lets the element zoom and pan the shared view. */
export function makeZoomable(element: HTMLElement, store: Store, { span, wheelZooms }: Zooming): void {
  let fromHere = false;
  const behaviour = zoom<HTMLElement, unknown>()
    .filter((event: Event) => {
      if (event instanceof WheelEvent) return wheelZooms || event.ctrlKey || event.metaKey || event.altKey;
      return !(event instanceof MouseEvent) || (event.button === 0 && !event.shiftKey);
    })
    .clickDistance(4)
    .extent(() => {
      const [left, right] = span();
      return [
        [left, 0],
        [Math.max(left + 1, right), 1],
      ];
    })
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<HTMLElement, unknown>) => {
      // Without an event of the user it is the view that moved this chart.
      if (sourceEvent === null) return;
      const [left, right] = span();
      const perMs = (right - left) / store.lengthMs;
      const msAt = (x: number): number => store.startMs + (transform.invertX(x) - left) / perMs;
      fromHere = true;
      store.setView(msAt(left), msAt(right));
    });
  const selection = select<HTMLElement, unknown>(element);
  selection.call(behaviour).on("dblclick.zoom", null);
  const follow = (): void => {
    const [left, right] = span();
    behaviour.scaleExtent([1, store.lengthMs / store.leastMs]).translateExtent([
      [left, Number.NEGATIVE_INFINITY],
      [right, Number.POSITIVE_INFINITY],
    ]);
    if (!fromHere) selection.call(behaviour.transform, transformOf(store, left, right));
    fromHere = false;
  };
  store.on(["view", "size"], follow);
  follow();
  element.addEventListener(
    "wheel",
    (event) => {
      // A wheel that turns sideways, or that is turned with shift, pans.
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        Math.abs(sideways) < Math.abs(event.shiftKey ? 0 : event.deltaY)
      )
        return;
      if (sideways === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const [left, right] = span();
      store.pan(sideways / Math.max(1, right - left));
    },
    { passive: false, capture: true },
  );
}

function transformOf(store: Store, left: number, right: number): ZoomTransform {
  const scale = store.lengthMs / (store.toMs - store.fromMs);
  const perMs = (right - left) / store.lengthMs;
  // The start of the view comes to lie at the left edge.
  return zoomIdentity
    .translate(left - scale * (left + (store.fromMs - store.startMs) * perMs), 0)
    .scale(scale);
}
