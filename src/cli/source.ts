/** What a command is given to play: a scenario file, or a capsule with a scenario in it. */

import type { Issue } from "../scenario/issue.ts";
import type { Known } from "../scenario/known.ts";
import { loadScenario } from "../scenario/load.ts";
import type { Setting } from "../scenario/setting.ts";
import type { Place, Scenario } from "../sim/scenario.ts";
import { type Bundle, Gatherer } from "./capsule/bundle.ts";
import type { Capsule } from "./capsule/format.ts";
import { isCapsule, type OpenedCapsule, openCapsule } from "./capsule/open.ts";
import { type OnRead, toldFiles } from "./files.ts";

export interface LoadedSource {
  readonly scenario: Scenario;
  /** The names that it defines. */
  readonly known: Known;
  readonly warnings: readonly Issue[];
  readonly namePlace: Place;
  /** The capsule that it came from. */
  readonly capsule: Capsule | null;
  /** Why it is not exactly the scenario of its capsule; null where it is, or where there is no capsule. */
  readonly changed: string | null;
  /** All settings that made it, as they are typed. */
  readonly settings: readonly string[];
  /** The scenario with all files that it names. */
  readonly bundle: () => Bundle;
}

export type Loading =
  | ({ readonly ok: true } & LoadedSource)
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads and checks what a path names. Settings of a capsule come before those given; a seed goes before all others.
 * `onRead` is told of each file before it is read.
 */
export function loadSource(
  path: string,
  settings: readonly Setting[] = [],
  seed?: number,
  onRead: OnRead = () => undefined,
): Loading {
  onRead(path);
  const opened = isCapsule(path) ? openCapsule(path) : null;
  if (opened?.ok === false) return opened;
  const files = new Gatherer(opened?.files ?? toldFiles(onRead));
  const file = opened?.file ?? path;
  const all = [...(opened?.settings ?? []), ...settings];
  const loaded = loadScenario(file, files, all);
  if (!loaded.ok) return loaded;
  const scenario = { ...loaded.scenario, seed: seedOf(loaded.scenario, settings, seed, opened) };
  const capsule = opened?.capsule ?? null;
  return {
    ok: true,
    scenario,
    known: loaded.known,
    warnings: loaded.warnings,
    namePlace: loaded.namePlace,
    capsule,
    changed: capsule === null ? null : changeOf(capsule, scenario, settings),
    settings: all.map(({ text }) => text),
    bundle: () => files.bundle(file),
  };
}

function seedOf(
  scenario: Scenario,
  settings: readonly Setting[],
  seed: number | undefined,
  opened: OpenedCapsule | null,
): number {
  if (seed !== undefined) return seed;
  const isSet = settings.some(({ steps }) => steps[0] === "seed");
  return opened === null || isSet ? scenario.seed : opened.capsule.seed;
}

function changeOf(capsule: Capsule, { seed }: Scenario, settings: readonly Setting[]): string | null {
  if (settings.length > 0) return "--set makes it another scenario";
  return seed === capsule.seed ? null : `its seed was ${capsule.seed}`;
}
