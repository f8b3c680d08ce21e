/** What a file is, told by its members: whoever gives a command another kind than it takes learns what that is for. */

const kinds = {
  capsule: "a capsule",
  golden: "a golden file",
  summary: "the summary of a run",
  study: "a study",
  scenario: "a scenario",
  app: "a Marathon app definition",
} as const;

export type FileKind = keyof typeof kinds;

/** Null where nothing tells. What lacks most of its members may still be meant as a scenario. */
export function kindOf(value: object): FileKind | null {
  const has = (key: string): boolean => Object.hasOwn(value, key);
  if (has("duration")) return has("scenario") ? null : "scenario";
  if (has("capsule")) return "capsule";
  if (has("digest")) return has("trail") ? "golden" : "summary";
  if (has("scenario")) return "study";
  return !has("agents") && (has("id") || has("container") || has("instances")) ? "app" : null;
}

function useOf(kind: FileKind, path: string): string {
  if (kind === "capsule") return `holdfast run ${path} plays it`;
  if (kind === "golden") return "holdfast test compares it with the run of the scenario beside it";
  if (kind === "summary") return "holdfast diff takes its folder";
  if (kind === "study") return `holdfast study ${path} plays it`;
  if (kind === "scenario") return `holdfast run ${path} plays it, and scenario: of a study names it`;
  const checked = path.endsWith(".json") ? `holdfast validate ${path} checks it, and ` : "";
  return `${checked}apps: of a scenario deploys it`;
}

/** What is wrong with a file that is of another kind than is wanted; null where nothing tells that it is. */
export function otherKind(value: object, wanted: "scenario" | "study", path: string): string | null {
  const kind = kindOf(value);
  if (kind === null || kind === wanted) return null;
  return `is ${kinds[kind]}, not ${kinds[wanted]}: ${useOf(kind, path)}`;
}
