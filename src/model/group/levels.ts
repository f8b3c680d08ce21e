/**
 * In which order apps can be deployed: an app's level is the length of the longest chain of dependencies that begins
 * with it (DeploymentPlan.scala:150-205).
 *
 * An app waits for the apps that it names, for all apps of the groups that it names, and for all apps of the groups that
 * a group around it names. A group cannot wait for an app: its dependencies are looked up among groups only
 * (Group.scala:137-164). What exists nowhere is waited for by nobody.
 */

import { ancestorsOf } from "../app/path-id.ts";
import type { Groups } from "./tree.ts";

/** The node of a group, beside an app of the same id. */
const nodeOf = (group: string): string => `${group}/`;

/** What an app waits for directly. */
function* needsOf(groups: Groups, app: string): Generator<string, void> {
  for (const id of groups.app(app)?.dependencies ?? []) {
    if (groups.app(id) !== null) yield id;
    else if (groups.group(id) !== null) yield nodeOf(id);
  }
  for (const around of ancestorsOf(app)) {
    for (const id of groups.group(around)?.dependencies ?? []) {
      if (groups.group(id) !== null) yield nodeOf(id);
    }
  }
}

function* successorsOf(groups: Groups, node: string): Generator<string, void> {
  if (!node.endsWith("/")) {
    yield* needsOf(groups, node);
    return;
  }
  const group = node.slice(0, -1);
  yield* groups.appsOf(group);
  for (const below of groups.groupsOf(group)) yield nodeOf(below);
}

interface Frame {
  readonly node: string;
  readonly successors: Iterator<string, void>;
  longest: number;
}

/** Levels in one tree of groups; each is worked out once. The tree may not change meanwhile. */
export class Levels {
  readonly #groups: Groups;
  readonly #known = new Map<string, number>();

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  /** 1 for an app that waits for none. Throws where apps wait for each other. */
  of(app: string): number {
    const cycle = this.cycleFrom(app);
    if (cycle !== null) throw new Error(`apps wait for each other: ${cycle.join(" ")}`);
    return this.#known.get(app) ?? 1;
  }

  /** Ids of apps and groups that wait for each other and for which the app waits, in their order; null where none do. */
  cycleFrom(app: string): readonly string[] | null {
    if (this.#known.has(app)) return null;
    const path = [this.#frame(app)];
    const onPath = new Set([app]);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const next = frame.successors.next();
      if (next.done === true) {
        path.pop();
        onPath.delete(frame.node);
        const level = this.#leave(frame);
        const above = path.at(-1);
        if (above !== undefined) above.longest = Math.max(above.longest, level);
        continue;
      }
      const node = next.value;
      if (onPath.has(node)) return ringFrom(path, node);
      const level = this.#known.get(node);
      if (level !== undefined) frame.longest = Math.max(frame.longest, level);
      else {
        path.push(this.#frame(node));
        onPath.add(node);
      }
    }
    return null;
  }

  #frame(node: string): Frame {
    return { node, successors: successorsOf(this.#groups, node), longest: 0 };
  }

  #leave({ node, longest }: Frame): number {
    const level = node.endsWith("/") ? longest : longest + 1;
    this.#known.set(node, level);
    return level;
  }
}

/** The part of the path from a node on, that node last again; groups without the mark of their node. */
function ringFrom(path: readonly Frame[], node: string): readonly string[] {
  const nodes = path.map((frame) => frame.node);
  return [...nodes.slice(nodes.indexOf(node)), node].map((one) => one.replace(/(?<=.)\/$/, ""));
}
