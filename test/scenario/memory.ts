/** Scenario files that exist in a test only. */

import type { FileReader } from "../../src/scenario/file-reader.ts";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { Scenario } from "../../src/sim/scenario.ts";

/** Files by path; a path in a file is relative to the top. */
export function memoryFiles(texts: Readonly<Record<string, string>>): FileReader {
  return {
    read: (path) => {
      const text = texts[path];
      return text === undefined ? { ok: false, why: "no such file" } : { ok: true, text };
    },
    resolve: (_from, path) => path,
  };
}

/** The scenario of a text that is right; throws with its issues where it is not. */
export function load(text: string, others: Readonly<Record<string, string>> = {}, file = "x.yaml"): Scenario {
  const result = loadScenario(file, memoryFiles({ ...others, [file]: text }));
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}

/** The issues of a text, as they are printed, without the file's name. */
export function issuesOf(
  text: string,
  others: Readonly<Record<string, string>> = {},
  file = "x.yaml",
): readonly string[] {
  const result = loadScenario(file, memoryFiles({ ...others, [file]: text }));
  return result.ok ? [] : result.issues.map((issue) => formatIssue(issue).replace(`${file}:`, ""));
}
