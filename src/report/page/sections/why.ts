/** Why: failed expectations, and apps with fewer running than wanted at the end, each with what would change it. */

import type { PageDiagnosis, PageFailure } from "../../html/page-data.ts";
import type { Model } from "../data/model.ts";
import { el, section } from "../dom.ts";
import { counted, exactly, roughly } from "../words.ts";
import { copied, timeLink } from "./outcome.ts";

export function whyOf({ head }: Model, goTo: (atMs: number) => void): HTMLElement {
  const { failures, diagnoses } = head;
  return section(
    "why",
    "Why",
    ...failures.map((failure) => failureOf(failure, goTo)),
    ...diagnoses.map((diagnosis) => diagnosisOf(diagnosis, head.explain)),
    head.diagnosesLeft > 0
      ? el("p", {
          class: "soft",
          text: `and ${counted(head.diagnosesLeft, "more app")}, for explain to tell`,
        })
      : null,
    diagnoses.length === 0
      ? el("p", {
          class: "calm",
          text: `At ${exactly(head.endMs)} every app has the instances that are wanted of it.`,
        })
      : null,
  );
}

function failureOf(
  { text, place, seen, atMs, why, todo, because }: PageFailure,
  goTo: (atMs: number) => void,
): HTMLElement {
  return el(
    "article",
    { class: "reason bad" },
    el("h3", {}, el("span", { text: "✗ ", attributes: { "aria-hidden": "true" } }), text),
    el(
      "dl",
      {},
      ...pair(
        "seen",
        el("span", {}, seen, atMs === null ? "" : " ", atMs === null ? null : timeLink(atMs, goTo)),
      ),
      ...(why === null ? [] : pair("why", why)),
      ...(todo === null ? [] : pair("then", todo)),
      ...(place === "" ? [] : pair("stated in", place)),
    ),
    because.length === 0
      ? null
      : el(
          "details",
          {},
          el("summary", { text: "The events that led there" }),
          el("ol", { class: "events" }, ...because.map((line) => el("li", { text: line }))),
        ),
  );
}

function diagnosisOf(diagnosis: PageDiagnosis, explain: string): HTMLElement {
  const { app, atMs, instances, running, waitsSinceMs, code, findings, remedies } = diagnosis;
  const waits = waitsSinceMs === null ? "" : `, waiting for ${roughly(atMs - waitsSinceMs)}`;
  return el(
    "article",
    { class: "reason warn" },
    el(
      "h3",
      {},
      `${app} at ${exactly(atMs)}: ${running} of ${instances} running${waits} `,
      el("code", { class: "soft", text: `[${code}]` }),
    ),
    ...findings.map((text) => el("p", { text })),
    remedies.length === 0
      ? null
      : el(
          "div",
          {},
          el("h4", { text: "What would change it" }),
          el("dl", { class: "remedies" }, ...remedies.flatMap((remedy) => pair(remedy.do, remedy.gives))),
        ),
    explain === ""
      ? null
      : el("p", { class: "soft" }, "With all offers that it was not given: ", copied(`${explain} ${app}`)),
  );
}

const pair = (name: string, value: string | HTMLElement): readonly HTMLElement[] => [
  el("dt", { text: name }),
  el("dd", {}, value),
];
