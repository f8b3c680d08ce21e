/** What a study is played from: its file with the scenario and all that this names, or the same as a folder of results keeps it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { FileReader } from "../../scenario/file-reader.ts";
import { formatIssue } from "../../scenario/issue.ts";
import { parseSetting, type Setting } from "../../scenario/setting.ts";
import { bundledFiles, withDigest } from "../../study/bundle.ts";
import type { Base } from "../../study/job.ts";
import { loadStudy, type StudyLoad } from "../../study/load.ts";
import { inputFile } from "../../study/output/write.ts";
import type { Study } from "../../study/study.ts";
import { Gatherer } from "../capsule/bundle.ts";
import type { OptionValues } from "../command.ts";
import { nodeFiles } from "../files.ts";
import type { Problem } from "../problems.ts";
import { problemOf } from "../scenario-input.ts";
import { version } from "../version.ts";

/** As `study.json` keeps it. */
const keptInput = z.object({
  holdfast: z.string(),
  /** The study file: its name, and its lines. */
  study: z.object({ file: z.string(), lines: z.array(z.string()) }),
  /** The scenario's file, as the user's shell knew it. */
  scenario: z.string(),
  settings: z.array(z.string()),
  replications: z.number().nullable(),
  check: z.enum(["end", "every", "off"]),
  file: z.string(),
  files: z.record(z.string(), z.array(z.string())),
});

type KeptInput = z.output<typeof keptInput>;

export interface StudyInput {
  readonly study: Study;
  readonly base: Base;
  /** The scenario's file, as the user's shell knows it. */
  readonly scenario: string;
  /** The scenario's, with what holds in every run. */
  readonly seed: number;
  readonly warnings: readonly string[];
  /** The text of `study.json`. */
  readonly kept: string;
}

type RightStudy = Extract<StudyLoad, { readonly ok: true }>;

export type StudyOpening = StudyInput | { readonly problems: readonly (Problem | string)[] };

/** A study file with its scenario, as the options change it; or all that is wrong with them. */
export function openStudy(path: string, options: OptionValues): StudyOpening {
  const studyFiles = new Gatherer(nodeFiles);
  const scenarioFiles = new Gatherer(nodeFiles);
  const settings = [...(options.set ?? []), ...seedSetting(options.seed)];
  const changes = { settings, replications: options.replications ?? null };
  const loaded = loadStudy(path, studyFiles, scenarioFiles, changes);
  if (!loaded.ok) return { problems: loaded.issues.map((issue) => problemOf(issue)) };
  const { file, files } = scenarioFiles.bundle(loaded.scenarioFile);
  const read = nodeFiles.read(path);
  return inputOf(loaded, {
    holdfast: version,
    study: { file: path, lines: read.ok ? read.text.split("\n") : [] },
    scenario: loaded.scenarioFile,
    settings: settings.map(({ text }) => text),
    replications: changes.replications,
    check: options.check ?? "end",
    file,
    files: Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, [...lines]])),
  });
}

const seedSetting = (seed: number | undefined): readonly Setting[] =>
  seed === undefined ? [] : [{ option: "--seed", text: `seed=${seed}`, steps: ["seed"], value: seed }];

function inputOf({ study, scenario, warnings }: RightStudy, kept: KeptInput): StudyInput {
  const { holdfast, check, file, files } = kept;
  const base = withDigest({
    version: holdfast,
    file,
    files,
    settings: study.fixed.map(({ text }) => text),
    warmUpMs: study.warmUpMs,
    check,
  });
  return {
    study,
    base,
    scenario: kept.scenario,
    seed: scenario.seed,
    warnings: warnings.map(formatIssue),
    kept: `${JSON.stringify(kept, null, 1)}\n`,
  };
}

/** The one study that all parts are of; or why they cannot be put together. */
export function openParts(folders: readonly string[]): StudyOpening {
  const problems: string[] = [];
  const parts: (KeptInput & { readonly folder: string })[] = [];
  for (const folder of folders) {
    const path = join(folder, inputFile);
    try {
      const read = keptInput.safeParse(JSON.parse(readFileSync(path, "utf8")));
      if (read.success) parts.push({ ...read.data, folder });
      else problems.push(`${path}: is not what a study keeps of its input`);
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      problems.push(
        isMissing ? `${folder}: no part of a study (${path} is missing)` : `${path}: cannot be read`,
      );
    }
  }
  const [first] = parts;
  for (const part of parts) {
    if (part.holdfast !== version)
      problems.push(`${part.folder}: was played by holdfast ${part.holdfast}, and this is ${version}`);
    else if (first !== undefined && identityOf(part) !== identityOf(first))
      problems.push(
        `${part.folder}: is a part of another study, or of another form of it, than ${first.folder}`,
      );
  }
  if (problems.length > 0 || first === undefined) return { problems };
  return reopened(first);
}

/** What must be the same of all parts; where their files were, and what they are called, is not. */
const identityOf = ({ study, settings, replications, check, file, files }: KeptInput): string =>
  JSON.stringify([study.lines, settings, replications, check, file, files]);

function reopened({ folder: _folder, ...kept }: KeptInput & { readonly folder: string }): StudyOpening {
  const { study, file, files, settings, replications } = kept;
  const studyFiles: FileReader = {
    read: () => ({ ok: true, text: study.lines.join("\n") }),
    resolve: (_from, name) => name,
  };
  const bundled = bundledFiles(files);
  const scenarioFiles: FileReader = {
    read: bundled.read,
    resolve: (from, name) => (from === study.file ? file : bundled.resolve(from, name)),
  };
  const parsed = settings.map((text) => parseSetting("--set", text));
  const changes = {
    settings: parsed.filter((one): one is Setting => !("problem" in one)),
    replications,
  };
  const loaded = loadStudy(study.file, studyFiles, scenarioFiles, changes);
  if (!loaded.ok) return { problems: loaded.issues.map((issue) => problemOf(issue)) };
  return inputOf(loaded, kept);
}
