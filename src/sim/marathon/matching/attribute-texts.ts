/** The texts that Marathon's constraints go by: of an agent's attributes only what Mesos takes for a text (Constraints.scala:76-113). */

import { type AttributeValue, parseAttribute } from "../../../model/attributes.ts";
import { formatRanges } from "../../../model/ranges.ts";
import type { Quirks } from "../quirks.ts";

type Attributes = Readonly<Record<string, string>>;

export class AttributeTexts {
  readonly #textOf: (value: AttributeValue) => string;
  /** By the attributes of an agent, of which there is one object for all of its offers. */
  readonly #known = new WeakMap<Attributes, Attributes>();

  constructor(quirks: Quirks) {
    this.#textOf = quirks.has("B40") ? textOnly : formatted;
  }

  /** The same attributes, each with its text: the same object where all are texts as they are. */
  of(attributes: Attributes): Attributes {
    let texts = this.#known.get(attributes);
    if (texts === undefined) {
      texts = this.#textsOf(attributes);
      this.#known.set(attributes, texts);
    }
    return texts;
  }

  #textsOf(attributes: Attributes): Attributes {
    const texts = Object.entries(attributes).map(([name, given]) => {
      const value = parseAttribute(given);
      return [name, value === null ? given : this.#textOf(value)] as const;
    });
    return texts.every(([name, text]) => attributes[name] === text) ? attributes : Object.fromEntries(texts);
  }
}

/** A protocol buffer's text that is not set is the empty one. */
const textOnly = (value: AttributeValue): string => (value.type === "text" ? value.text : "");

/** As Marathon 1.3 has it: a number as Java shows it to people in the USA, with at most three decimals. */
function formatted(value: AttributeValue): string {
  if (value.type === "text") return value.text;
  if (value.type === "ranges") return `[${formatRanges(value.ranges)}]`;
  if (Number.isNaN(value.value)) return "\uFFFD";
  const sign = value.value < 0 ? "-" : "";
  const size = Math.abs(value.value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}∞`;
  const [whole = "", decimals = ""] = size.toFixed(3).split(".");
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  const rest = decimals.replace(/0+$/, "");
  return rest === "" ? `${sign}${grouped}` : `${sign}${grouped}.${rest}`;
}
