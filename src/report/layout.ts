/** Lines of facts after a label, within a width: side by side where they have room, else below each other. */

import { wrapped } from "../model/wording.ts";

/** Text, and how it is painted; its width is that of the text. */
export interface Piece {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const gap = "   ";

function painted({ text, paint }: Piece): string {
  return paint === undefined ? text : paint(text);
}

/**
 * The label is padded to `indent` columns. A label that is longer has a line of its own where its facts do not fit
 * beside it. Words are never cut.
 */
export function labelledLines(
  label: Piece,
  facts: readonly Piece[],
  indent: number,
  width: number,
): string[] {
  const space = " ".repeat(Math.max(1, indent - label.text.length));
  const whole = label.text.length + space.length + facts.map(({ text }) => text).join(gap).length;
  if (whole <= width) return [`${painted(label)}${space}${facts.map(painted).join(gap)}`.trimEnd()];
  const below = facts.flatMap(({ text, paint }) =>
    wrapped(text, Math.max(1, width - indent)).map((line) =>
      painted(paint === undefined ? { text: line } : { text: line, paint }),
    ),
  );
  const lines = below.map((line) => `${" ".repeat(indent)}${line}`);
  return label.text.length < indent
    ? [`${painted(label)}${space}${below[0]}`, ...lines.slice(1)]
    : [painted(label), ...lines];
}

/** Pieces that are never broken, as many on each line as have room after the indent. */
export function packedLines(
  pieces: readonly Piece[],
  indent: number,
  width: number,
  between = gap,
): string[] {
  const lines: string[] = [];
  let line = "";
  let room = 0;
  for (const piece of pieces) {
    const needed = between.length + piece.text.length;
    if (line === "" || needed > room) {
      if (line !== "") lines.push(line);
      line = `${" ".repeat(indent)}${painted(piece)}`;
      room = width - indent - piece.text.length;
      continue;
    }
    line += `${between}${painted(piece)}`;
    room -= needed;
  }
  return line === "" ? lines : [...lines, line];
}
