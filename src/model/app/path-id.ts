/** Marathon's path ids: made absolute and plain, and checked (PathId.scala). */

const segment =
  /^(?:(?:(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])|\.|\.\.)$/;

/** What a segment must match, as Marathon shows it. */
export const segmentPattern =
  "^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$";

/** The id from the root on: `a//b/`, `/a/./b` and `/a/c/../b` are `/a/b`; `/` for the root. An id without a slash in
 * front counts from `base`, a canonical id. */
export function canonicalId(id: string, base = "/"): string {
  const path: string[] = id.startsWith("/") ? [] : base.split("/").filter((part) => part !== "");
  for (const part of id.split("/")) {
    if (part === "..") path.pop();
    else if (part !== "" && part !== ".") path.push(part);
  }
  return `/${path.join("/")}`;
}

/** The group that holds the app or group of that canonical id; the root's is the root. */
export function parentOf(id: string): string {
  return id.slice(0, Math.max(1, id.lastIndexOf("/")));
}

/** All groups that hold it, directly or not: the nearest first, the root last. None for the root. */
export function ancestorsOf(id: string): readonly string[] {
  const ids: string[] = [];
  for (let here = id; here !== "/"; ) {
    here = parentOf(here);
    ids.push(here);
  }
  return ids;
}

/** The refusal of an id that is not directly below a canonical one; null where it is, or that is the root, which takes
 * any (PathId.scala:137-143). */
export function notChildOf(id: string, parent: string): string | null {
  if (parent === "/" || parentOf(canonicalId(id, parent)) === parent) return null;
  return `Identifier is not child of ${parent}. Hint: use relative paths.`;
}

/** Whether each segment of a canonical id has the form of a host name. */
export function isValidId(id: string): boolean {
  return id
    .slice(1)
    .split("/")
    .every((part) => segment.test(part));
}
