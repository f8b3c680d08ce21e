/** The rows of the timeline: marks, apps and their instances, agents, volumes, roles, deployments, leaders. */

import { type MarkCategory, markCategories } from "../../html/page-data.ts";
import type { Entity, Mark, Model } from "../data/model.ts";
import { shortId } from "../words.ts";
import { packed, together } from "./pack.ts";

export interface Row {
  readonly key: string;
  /** A title; a heap of lanes, drawn as one band while it is closed; a lane, drawn as bars; how a role stands. */
  readonly kind: "section" | "group" | "lane" | "role";
  readonly label: string;
  /** What the label says in full. */
  readonly title: string;
  readonly depth: number;
  readonly children: Row[];
  /** Of a lane: in order of start, none overlaps another. Of a group: those of all its children. */
  readonly spans: Int32Array;
  /** Spans that lie over the others: of the host, in the lane of its agent. */
  readonly over: Int32Array;
  readonly marks: Mark[];
  /** Whether its bars are of several things, and say of which. */
  readonly named: boolean;
  open: boolean;
}

/** Of more lanes than these only the groups are shown at first. */
const lanesMax = 80;

const none = new Int32Array(0);

export const categoryNames: Readonly<Record<MarkCategory, string>> = {
  expectation: "failed expectations",
  fault: "faults",
  operator: "operator actions",
  timeout: "timeouts",
  wipe: "wipes",
  conflict: "role conflicts",
  refusal: "refusals",
};

function row(kind: Row["kind"], key: string, label: string, depth: number, parts: Partial<Row> = {}): Row {
  const children = parts.children ?? [];
  const spans = parts.spans ?? (kind === "group" ? together(children.map((child) => child.spans)) : none);
  return {
    over: none,
    marks: [],
    named: false,
    open: true,
    title: label,
    ...parts,
    kind,
    key,
    label,
    depth,
    children,
    spans,
  };
}

/** All sections, with what is open at first. */
export function rowsOf(model: Model): readonly Row[] {
  const rows = new Rows(model);
  const sections = [
    rows.marks(),
    rows.apps(),
    rows.others(),
    rows.agents(),
    rows.volumes(),
    rows.roles(),
    rows.deployments(),
    rows.leaders(),
  ].filter((each) => each.children.length > 0);
  const lanes = [...walk(sections)].filter(({ kind }) => kind !== "section").length;
  if (lanes > lanesMax) for (const each of walk(sections)) each.open = each.kind === "section";
  return sections;
}

/** Every row, those of closed ones too, parents first. */
export function* walk(rows: readonly Row[]): Generator<Row> {
  for (const each of rows) {
    yield each;
    yield* walk(each.children);
  }
}

class Rows {
  readonly #model: Model;
  readonly #byEntity = new Map<number, Mark[]>();
  readonly #byAgent = new Map<string, Mark[]>();
  readonly #byApp = new Map<string, Mark[]>();
  readonly #byFramework = new Map<string, Mark[]>();

