/** One `--set path=value`: its text taken apart, and where its errors are said to be. */

import type { Place } from "../sim/scenario.ts";
import { formatPath } from "./located.ts";
import { parseYaml } from "./yaml-document.ts";

export interface Setting {
  /** The option that gave it, such as `--set`. */
  readonly option: string;
  /** As it was typed. */
  readonly text: string;
  /** Steps as written: an index of a list is its digits, `everyEntry` stands for each of its entries. */
  readonly steps: readonly string[];
  readonly value: unknown;
  /** Where a file says it; absent where an option does. */
  readonly place?: Place;
}

/** The step that stands for each entry of a list; in a map it is a key like all others. */
export const everyEntry = "*";

const form = "path=value (such as seed=7 or frameworks.0.flags.task_reservation_timeout=60000)";

/** The steps of a path alone, or undefined where the text is none. */
export function parseSettingPath(text: string): readonly string[] | undefined {
  const steps: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const step = nextStep(rest, steps.length === 0);
    if (step === null || step.name === "__proto__") return undefined;
    steps.push(step.name);
    rest = rest.slice(step.length);
  }
  return steps.length === 0 ? undefined : steps;
}

/** The parts of `path=value`, or what is wrong with the text. The value is YAML: a scalar, or a list or map in flow. */
export function parseSetting(option: string, text: string): Setting | { readonly problem: string } {
  const steps: string[] = [];
  let rest = text;
  while (!rest.startsWith("=")) {
    const step = nextStep(rest, steps.length === 0);
    if (step === null) return { problem: `${JSON.stringify(text)} is not ${form}` };
    steps.push(step.name);
    rest = rest.slice(step.length);
  }
  const where = pathText(steps);
  if (steps.length === 0) return { problem: `${JSON.stringify(text)} is not ${form}` };
  if (steps.includes("__proto__")) return { problem: `${where}: __proto__ cannot be a key` };
  if (rest.trim() === "=") return { problem: `${where}: its value is missing (null stands for nothing)` };
  const parsed = parseYaml("", rest.slice(1));
  if (parsed.ok) return { option, text, steps, value: parsed.document.value };
  return { problem: `${where}: ${parsed.issues[0]?.message ?? "not valid YAML"}` };
}

/** `name`, `.name`, `[0]`, `[*]` or `["any name"]` at the beginning of a text. */
function nextStep(text: string, first: boolean): { readonly name: string; readonly length: number } | null {
  const [quoted] = /^\["(?:[^"\\]|\\.)+"\]/.exec(text) ?? [];
  if (quoted !== undefined && !first) {
    try {
      return { name: String(JSON.parse(quoted.slice(1, -1))), length: quoted.length };
    } catch {
      return null;
    }
  }
  const [index, digits = ""] = /^\[(\d+|\*)\]/.exec(text) ?? [];
  if (index !== undefined && !first) return { name: digits, length: index.length };
  const [plain, name = ""] = (first ? /^([^.[\]="]+)/ : /^\.([^.[\]="]+)/).exec(text) ?? [];
  return plain === undefined ? null : { name, length: plain.length };
}

function pathText(steps: readonly string[]): string {
  const numbered = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return formatPath(numbered).replaceAll(`["${everyEntry}"]`, `[${everyEntry}]`);
}

/** The place of what a setting says; that of an option has no line. */
export function placeOfSetting({ option, steps, place }: Setting): Place {
  return place ?? { file: `${option} ${pathText(steps)}`, line: 0, column: 0 };
}
