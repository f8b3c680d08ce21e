/** What Mesos makes of the text that an agent's flag gives for an attribute (attributes.cpp:102-132, values.cpp:584-668 @ 0.28.3). */

import { normalised, type Ranges } from "./ranges.ts";

export type AttributeValue =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "scalar"; readonly value: number }
  | { readonly type: "ranges"; readonly ranges: Ranges };

/** As C++ reads a number, without blanks (boost::lexical_cast<double>). */
const number = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** Blanks count nowhere. Null where an agent would not start: nothing, a set, or brackets in the wrong place. */
export function parseAttribute(given: string): AttributeValue | null {
  const text = given.replaceAll(" ", "");
  if (text === "" || !isBalanced(text, "(", ")") || !isBalanced(text, "[", "]")) return null;
  if (text.startsWith("[")) return rangesIn(text);
  if (/[{}[]/.test(text)) return null;
  return number.test(text) ? { type: "scalar", value: numberIn(text) } : { type: "text", text };
}

function isBalanced(text: string, opening: string, closing: string): boolean {
  let open = 0;
  for (const sign of text) {
    if (sign === opening) open++;
    else if (sign === closing && --open < 0) return false;
  }
  return open === 0;
}

function rangesIn(text: string): AttributeValue | null {
  const bounds = text.split(/[[\]\-,\n]/).filter((part) => part !== "");
  const isWhole = bounds.length % 2 === 0 && bounds.every((bound) => /^\d+$/.test(bound));
  return isWhole ? { type: "ranges", ranges: normalised(bounds.map(Number)) } : null;
}

function numberIn(text: string): number {
  if (/nan/i.test(text)) return Number.NaN;
  if (/inf/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
