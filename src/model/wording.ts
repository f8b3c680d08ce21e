/** Small pieces of English: counts, lists, shares, amounts. */

import { formatDuration } from "./units.ts";

/** `1 volume`, `3 volumes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** All of up to four names; of more, three and how many others there are. */
export function listed(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

/** A share as a percentage with one decimal, cut off: what is not all is never called 100 %. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

/** A time or span to read: from one second on without milliseconds. */
export function roughly(ms: number): string {
  return formatDuration(ms < 1000 ? ms : Math.floor(ms / 1000) * 1000);
}

/** A share in whole percent from ten on, with a decimal below: for what nobody needs to know more exactly. */
export function roughPercent(share: number): string {
  const decimals = share >= 0.1 ? 1 : 10;
  return share > 0 && share < 0.001 ? "under 0.1 %" : `${Math.floor(share * 100 * decimals) / decimals} %`;
}

/** MiB in the unit that leaves the fewest digits, exactly or to one decimal: `512 MiB`, `40 GiB`, `1.2 TiB`. */
export function sizeText(mib: number): string {
  const units = ["MiB", "GiB", "TiB", "PiB"];
  let size = mib;
  let unit = 0;
  while (size >= 10 * 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  const shown = unit === 0 ? size : Math.round(size * 10) / 10;
  return `${shown} ${units[unit]}`;
}

/** `1 cpu, 512 MiB, 100 MiB disk`; `nothing` where all are zero. */
export function amountsText(amounts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(amounts)
    .filter(([, amount]) => amount !== 0)
    .map(([name, amount]) => {
      if (name === "mem") return sizeText(amount);
      if (name === "disk") return `${sizeText(amount)} disk`;
      return `${amount} ${amount === 1 ? name.replace(/s$/, "") : name}`;
    });
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

/** Text cut to a width, with a mark where something is missing. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 3)}...`;
}

/** Text broken into lines of at most that width, at spaces. A word that is longer has a line of its own. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
