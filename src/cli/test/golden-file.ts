/** Golden files: `x.golden.json` beside `x.yaml`. */

import { existsSync, readFileSync } from "node:fs";
import { type Golden, readGolden } from "../../compare/golden.ts";

const ending = ".golden.json";

/** The golden file of a scenario file, whether it exists or not. */
export function goldenPath(scenario: string): string {
  return scenario.replace(/\.(ya?ml|json)$/i, ending);
}

export function isGoldenFile(name: string): boolean {
  return name.endsWith(ending);
}

/** What stands in a golden file; null where there is no such file. */
export function openGolden(
  path: string,
): { readonly ok: true; readonly golden: Golden } | { readonly ok: false; readonly why: string } | null {
  if (!existsSync(path)) return null;
  try {
    return readGolden(readFileSync(path, "utf8"));
  } catch (error) {
    return { ok: false, why: `cannot be read (${error instanceof Error ? error.message : String(error)})` };
  }
}