  constructor(model: Model) {
    this.#model = model;
    for (const mark of model.marks) {
      if (mark.agent !== "") add(this.#byAgent, mark.agent, mark);
      if (mark.entity >= 0) add(this.#byEntity, mark.entity, mark);
      else if (mark.app !== "") add(this.#byApp, mark.app, mark);
      else if (mark.framework !== "") add(this.#byFramework, mark.framework, mark);
    }
  }

  marks(): Row {
    const children = markCategories.flatMap((category) => {
      const marks = this.#model.marks.filter((mark) => mark.category === category);
      return marks.length === 0
        ? []
        : [row("lane", `marks ${category}`, categoryNames[category], 1, { marks })];
    });
    return row("section", "marks", "What happened", 0, { children });
  }

  apps(): Row {
    const tasks = this.#model.entitiesOf("task").filter(({ app }) => app !== "");
    const several = new Set(tasks.map(({ framework }) => framework)).size > 1;
    const children = byName(groupedBy(tasks, ({ framework, app }) => `${app}\u0000${framework}`)).map(
      ([key, own]) => {
        const [app = "", framework = ""] = key.split("\u0000");
        const label = several ? `${app} of ${framework}` : app;
        return this.#lanes(`app ${key}`, label, own, "instance", this.#byApp.get(app) ?? []);
      },
    );
    return row("section", "apps", "Apps and their instances", 0, { children });
  }

  others(): Row {
    const tasks = this.#model.entitiesOf("task").filter(({ app }) => app === "");
    const children = [...groupedBy(tasks, ({ framework }) => framework)].map(([framework, own]) =>
      this.#lanes(`framework ${framework}`, framework, own, "task", this.#byFramework.get(framework) ?? []),
    );
    return row("section", "others", "Tasks of other frameworks", 0, { children });
  }

  agents(): Row {
    const model = this.#model;
    const hosts = new Map(model.entitiesOf("host").map(({ agent, place }) => [agent, place]));
    const things = groupedBy(model.entitiesOf("task", "reservation", "offer"), ({ agent }) => agent);
    const agents = [...model.entitiesOf("agent")].sort((a, b) => (a.agent < b.agent ? -1 : 1));
    const children = agents.map(({ agent, place }) => {
      const own = things.get(agent) ?? [];
      const host = hosts.get(agent);
      const lanes = (["task", "reservation", "offer"] as const).flatMap((kind) =>
        packed(model, placesOf(own.filter((each) => each.kind === kind))).map((spans, i) =>
          row("lane", `agent ${agent} ${kind} ${i}`, i === 0 ? `${kind}s` : "", 2, {
            spans,
            named: true,
            title: `${kind}s on ${agent}`,
          }),
        ),
      );
      return row("lane", `agent ${agent}`, agent, 1, {
        spans: model.spansOf(place),
        over: host === undefined ? none : model.spansOf(host),
        marks: this.#byAgent.get(agent) ?? [],
        children: lanes,
      });
    });
    return row("section", "agents", "Agents, with tasks and reservations", 0, { children });
  }

  volumes(): Row {
    const volumes = this.#model.entitiesOf("volume");
    const lane = (volume: Entity, depth: number): Row => {
      const { place, id, path, agent, app } = volume;
      return row("lane", `volume ${place}`, `${path === "" ? shortId(id) : path} on ${agent}`, depth, {
        title: `volume ${id}${app === "" ? "" : ` of ${app}`} on ${agent}`,
        spans: this.#model.spansOf(place),
        marks: this.#byEntity.get(place) ?? [],
      });
    };
    const children = byName(groupedBy(volumes, ({ app }) => app)).flatMap(([app, own]) => {
      if (own.length < 4) return own.map((volume) => lane(volume, 1));
      const label = `${own.length} of ${app === "" ? "no app" : app}`;
      return [row("group", `volumes ${app}`, label, 1, { children: own.map((volume) => lane(volume, 2)) })];
    });
    return row("section", "volumes-lanes", "Volumes", 0, { children });
  }

  roles(): Row {
    const frameworks = groupedBy(this.#model.entitiesOf("framework"), ({ role }) => role);
    const roles = Object.keys(this.#model.head.summary.metrics.roles);
    const conflicts = this.#model.marks.filter(({ category }) => category === "conflict");
    const children = roles.map((role) => {
      const own = frameworks.get(role) ?? [];
      const names = new Set(own.map(({ id }) => id));
      const lanes = own.map(({ id, place }) =>
        row("lane", `framework-lane ${id}`, id, 2, {
          title: `framework ${id} of role ${role}`,
          spans: this.#model.spansOf(place),
          marks: (this.#byFramework.get(id) ?? []).filter(({ app }) => app === ""),
        }),
      );
      return row("role", `role ${role}`, role, 1, {
        title: `role ${role}: what of it is used and stranded`,
        children: lanes,
        marks: conflicts.filter(({ framework }) => names.has(framework)),
      });
    });
    return row("section", "roles", "Roles, with their frameworks", 0, { children });
  }

  deployments(): Row {
    const all = groupedBy(this.#model.entitiesOf("deployment"), ({ framework }) => framework);
    const children = [...all].map(([framework, own]) =>
      this.#lanes(`deployments ${framework}`, framework, own, "deployment", []),
    );
    return row("section", "deployments", "Deployments", 0, { children });
  }

  leaders(): Row {
    const model = this.#model;
    const children = model.entitiesOf("master", "leader").map(({ id, place, kind }) =>
      row("lane", `leader ${kind} ${id}`, id, 1, {
        title: kind === "master" ? "the leading master" : `the leader of ${id}`,
        spans: model.spansOf(place),
        marks: model.marks.filter(({ type, framework }) =>
          kind === "master" ? type.startsWith("master.") : framework === id && type.startsWith("framework."),
        ),
      }),
    );
    return row("section", "leaders", "Leaders", 0, { children });
  }

  /** A lane where one is enough, else a group of them. */
  #lanes(key: string, label: string, entities: readonly Entity[], what: string, marks: readonly Mark[]): Row {
    const lanes = packed(this.#model, placesOf(entities));
    const own = (spans: Int32Array): Mark[] => {
      const found = new Set<number>();
      for (const span of spans) found.add(this.#model.entityOf(span));
      return [...found].flatMap((entity) => this.#byEntity.get(entity) ?? []);
    };
    const inOrder = (all: readonly Mark[]): Mark[] => [...all].sort((a, b) => a.atMs - b.atMs);
    const [only] = lanes;
    if (lanes.length === 1 && only !== undefined)
      return row("lane", key, label, 1, { spans: only, marks: inOrder([...marks, ...own(only)]) });
    const children = lanes.map((spans, i) =>
      row("lane", `${key} ${i}`, `${what} ${i + 1}`, 2, {
        title: `${what} ${i + 1} of ${label}`,
        spans,
        marks: inOrder(own(spans)),
      }),
    );
    return row("group", key, label, 1, { children, marks: [...marks] });
  }
}

const placesOf = (entities: readonly Entity[]): readonly number[] => entities.map(({ place }) => place);

function add<K>(map: Map<K, Mark[]>, key: K, mark: Mark): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [mark]);
  else list.push(mark);
}

/** In the order of ids everywhere: by code unit. */
const byName = <T>(groups: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...groups].sort(([a], [b]) => (a < b ? -1 : 1));

function groupedBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [each]);
    else list.push(each);
  }
  return groups;
}
