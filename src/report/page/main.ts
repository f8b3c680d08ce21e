/** The page of a run: reads its data, puts the parts together, and lets them share cursor, view and filters. */

import { Clusters } from "./data/cluster.ts";
import type { Model } from "./data/model.ts";
import { readModel } from "./data/read.ts";
import { el, fill } from "./dom.ts";
import { CapacitySection } from "./sections/capacity.ts";
import { ClusterSection } from "./sections/cluster.ts";
import { CursorBar } from "./sections/cursor-bar.ts";
import { headerOf } from "./sections/header.ts";
import { outcomeOf } from "./sections/outcome.ts";
import { stretchNote } from "./sections/stretch.ts";
import { TimelineSection } from "./sections/timeline.ts";
import { VolumesSection } from "./sections/volumes.ts";
import { whyOf } from "./sections/why.ts";
import { Store } from "./store.ts";
import { Theme } from "./theme.ts";

/** Where the cursor is at first: where somebody asked for, else at what failed first, else at the end. */
function firstCursor({ head, endMs }: Model): number {
  if (head.aboutMs !== undefined) return head.aboutMs;
  const failed = head.summary.expectations.flatMap(({ held, seen_at_ms }) =>
    held || seen_at_ms === null ? [] : [seen_at_ms],
  );
  return failed.length === 0 ? endMs : Math.min(...failed);
}

function show(page: HTMLElement, model: Model): void {
  const store = new Store(
    [model.startMs, model.endMs],
    firstCursor(model),
    (work) => void requestAnimationFrame(work),
  );
  const theme = new Theme(store);
  const clusters = new Clusters(model);
  const bar = new CursorBar(model, store);
  const goTo = (atMs: number): void => bar.goTo(atMs);
  const outcome = outcomeOf(model, store, goTo, (name) => theme.colour(name));
  const timeline = new TimelineSection(model, store, theme, goTo);
  const capacity = new CapacitySection(model, store, theme, clusters);
  const volumes = new VolumesSection(model, store, clusters, goTo, (entity) => {
    timeline.timeline.show(entity);
    timeline.timeline.follow(entity);
    timeline.element.scrollIntoView();
  });
  const cluster = new ClusterSection(model, store, clusters);
  fill(
    page,
    headerOf(model, theme),
    bar.element,
    el(
      "main",
      {},
      stretchNote(model),
      outcome.element,
      timeline.element,
      capacity.element,
      volumes.element,
      cluster.element,
      whyOf(model, goTo),
    ),
    el("footer", {
      class: "soft",
      text: `Made by holdfast ${model.head.holdfast}. This file needs no network; the numbers are those of summary.json, timeline.csv and capacity.csv beside it.`,
    }),
  );
  outcome.draw();
  timeline.timeline.draw();
  capacity.begin();
  volumes.begin();
  addEventListener("resize", () => store.tell("size"));
  addEventListener("beforeprint", () => cluster.drawAll());
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") timeline.search();
    else if (event.key === "[") bar.step(-1);
    else if (event.key === "]") bar.step(1);
    else return;
    event.preventDefault();
  });
  page.dataset["ready"] = "true";
}

const page = document.getElementById("page");
if (page !== null)
  readModel(document).then(
    (model) => show(page, model),
    (error: unknown) => {
      fill(
        page,
        el("p", {
          class: "loading bad",
          attributes: { role: "alert" },
          text: `This page cannot be shown: ${String(error)}`,
        }),
      );
      throw error;
    },
  );
