/** Files of durations: an `empirical` distribution may name one, and its values stand in the name's place. */

import { parseDuration } from "../model/units.ts";
import { type Check, isRecord } from "./check.ts";
import type { FileReader } from "./file-reader.ts";
import { issueAt } from "./issue.ts";
import type { Path } from "./located.ts";

/** In the place of what could not be read: nothing else is found wrong with it. */
const anything = ["1s"];

export class DurationFiles {
  readonly #files: FileReader;

  constructor(files: FileReader) {
    this.#files = files;
  }

  /** The value with the content of each named file in its place; one that cannot be read is an issue. */
  filledIn(check: Check, value: unknown, path: Path): unknown {
    if (!isRecord(value)) return value;
    const filled = Object.entries(value).map(([key, inner]): [string, unknown] => {
      const at = [...path, key];
      if (key !== "empirical" || typeof inner !== "string") return [key, this.filledIn(check, inner, at)];
      return [key, this.#values(check, inner, at)];
    });
    return Object.fromEntries(filled);
  }

  /** One duration a line, in the first column; the first line may be a header. */
  #values(check: Check, name: string, path: Path): readonly string[] {
    const file = this.#files.resolve(check.document.file, name);
    const read = this.#files.read(file);
    if (!read.ok) {
      check.wrong(path, `${file}: ${read.why}`);
      return anything;
    }
    const values: string[] = [];
    read.text.split(/\r?\n/).forEach((line, i) => {
      const text = (line.split(",")[0] ?? "").trim();
      if (text === "") return;
      if (parseDuration(text) !== undefined) values.push(text);
      else if (i > 0)
        check.issues.push(
          issueAt({ file, line: i + 1, column: 1 }, [], `${JSON.stringify(text)} is not a duration`),
        );
    });
    if (values.length > 0) return values;
    check.wrong(path, `${file} holds no duration`);
    return anything;
  }
}
