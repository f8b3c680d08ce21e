/** The cluster at the cursor, as `show --at` prints it: agents with what is on them, apps, frameworks, deployments. */

import { CapacityAt } from "../capacity/capacity-at.ts";
import type { AgentAt, ClusterAt, Clusters } from "../data/cluster.ts";
import type { Model } from "../data/model.ts";
import { button, type Child, el, fill, scrolling, section, table } from "../dom.ts";
import type { Store } from "../store.ts";
import { amountText, exactly, shortId } from "../words.ts";

/** So many agents are shown before somebody asks for more. */
const agentsStep = 50;
const thingsMax = 12;
const number = (text: string) => ({ text, number: true }) as const;

export class ClusterSection {
  readonly element: HTMLElement;
  readonly #model: Model;
  readonly #store: Store;
  readonly #clusters: Clusters;
  readonly #body = el("div");
  #agentsMax = agentsStep;
  #visible = false;

  constructor(model: Model, store: Store, clusters: Clusters) {
    this.#model = model;
    this.#store = store;
    this.#clusters = clusters;
    this.element = section("cluster", "Cluster at the cursor", this.#body);
    store.on(["cursor"], () => this.#draw());
    // Large tables are made while somebody looks at them.
    new IntersectionObserver(
      ([entry]) => {
        this.#visible = entry?.isIntersecting ?? false;
        this.#draw();
      },
      { rootMargin: "400px" },
    ).observe(this.element);
  }

  /** Draws whatever is in view, for paper. */
  drawAll(): void {
    this.#visible = true;
    this.#draw();
  }

  #draw(): void {
    if (!this.#visible) return;
    const { cursorMs } = this.#store;
    const cluster = this.#clusters.at(cursorMs);
    const capacity = new CapacityAt(this.#model, cursorMs);
    const shown = cluster.agents.slice(0, this.#agentsMax);
    const left = cluster.agents.length - shown.length;
    fill(
      this.#body,
      el("p", {
        class: "soft",
        text: `At ${exactly(cursorMs)}, after all that happened at that instant: what show --at ${exactly(cursorMs)} prints.`,
      }),
      this.#apps(cluster),
      el("h3", { text: "Agents" }),
      scrolling("Agents", this.#agents(shown, capacity)),
      left > 0
        ? button(`${left} more agents`, () => {
            this.#agentsMax += 10 * agentsStep;
            this.#draw();
          })
        : null,
      this.#frameworks(cluster),
      this.#deployments(cluster),
    );
  }

  #apps({ apps }: ClusterAt): HTMLElement | null {
    if (apps.length === 0) return null;
    const rows = apps
      .slice(0, 200)
      .map((app) => [
        app.app,
        ...[app.wanted, app.running, app.staging, app.suspended, app.reserving, app.queued].map(String),
        app.delayMs === 0 ? "–" : exactly(app.delayMs),
        app.agents.length > 8
          ? `${app.agents.slice(0, 7).join(" ")} and ${app.agents.length - 7} more`
          : app.agents.join(" "),
      ]);
    const heads = [
      "app",
      ...["wanted", "running", "staging", "suspended", "reserving", "queued"].map(number),
      "delay",
      "agents",
    ];
    return el(
      "div",
      {},
      el("h3", { text: "Apps" }),
      scrolling("Apps", table("Apps at the cursor", heads, rows)),
      apps.length > 200 ? el("p", { class: "soft", text: `and ${apps.length - 200} more` }) : null,
    );
  }

  #agents(agents: readonly AgentAt[], capacity: CapacityAt): HTMLTableElement {
    const scalars = this.#model.head.resources.filter(
      (name) => name !== "ports" && (this.#model.head.summary.metrics.cluster[name]?.total.max ?? 1) > 0,
    );
    const rows = agents.map((agent): readonly Child[] => {
      const usage = scalars.map((name) => {
        const { used, stranded, total } = capacity.ofAgent(agent.agent, name);
        return usageCell(name, used, stranded, total);
      });
      return [
        el(
          "span",
          {},
          el("span", { text: agent.agent }),
          el("span", { class: "soft block", text: this.#model.head.attributes[agent.agent] ?? "" }),
        ),
        el("span", {
          class: agent.registered ? (agent.state === "registered" && !agent.crashed ? "" : "warn") : "bad",
          text: `${agent.state}${agent.crashed ? ", host down" : ""}`,
        }),
        ...usage,
        listOf(
          agent.tasks.map((task) =>
            thing(task.task, task.state.replace("TASK_", "").toLowerCase(), task.state),
          ),
        ),
        listOf(
          agent.reservations.map((each) =>
            thing(each.reservation, each.used ? "in use" : "idle", `role ${each.role}: ${each.resources}`),
          ),
        ),
        listOf(
          agent.volumes.map((each) =>
            thing(
              each.volume,
              each.attachedTo === "" ? "detached" : "attached",
              `${each.size} MiB${each.attachedTo === "" ? "" : `, attached to ${each.attachedTo}`}`,
            ),
          ),
        ),
        ...(this.#model.head.offersListed
          ? [listOf(agent.offers.map((each) => thing(each.offer, each.framework, each.resources)))]
          : []),
      ];
    });
    const heads = [
      "agent",
      "state",
      ...scalars.map((name) => `${name} used`),
      "tasks",
      "reservations",
      "volumes",
      ...(this.#model.head.offersListed ? ["offers"] : []),
    ];
    return table("Agents at the cursor, with what is on them", heads, rows);
  }

  #frameworks({ frameworks }: ClusterAt): HTMLElement | null {
    if (frameworks.length === 0) return null;
    const rows = frameworks.map((each) => [
      each.framework,
      el("span", { class: "id", text: shortId(each.frameworkId), title: each.frameworkId }),
      each.role,
      each.state === "registered" ? "active" : "not active",
      String(each.tasks),
    ]);
    return el(
      "div",
      {},
      el("h3", { text: "Frameworks" }),
      scrolling(
        "Frameworks",
        table(
          "Frameworks at the cursor",
          ["framework", "framework id", "role", "state", number("tasks")],
          rows,
        ),
      ),
    );
  }

  #deployments({ deployments }: ClusterAt): HTMLElement | null {
    if (deployments.length === 0) return null;
    const rows = deployments
      .slice(0, 100)
      .map((each) => [
        el("span", { class: "id", text: shortId(each.id), title: each.id }),
        each.app,
        each.step,
      ]);
    return el(
      "div",
      {},
      el("h3", { text: "Deployments" }),
      scrolling("Deployments", table("Deployments at the cursor", ["deployment", "app", "step"], rows)),
    );
  }
}

/** `1 of 4`, with a bar of what is used and stranded. */
function usageCell(resource: string, used: number, stranded: number, total: number): Child {
  if (total === 0) return "–";
  const bar = el("span", { class: "usage-bar", attributes: { "aria-hidden": "true" } });
  bar.style.setProperty("--used", `${(100 * used) / total}%`);
  bar.style.setProperty("--stranded", `${(100 * (used + stranded)) / total}%`);
  const text = `${amountText(resource, used)} of ${amountText(resource, total)}`;
  return el(
    "span",
    { class: "usage", title: `${used / 1000} of ${total / 1000}` },
    el("span", { text }),
    stranded > 0 ? el("span", { class: "soft", text: `, ${amountText(resource, stranded)} stranded` }) : null,
    bar,
  );
}

function thing(id: string, state: string, more: string): HTMLElement {
  return el(
    "li",
    { title: `${id}: ${more}` },
    el("span", { class: "id", text: shortId(id) }),
    el("span", { class: "soft", text: ` ${state}` }),
  );
}

function listOf(things: readonly HTMLElement[]): Child {
  if (things.length === 0) return "–";
  const left = things.length - thingsMax;
  return el(
    "ul",
    { class: "things" },
    ...things.slice(0, thingsMax),
    left > 0 ? el("li", { class: "soft", text: `and ${left} more` }) : null,
  );
}
