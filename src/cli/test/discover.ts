/** Finds the scenario files under paths: YAML or JSON with `duration` at the top; others are passed over, and so are
 * capsules that are not named themselves. */

import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { byCodeUnit } from "../../model/units.ts";
import { isScenarioText } from "../../scenario/document.ts";
import { isCapsule } from "../capsule/open.ts";
import { nodeFiles } from "../files.ts";
import { goldenPath, isGoldenFile } from "./golden-file.ts";

/** Deeper than any folder of scenarios; a folder that links to itself stops before. */
const depthMax = 32;

export interface Found {
  /** As the user may write it. */
  readonly path: string;
  /** Short, without ending: below the one folder that was named, else the whole path. */
  readonly name: string;
}

export interface Discovery {
  /** In order of the paths, those of a folder by code unit; each file once. */
  readonly found: readonly Found[];
  readonly problems: readonly string[];
  /** Golden files under the paths that belong to no scenario. */
  readonly orphans: readonly string[];
}

export function discover(paths: readonly string[]): Discovery {
  const search = new Search();
  for (const path of paths) search.look(path);
  const [only] = paths;
  const folder = paths.length === 1 && only !== undefined && isFolder(only) ? `${normalize(only)}/` : "";
  const start = folder.replace(/\/+$/, "/");
  const found = search.found.map((path) => ({ path, name: nameOf(path, start) }));
  const goldens = new Set(search.found.map(goldenPath));
  return {
    found,
    problems: [...search.problems, ...twoOfOneName(search.found)],
    orphans: search.goldens.filter((path) => !goldens.has(path)),
  };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function nameOf(path: string, folder: string): string {
  const below = folder !== "" && path.startsWith(folder) ? path.slice(folder.length) : path;
  return below.replace(/\.(ya?ml|json)$/i, "");
}

/** Two files that differ in their ending only would share a golden file. */
function twoOfOneName(paths: readonly string[]): readonly string[] {
  const owners = new Map<string, string>();
  return paths.flatMap((path) => {
    const golden = goldenPath(path);
    const owner = owners.get(golden);
    owners.set(golden, owner ?? path);
    return owner === undefined ? [] : [`${path}: ${owner} has the golden file ${golden} too; rename one`];
  });
}

class Search {
  readonly found: string[] = [];
  readonly goldens: string[] = [];
  readonly problems: string[] = [];
  readonly #seen = new Set<string>();

  look(path: string): void {
    if (!existsSync(path)) {
      this.problems.push(`${path}: no such file or folder`);
      return;
    }
    const before = this.found.length;
    if (isFolder(path)) {
      this.#walk(normalize(path).replace(/(?<=.)\/+$/, ""), 0);
      if (this.found.length === before && this.problems.length === 0)
        this.problems.push(`${path}: no scenario is in it (YAML or JSON with duration: at the top)`);
    } else if (isScenario(path) || isCapsule(path)) this.#add(path);
    else this.problems.push(`${path}: no scenario (YAML or JSON with duration: at the top)`);
  }

  #walk(folder: string, depth: number): void {
    if (depth > depthMax) return;
    for (const name of readdirSync(folder).sort(byCodeUnit)) {
      if (name.startsWith(".") || name === "node_modules") continue;
      const path = join(folder, name);
      // A link that leads nowhere.
      if (!existsSync(path)) continue;
      if (isFolder(path)) this.#walk(path, depth + 1);
      else if (isGoldenFile(name)) this.goldens.push(path);
      else if (/\.(ya?ml|json)$/i.test(name) && isScenario(path)) this.#add(path);
    }
  }

  #add(path: string): void {
    const real = realpathSync(path);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.found.push(path);
  }
}

/** What cannot be read is no scenario here; whoever names it is told. */
function isScenario(path: string): boolean {
  const read = nodeFiles.read(path);
  if (!read.ok || !read.text.includes("duration")) return false;
  // The usual form is seen without parsing the whole file.
  return /^duration:\s/m.test(read.text) || isScenarioText(path, read.text);
}
