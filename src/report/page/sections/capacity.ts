/** How much: each resource over time and at the cursor, by role, by agent, and how many more of each app would fit. */

import { CapacityAt } from "../capacity/capacity-at.ts";
import { CapacityChart } from "../capacity/chart.ts";
import { HeatMap, type Measure } from "../capacity/heat-map.ts";
import { type Level, type Scope, scopesOf } from "../capacity/level.ts";
import type { Clusters } from "../data/cluster.ts";
import type { Model } from "../data/model.ts";
import { type Child, el, fill, scrolling, section, select, table } from "../dom.ts";
import type { Store } from "../store.ts";
import type { Theme } from "../theme.ts";
import { amountText, exactly, percentText } from "../words.ts";

const number = (text: string) => ({ text, number: true }) as const;
const headroomMax = 100;

export class CapacitySection {
  readonly element: HTMLElement;
  readonly #model: Model;
  readonly #store: Store;
  readonly #clusters: Clusters;
  readonly #charts: readonly CapacityChart[];
  readonly #heat: HeatMap;
  readonly #agents: readonly string[];
  readonly #roles: readonly string[];
  readonly #atCursor = el("div");
  readonly #byRole = el("div");
  readonly #headroom = el("div");
  #scope: Scope = { kind: "cluster" };
  #resource: string;
  #measure: Measure = "used";

  constructor(model: Model, store: Store, theme: Theme, clusters: Clusters) {
    this.#model = model;
    this.#store = store;
    this.#clusters = clusters;
    const { agents, roles } = scopesOf(model);
    this.#agents = agents;
    this.#roles = roles;
    const { resources } = model.head;
    this.#resource = resources.includes("cpus") ? "cpus" : (resources[0] ?? "cpus");
    const present = resources.filter((name) => this.#everHas(name));
    this.#charts = present.map((name) => new CapacityChart(model, store, theme, name, this.#scope));
    this.#heat = new HeatMap(model, store, theme, agents);
    this.element = section(
      "capacity",
      "Capacity",
      el("div", { class: "toolbar" }, this.#scopeChoice(), this.#legend()),
      el("div", { class: "charts" }, ...this.#charts.map((chart) => chart.element)),
      this.#atCursor,
      el("h3", { text: "By role" }),
      this.#byRole,
      el("h3", { text: "Agents over time" }),
      el("div", { class: "toolbar" }, this.#resourceChoice(present), this.#measureChoice()),
      this.#heat.element,
      el("h3", { text: "Headroom: how many more of each app would fit" }),
      this.#headroom,
    );
    store.on(["view", "theme", "size"], () => this.draw());
    store.on(["cursor"], () => {
      for (const chart of this.#charts) chart.drawCursor();
      this.#numbers();
    });
  }

  /** Draws everything; the section must be in the page. */
  draw(): void {
    for (const chart of this.#charts) chart.draw();
    this.#heat.draw();
  }

  /** Draws for the first time. */
  begin(): void {
    this.#setScope("cluster");
    this.#heat.show(this.#resource, this.#measure);
    this.#numbers();
  }

  #everHas(resource: string): boolean {
    return (this.#model.head.summary.metrics.cluster[resource]?.total.max ?? 1) > 0;
  }

  #scopeChoice(): HTMLElement {
    const options = [
      ["cluster", "the cluster"] as const,
      ...this.#roles.map((role) => [`role ${role}`, `role ${role}`] as const),
      ...this.#agents.map((agent) => [`agent ${agent}`, `agent ${agent}`] as const),
    ];
    return select("of", options, (value) => this.#setScope(value)).element;
  }

  #setScope(value: string): void {
    const [kind, name] = [value.split(" ")[0], value.slice(value.indexOf(" ") + 1)];
    this.#scope =
      kind === "role" ? { kind, role: name } : kind === "agent" ? { kind, agent: name } : { kind: "cluster" };
    for (const chart of this.#charts) chart.setScope(this.#scope, this.#scopeName);
    this.#numbers();
  }

  get #scopeName(): string {
    const scope = this.#scope;
    if (scope.kind === "cluster") return "the cluster";
    return scope.kind === "role" ? `role ${scope.role}` : `agent ${scope.agent}`;
  }

  #legend(): HTMLElement {
    const entry = (name: string, text: string): HTMLElement =>
      el(
        "span",
        { class: "legend-entry" },
        el("span", { class: `key ${name}`, attributes: { "aria-hidden": "true" } }),
        text,
      );
    return el(
      "div",
      { class: "legend" },
      entry("key-used", "used by launched tasks"),
      entry("key-stranded", "stranded: reserved, and held by no task"),
      entry("key-free", "free"),
      entry("key-total", "total"),
      entry("key-reserved", "reserved"),
      this.#model.head.offersListed ? entry("key-offered", "offered") : null,
    );
  }

  #resourceChoice(names: readonly string[]): HTMLElement {
    const options = names.map((name) => [name, name] as const);
    return select("resource", options, (value) => {
      this.#resource = value;
      this.#heat.show(value, this.#measure);
      this.#numbers();
    }).element;
  }

  #measureChoice(): HTMLElement {
    const options = (["used", "stranded", "free"] as const).map((name) => [name, name] as const);
    return select("share that is", options, (value) => {
      this.#measure = value === "stranded" || value === "free" ? value : "used";
      this.#heat.show(this.#resource, this.#measure);
    }).element;
  }

  /** All that stands at the cursor. */
  #numbers(): void {
    const { cursorMs } = this.#store;
    const capacity = new CapacityAt(this.#model, cursorMs);
    fill(
      this.#atCursor,
      el("h3", { text: `At ${exactly(cursorMs)}: ${this.#scopeName}` }),
      this.#levels(capacity),
    );
    fill(this.#byRole, this.#roleTable(capacity));
    fill(this.#headroom, ...this.#headroomParts(capacity, cursorMs));
  }

  #levels(capacity: CapacityAt): HTMLElement {
    const offers = this.#model.head.offersListed;
    const heads = [
      "resource",
      ...["total", "used", "reserved", "stranded", ...(offers ? ["offered"] : []), "free"].map(number),
      "largest free on one agent",
    ];
    const rows = this.#charts.map(({ resource }) => {
      const level = capacity.of(this.#scope, resource);
      const cell = (name: keyof Level): Child =>
        amountCell(resource, level[name], name === "total" ? 0 : level.total);
      const [agent, most] = this.#largest(capacity, resource);
      const largest =
        this.#scope.kind === "agent"
          ? "–"
          : most === 0
            ? "nothing"
            : `${amountText(resource, most)} on ${agent}`;
      return [
        resource,
        cell("total"),
        cell("used"),
        cell("reserved"),
        cell("stranded"),
        ...(offers ? [cell("offered")] : []),
        cell("free"),
        largest,
      ];
    });
    return scrolling("Capacity at the cursor", table("Capacity at the cursor, by resource", heads, rows));
  }

  /** The agent with the most of a resource free: what is free in sum may be on no single one. */
  #largest(capacity: CapacityAt, resource: string): readonly [agent: string, milli: number] {
    let best: readonly [string, number] = ["", 0];
    for (const agent of this.#agents) {
      const { free } = capacity.ofAgent(agent, resource);
      if (free > best[1]) best = [agent, free];
    }
    return best;
  }

  #roleTable(capacity: CapacityAt): HTMLElement {
    const offers = this.#model.head.offersListed;
    const heads = [
      "role",
      ...["could hold", "used", "reserved", "stranded", ...(offers ? ["offered"] : [])].map((text) =>
        number(`${this.#resource} ${text}`),
      ),
    ];
    const rows = this.#roles.map((role) => {
      const level = capacity.of({ kind: "role", role }, this.#resource);
      const cell = (name: keyof Level): Child =>
        amountCell(this.#resource, level[name], name === "total" ? 0 : level.total);
      return [
        role,
        cell("total"),
        cell("used"),
        cell("reserved"),
        cell("stranded"),
        ...(offers ? [cell("offered")] : []),
      ];
    });
    return scrolling("Capacity by role", table("Capacity at the cursor, by role", heads, rows));
  }

