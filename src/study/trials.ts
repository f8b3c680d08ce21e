/** Tries the settings of a study on its scenario, and says what is wrong with them where the study has them. */

import type { Check } from "../scenario/check.ts";
import { openDocument } from "../scenario/document.ts";
import type { FileReader } from "../scenario/file-reader.ts";
import { type Issue, issueAt } from "../scenario/issue.ts";
import type { Known } from "../scenario/known.ts";
import { loadScenario } from "../scenario/load.ts";
import { everyEntry, parseSettingPath, type Setting } from "../scenario/setting.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { ReadFind } from "./find-file.ts";
import { nearestPath } from "./paths.ts";
import type { Axis } from "./study.ts";

export interface Base {
  readonly scenario: Scenario;
  readonly known: Known;
  readonly warnings: readonly Issue[];
}

export class Trials {
  readonly #check: Check;
  readonly #scenarioFile: string;
  readonly #files: FileReader;
  #fixed: readonly Setting[] = [];

  constructor(check: Check, scenarioFile: string, files: FileReader) {
    this.#check = check;
    this.#scenarioFile = scenarioFile;
    this.#files = files;
  }

  /** The scenario with what holds in every run; null after issues. */
  base(fixed: readonly Setting[]): Base | null {
    this.#fixed = fixed;
    const loaded = loadScenario(this.#scenarioFile, this.#files, fixed);
    if (loaded.ok) return loaded;
    this.#note(loaded.issues, fixed);
    return null;
  }

  /**
   * Each value once, the other axes at their first one; of a search the least and the greatest. `tooShort` says what a run
   * of so many ms cannot do, of a combination that varies or of one that only a search plays.
   */
  tryAll(
    axes: readonly Axis[],
    find: ReadFind | null,
    tooShort: (durationMs: number, searched: boolean) => readonly string[],
  ): void {
    const firsts = axes.flatMap(({ path, values }) => {
      const [first] = values;
      return first === undefined ? [] : [{ path, setting: first.setting }];
    });
    const told = new Set<string>();
    const attempt = (path: string, setting: Setting): void => {
      if (told.has(path)) return;
      const others = firsts.map((one) => (one.path === path ? setting : one.setting));
      const varies = firsts.some((one) => one.path === path);
      const settings = varies ? others : [...others, setting];
      const loaded = loadScenario(this.#scenarioFile, this.#files, [...this.#fixed, ...settings]);
      if (loaded.ok) {
        if (setting.place !== undefined && isDuration(path))
          for (const message of tooShort(loaded.scenario.durationMs, !varies))
            this.#check.issues.push(issueAt(setting.place, setting.steps, message));
        return;
      }
      const own = eachOnce(
        loaded.issues.filter((issue) => isAt(issue, setting)),
        setting,
      );
      // What the other axes bring is said when they are tried.
      const others_ = loaded.issues.filter(
        (issue) => !isAt(issue, setting) && !settings.some((one) => isAt(issue, one)),
      );
      if (own.some(isAboutPath)) told.add(path);
      this.#note([...own, ...others_], [setting]);
    };
    for (const { path, values } of axes) for (const { setting } of values) attempt(path, setting);
    if (find !== null) for (const setting of find.ends) attempt(find.path, setting);
  }

  /** Issues of the scenario as issues of the study. */
  #note(issues: readonly Issue[], settings: readonly Setting[]): void {
    for (const issue of issues) {
      const setting = settings.find((one) => isAt(issue, one));
      const written = setting === undefined ? null : pathIn(setting.text);
      if (setting === undefined || written === null || setting.place === undefined) {
        const cause = settings.length === 1 ? settings[0] : undefined;
        const note = cause === undefined ? "" : ` (with ${cause.text})`;
        this.#check.issues.push({ ...issue, message: `${issue.message}${note}` });
      } else if (isAboutPath(issue)) {
        this.#check.issues.push({ ...issue, path: written, message: this.#noSuchPath(written, issue) });
      } else this.#check.issues.push(issue);
    }
  }

  #noSuchPath(written: string, { message }: Issue): string {
    // What the scenario has there says more than a path that looks like it.
    if (!/^unknown key|is an empty list/.test(message))
      return `there is no such path in ${this.#scenarioFile} (${message})`;
    const opened = openDocument(this.#scenarioFile, this.#files);
    const near = opened.ok ? nearestPath(written, opened.document.value) : undefined;
    const key = /did you mean (\S+)\?$/.exec(message)?.[1];
    const meant = near ?? (key === undefined ? undefined : written.replace(/[^.[\]]+$/, key));
    return `there is no such path in ${this.#scenarioFile}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
  }
}

/** What all entries of a list that one setting changes do not take is told of the first of them. */
function eachOnce(issues: readonly Issue[], { steps }: Setting): readonly Issue[] {
  if (!steps.includes(everyEntry)) return issues;
  return issues.filter(({ message }, i) => issues.findIndex((one) => one.message === message) === i);
}

/** Whether a path is that of how long a run is. */
export const isDuration = (path: string): boolean => parseSettingPath(path)?.join() === "duration";

const isAt = (issue: Issue, { place }: Setting): boolean =>
  place !== undefined &&
  issue.file === place.file &&
  issue.line === place.line &&
  issue.column === place.column;

/** Whether an issue says that a path leads nowhere, and not that its value is wrong. */
function isAboutPath({ message }: Issue): boolean {
  return /^unknown key|; there is no |nothing is inside$/.test(message);
}

/** The path of a setting's text. */
function pathIn(text: string): string | null {
  const at = text.indexOf("=");
  return at < 0 ? null : text.slice(0, at);
}
