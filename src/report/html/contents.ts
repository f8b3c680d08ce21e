/** What a reservation holds over time, as `show` prints it: `cpus 1, mem 512, volume 100, ports 31599-31599`. */

import { formatRanges, minusRanges, parseRanges, type Ranges, unionRanges } from "../../model/ranges.ts";
import { amountOf, milliFrom } from "../../model/units.ts";
import { byResource } from "../amounts.ts";

export class Contents {
  readonly #scalars = new Map<string, number>();
  readonly #ranges = new Map<string, Ranges>();
  /** Sizes of the volumes on its disk, in thousandths of MiB, by persistence id. */
  readonly #volumes = new Map<string, number>();

  /** Adds or takes away amounts as a row has them; `text` is their JSON. */
  change(text: string | null, by: 1 | -1): void {
    const amounts = text === null ? {} : (JSON.parse(text) as Record<string, unknown>);
    for (const [name, amount] of Object.entries(amounts)) {
      if (typeof amount === "number") this.#add(name, by * milliFrom(amount));
      else if (typeof amount === "string") {
        const ranges = parseRanges(amount) ?? [];
        const before = this.#ranges.get(name) ?? [];
        this.#ranges.set(name, by === 1 ? unionRanges(before, ranges) : minusRanges(before, ranges));
      }
    }
  }

  /** Disk becomes a volume. */
  create(volume: string, sizeMib: number): void {
    if (this.#volumes.has(volume)) return;
    const milli = milliFrom(sizeMib);
    this.#volumes.set(volume, milli);
    this.#add("disk", -milli);
  }

  /** A volume becomes disk again. */
  destroy(volume: string): void {
    const milli = this.#volumes.get(volume);
    if (milli === undefined) return;
    this.#volumes.delete(volume);
    this.#add("disk", milli);
  }

  get text(): string {
    const parts: [string, string][] = [];
    for (const [name, milli] of this.#scalars) if (milli > 0) parts.push([name, `${amountOf(milli)}`]);
    for (const [name, ranges] of this.#ranges)
      if (ranges.length > 0) parts.push([name, formatRanges(ranges)]);
    parts.sort(([a], [b]) => byResource(a, b));
    const volumes = [...this.#volumes.values()].map((milli) => `volume ${amountOf(milli)}`);
    return [...parts.map(([name, amount]) => `${name} ${amount}`), ...volumes].join(", ");
  }

  #add(name: string, milli: number): void {
    this.#scalars.set(name, (this.#scalars.get(name) ?? 0) + milli);
  }
}