  #headroomParts(capacity: CapacityAt, cursorMs: number): readonly Child[] {
    const { headroom } = this.#model.head;
    if (headroom.length === 0)
      return [el("p", { class: "soft", text: "No app exists at the end of the run." })];
    const unique = headroom.some((each) => each.unique) ? this.#clusters.at(cursorMs).apps : [];
    const rows = headroom.slice(0, headroomMax).map((app) => {
      const taken =
        unique.find((each) => each.framework === app.framework && each.app === app.app)?.agents ?? [];
      const { more, inSum, why } = capacity.headroom(app, new Set(taken));
      const unbounded = more >= Number.MAX_SAFE_INTEGER;
      const lost = Math.max(0, inSum - more);
      const needs = app.needs.map(({ name, milli }) => `${name} ${amountText(name, milli)}`).join(", ");
      return [
        app.name,
        unbounded ? "any number" : String(more),
        unbounded || lost === 0 ? "–" : `${lost} (${inSum} in sum)`,
        why,
        needs === "" ? "nothing" : needs,
        app.more >= Number.MAX_SAFE_INTEGER ? "any number" : String(app.more),
      ];
    });
    const heads = [
      "app",
      number("fit at the cursor"),
      number("lost to fragmentation"),
      "what stops the next one",
      "one instance needs",
      number("fit at the end"),
    ];
    return [
      scrolling("Headroom", table("How many more instances of each app would fit", heads, rows)),
      el("p", {
        class: "soft",
        text: `Each app for itself, on what is neither reserved nor used at ${exactly(cursorMs)}, as the app is defined at the end of the run. At the end, what is reserved statically for a role that the app accepts counts, too, and what it does not accept does not. Lost to fragmentation: would fit if all that is free were on one agent.${headroom.length > headroomMax ? ` The first ${headroomMax} of ${headroom.length} apps.` : ""}`,
      }),
    ];
  }
}

/** An amount, and what share of the whole that is, as text and as a bar. */
function amountCell(resource: string, milli: number, whole: number): Child {
  const amount = el("span", {
    class: "amount",
    text: amountText(resource, milli),
    title: String(milli / 1000),
  });
  amount.dataset["milli"] = String(milli);
  if (whole <= 0) return amount;
  const bar = el("span", { class: "share-bar", attributes: { "aria-hidden": "true" } });
  bar.style.setProperty("--share", `${Math.min(100, (100 * milli) / whole)}%`);
  return el(
    "span",
    { class: "amount-cell" },
    amount,
    el("span", { class: "soft", text: ` (${percentText(milli, whole)})` }),
    bar,
  );
}
