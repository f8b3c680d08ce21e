/** Marathon's path ids: made absolute and plain, and checked (PathId.scala). */

const segment =
  /^(?:(?:(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])|\.|\.\.)$/;

/** What a segment must match, as Marathon shows it. */
export const segmentPattern =
  "^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$";

/** The id from the root on: `a//b/`, `/a/./b` and `/a/c/../b` are `/a/b`; `/` for the root. */
export function canonicalId(id: string): string {
  const path: string[] = [];
  for (const part of id.split("/")) {
    if (part === "..") path.pop();
    else if (part !== "" && part !== ".") path.push(part);
  }
  return `/${path.join("/")}`;
}

/** Whether each segment of a canonical id has the form of a host name. */
export function isValidId(id: string): boolean {
  return id
    .slice(1)
    .split("/")
    .every((part) => segment.test(part));
}
