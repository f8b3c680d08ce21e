/** App definitions as tests write them: JSON laid over a small valid app, read as Marathon reads a POST. */

import type { AppDefinition, AppRefusal } from "../../src/model/app/definition.ts";
import { parseApp } from "../../src/model/app/parse.ts";

type Json = Readonly<Record<string, unknown>>;

/** The definition of `{ id: /test, cmd: true }` with these members. Throws where it is refused. */
export function appOf(members: Json = {}, call: "POST" | "PUT" = "POST"): AppDefinition {
  const parsed = parseApp({ id: "/test", cmd: "true", ...members }, call);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  return parsed.app;
}

/** The refusal of such a definition. Throws where it is taken. */
export function refusalOf(members: Json = {}, call: "POST" | "PUT" = "POST"): AppRefusal {
  const parsed = parseApp({ id: "/test", cmd: "true", ...members }, call);
  if (parsed.ok) throw new Error("the definition is valid");
  return parsed.refusal;
}

/** The errors of a refusal by path. */
export function errorsOf(refusal: AppRefusal): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(refusal.details.map(({ path, errors }) => [path, errors]));
}

export const persistentVolume = (containerPath = "data", size = 10): Json => ({
  containerPath,
  mode: "RW",
  persistent: { size },
});

/** A container without Docker that has these volumes. */
export const mesosContainer = (...volumes: readonly Json[]): Json => ({ type: "MESOS", volumes });

export const dockerContainer = (docker: Json = {}, ...volumes: readonly Json[]): Json => ({
  type: "DOCKER",
  docker: { image: "group/image", ...docker },
  volumes,
});
