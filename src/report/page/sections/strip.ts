/** All that the page shows of one app as a small picture: how many of its instances are in which state. */

import type { PageApp } from "../../html/page-data.ts";
import type { Model } from "../data/model.ts";
import { el } from "../dom.ts";
import { families, lookOf } from "../looks.ts";
import { Sheet } from "../timeline/canvas.ts";
import { exactly } from "../words.ts";

const height = 26;
/** Looks that count as wanted instances, from the bottom; tasks that have ended hold nothing. */
const counted = new Set(["running", "starting", "reserving", "waiting", "troubled", "ending"]);

export interface Strip {
  readonly element: HTMLElement;
  readonly draw: () => void;
}

export function stripOf(model: Model, app: PageApp, colour: (name: string) => string): Strip {
  const sheet = new Sheet("strip-canvas");
  const tasks = model
    .entitiesOf("task")
    .filter((task) => task.framework === app.framework && task.app === app.app)
    .flatMap(({ place }) => [...model.spansOf(place)]);
  const element = el(
    "div",
    {
      class: "strip",
      attributes: { role: "img", "aria-label": `${app.name} ${overWhat(model)}: ${app.served}` },
    },
    sheet.element,
  );
  const draw = (): void => {
    const width = element.clientWidth;
    if (width === 0) return;
    sheet.resize(width, height);
    drawStacks(sheet, model, tasks, colour);
  };
  return { element, draw };
}

function overWhat({ head, startMs, endMs }: Model): string {
  return head.stretch === undefined
    ? "over the whole run"
    : `from ${exactly(startMs)} to ${exactly(endMs)}; over the whole run`;
}

function drawStacks(
  { context, width }: Sheet,
  model: Model,
  spans: readonly number[],
  colour: (name: string) => string,
): void {
  const columns = Math.max(1, Math.floor(width));
  const { startMs } = model;
  const perMs = columns / Math.max(1, model.endMs - startMs);
  const cover = families.map(() => new Float64Array(columns));
  for (const span of spans) {
    const look = lookOf(model.stateOf(span));
    const own = cover[look];
    if (own === undefined || !counted.has(families[look]?.family ?? "")) continue;
    const from = Math.max(0, model.startOf(span) - startMs) * perMs;
    const to = (model.endOf(span) - startMs) * perMs;
    for (let x = Math.floor(from); x < Math.min(columns, to); x++)
      own[x] = (own[x] ?? 0) + Math.min(to, x + 1) - Math.max(from, x);
  }
  let most = 0;
  for (let x = 0; x < columns; x++)
    most = Math.max(
      most,
      cover.reduce((sum, own) => sum + (own[x] ?? 0), 0),
    );
  if (most === 0) return;
  for (let x = 0; x < columns; x++) {
    let bottom = height;
    cover.forEach((own, look) => {
      const part = ((own[x] ?? 0) / most) * height;
      if (part <= 0) return;
      context.fillStyle = colour(`state-${families[look]?.family ?? "done"}`);
      context.fillRect(x, bottom - part, 1, part);
      bottom -= part;
    });
  }
}
