/** Times, amounts and ids as the page writes them. */

import { formatDuration } from "../../model/units.ts";
import { sizeText } from "../../model/wording.ts";

/** An instant or a span, exactly: `3m15s2ms`. */
export const exactly = (ms: number): string => formatDuration(Math.round(ms));

/** To read: from ten seconds on without milliseconds. */
export function roughly(ms: number): string {
  return formatDuration(ms < 10_000 ? Math.round(ms) : Math.floor(ms / 1000) * 1000);
}

/** For ticks of an axis, whose steps are of so many ms. */
export function tickText(ms: number, stepMs: number): string {
  if (ms === 0) return "0s";
  const unit = stepMs >= 1000 ? 1000 : 1;
  return formatDuration(Math.round(ms / unit) * unit);
}

/** Thousandths of a resource, in its usual unit, without the resource's name. */
export function amountText(resource: string, milli: number): string {
  if (resource === "mem" || resource === "disk") return sizeText(milli / 1000);
  return String(Math.round(milli) / 1000);
}

/** A share in whole percent. */
export function percentText(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const share = (100 * part) / whole;
  return `${share > 0 && share < 1 ? "<1" : Math.round(share)} %`;
}

/** An id of a task or volume that is short enough to read: a UUID in it is cut. */
export function shortId(id: string): string {
  return id.replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "$1…");
}

/** `1 task`, `3 tasks`. */
export { counted } from "../../model/wording.ts";
