/** Paths into a scenario as studies write them: settings made of them, and the path that was meant by one that is wrong. */

import { nearest } from "../model/near-miss.ts";
import { isRecord } from "../scenario/check.ts";
import { mesosFlags } from "../scenario/mesos-flags.ts";
import { everyEntry, parseSetting, parseSettingPath, type Setting } from "../scenario/setting.ts";
import { topShape } from "../scenario/top.ts";
import { marathonDefaults, type Place } from "../sim/scenario.ts";

/** The setting that puts a value at a path, placed where the study says it; undefined where the path is none. */
export function settingOf(path: string, value: unknown, place: Place): Setting | undefined {
  const steps = parseSettingPath(path);
  if (steps === undefined) return undefined;
  return { option: "--set", text: settingText(path, value), steps, value, place };
}

/** `path=value` as `--set` takes it: the value plain where that means the same, else as JSON. */
function settingText(path: string, value: unknown): string {
  const json = JSON.stringify(value);
  if (typeof value !== "string") return `${path}=${json}`;
  const plain = `${path}=${value}`;
  const again = parseSetting("--set", plain);
  return !("problem" in again) && again.value === value ? plain : `${path}=${json}`;
}

/** Values as tables and charts show them: what is too long is cut, but no two that differ look alike. */
export function labelsOf(values: readonly unknown[]): readonly string[] {
  const texts = values.map((value) => JSON.stringify(value) ?? "");
  const cut = values.map((value, i) => (typeof value === "string" ? value : shortened(texts[i] ?? "")));
  return cut.map((label, i) => {
    const alike = cut.some((other, j) => other === label && texts[j] !== texts[i]);
    return alike ? `${label} (${i + 1})` : label;
  });
}

const shortened = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 37)}...`);

/** The path of the scenario, its defaults written out, that is nearest to one that does not exist. */
export function nearestPath(path: string, scenario: unknown): string | undefined {
  const steps = parseSettingPath(path) ?? [path];
  const alike = (one: string): string =>
    one
      .split(".")
      .map((step, i) => (steps[i] === everyEntry && /^\d+$/.test(step) ? everyEntry : step))
      .join(".");
  return nearest(steps.join("."), new Set([...pathsOf(scenario)].map(alike)));
}

function pathsOf(scenario: unknown): ReadonlySet<string> {
  const paths = new Set<string>(Object.keys(topShape));
  const walk = (value: unknown, above: string): void => {
    if (above !== "") paths.add(above);
    if (!Array.isArray(value) && !isRecord(value)) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, above === "" ? key : `${above}.${key}`);
  };
  walk(scenario, "");
  for (const flag of Object.keys(mesosFlags.shape)) paths.add(`mesos.${flag}`);
  paths.add("network.latency");
  const frameworks = isRecord(scenario) ? scenario["frameworks"] : undefined;
  const entries: readonly unknown[] = Array.isArray(frameworks) ? frameworks : [{ kind: "marathon" }];
  entries.forEach((entry, i) => {
    if (!isRecord(entry) || entry["kind"] !== "marathon") return;
    for (const flag of Object.keys(marathonDefaults)) paths.add(`frameworks.${i}.flags.${flag}`);
  });
  return paths;
}
