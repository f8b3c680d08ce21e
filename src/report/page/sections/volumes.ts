/** Volumes, as in Marathon's own Volumes tab: where each is, whether it is attached, since when; and its whole life. */

import { sizeText } from "../../../model/wording.ts";
import type { Clusters } from "../data/cluster.ts";
import type { Model } from "../data/model.ts";
import { button, el, fill, scrolling, section, select, table } from "../dom.ts";
import type { Store } from "../store.ts";
import { familyOf } from "../timeline/visible.ts";
import { exactly, shortId } from "../words.ts";
import { lifeOf } from "./life.ts";

const rowsMax = 200;

export class VolumesSection {
  readonly element: HTMLElement;
  readonly #model: Model;
  readonly #store: Store;
  readonly #clusters: Clusters;
  readonly #list = el("div");
  readonly #detail = el("div", { class: "detail", attributes: { "aria-live": "polite" } });
  readonly #goTo: (atMs: number) => void;
  readonly #show: (entity: number) => void;
  #app = "";

  constructor(
    model: Model,
    store: Store,
    clusters: Clusters,
    goTo: (atMs: number) => void,
    show: (entity: number) => void,
  ) {
    this.#model = model;
    this.#store = store;
    this.#clusters = clusters;
    this.#goTo = goTo;
    this.#show = show;
    const apps = [...new Set(model.entitiesOf("volume").map(({ app }) => app))].sort();
    const choice = select(
      "app",
      [["", "all apps"], ...apps.filter((app) => app !== "").map((app) => [app, app] as const)],
      (app) => {
        this.#app = app;
        this.#draw();
      },
    );
    this.element = section(
      "volumes",
      "Volumes",
      apps.length > 1 ? el("div", { class: "toolbar" }, choice.element) : null,
      this.#list,
      this.#detail,
    );
    store.on(["cursor"], () => this.#draw());
  }

  begin(): void {
    this.#draw();
  }

  #draw(): void {
    const { cursorMs } = this.#store;
    const all = this.#clusters.at(cursorMs).agents.flatMap((agent) => agent.volumes);
    const volumes = all.filter(({ app }) => this.#app === "" || app === this.#app);
    const at = exactly(cursorMs);
    if (volumes.length === 0) {
      const ever = this.#model.entitiesOf("volume").length;
      fill(
        this.#list,
        el("p", {
          class: "soft",
          text: ever === 0 ? "No volume was created in this run." : `There is no volume at ${at}.`,
        }),
      );
      return;
    }
    const rows = volumes.slice(0, rowsMax).map((volume) => {
      const open = button(
        shortId(volume.volume),
        () => this.#open(volume.entity),
        `The whole life of volume ${volume.volume}`,
      );
      open.className = "link id";
      const attached = volume.attachedTo !== "";
      return [
        open,
        el("span", {
          class: attached ? "state good" : "state warn",
          text: attached ? "● attached" : "○ detached",
        }),
        `${exactly(cursorMs - volume.sinceMs)}, since ${exactly(volume.sinceMs)}`,
        volume.app === "" ? "–" : volume.app,
        volume.attachedTo === ""
          ? "–"
          : el("span", { class: "id", text: shortId(volume.attachedTo), title: volume.attachedTo }),
        volume.agent,
        volume.path === "" ? "–" : volume.path,
        sizeText(volume.size),
      ];
    });
    fill(
      this.#list,
      el("p", { class: "soft", text: `At ${at}, as they are on the hosts. Open one to see its whole life.` }),
      scrolling(
        "Volumes",
        table(
          "Volumes at the cursor",
          [
            "persistence id",
            "state",
            "for",
            "app",
            "task",
            "agent",
            "container path",
            { text: "size", number: true },
          ],
          rows,
        ),
      ),
      volumes.length > rowsMax
        ? el("p", { class: "soft", text: `and ${volumes.length - rowsMax} more: choose an app` })
        : null,
    );
  }

  #open(entity: number): void {
    const { id, app, agent, path, size } = this.#model.entity(entity);
    fill(
      this.#detail,
      el(
        "div",
        { class: "followed-head" },
        el("h3", { text: `Volume ${shortId(id)}` }),
        button("show in the timeline", () => this.#show(entity)),
        button("close", () => fill(this.#detail)),
      ),
      el(
        "dl",
        { class: "facts" },
        ...(
          [
            ["persistence id", id],
            ["app", app || "–"],
            ["agent", agent],
            ["container path", path || "–"],
            ["size", sizeText(size)],
          ] as const
        ).map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value }))),
      ),
      lifeOf(this.#model, familyOf(this.#model, entity), this.#goTo),
    );
  }
}
