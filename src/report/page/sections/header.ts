/** The head of the page: which run this is, whether all is well, where the parts are, light or dark. */

import type { Model } from "../data/model.ts";
import { button, el } from "../dom.ts";
import type { Theme } from "../theme.ts";
import { counted } from "../words.ts";

const parts = [
  ["outcome", "Outcome"],
  ["timeline", "Timeline"],
  ["capacity", "Capacity"],
  ["volumes", "Volumes"],
  ["cluster", "Cluster"],
  ["why", "Why"],
] as const;

/** Whether all is well, in a few words. */
export function verdictOf({ head }: Model): { readonly good: boolean; readonly text: string } {
  const { expectations, violations } = head.summary;
  const failed = expectations.filter(({ held }) => !held).length;
  const broken = violations.filter(({ bug }) => bug === null).length;
  const texts = [
    failed > 0 ? `${failed} of ${counted(expectations.length, "expectation")} failed` : "",
    broken > 0 ? `${counted(broken, "invariant")} broken` : "",
  ].filter((text) => text !== "");
  if (texts.length > 0) return { good: false, text: texts.join(", ") };
  return {
    good: true,
    text:
      expectations.length === 0
        ? "nothing was expected"
        : `${expectations.length} of ${expectations.length} hold`,
  };
}

export function headerOf(model: Model, theme: Theme): HTMLElement {
  const { good, text } = verdictOf(model);
  const toggle = button("", () => theme.toggle(), "Light or dark");
  toggle.className = "theme";
  return el(
    "header",
    { class: "top" },
    el("span", { class: "brand", text: "holdfast" }),
    el("h1", { text: model.head.summary.scenario }),
    el(
      "span",
      { class: `verdict ${good ? "good" : "bad"}` },
      el("span", { text: good ? "✓ " : "✗ ", attributes: { "aria-hidden": "true" } }),
      text,
    ),
    el(
      "nav",
      { attributes: { "aria-label": "Parts of this page" } },
      ...parts.map(([id, name]) => el("a", { text: name, attributes: { href: `#${id}` } })),
    ),
    toggle,
  );
}
