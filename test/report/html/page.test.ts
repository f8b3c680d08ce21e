/** report.html as bytes: the same for the same run, and no text of a scenario can end an element of it. */

import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { analyse } from "../../../src/report/analysis.ts";
import { dataElement, packed, withoutMarkup } from "../../../src/report/html/pack.ts";
import { reportHtml } from "../../../src/report/html/page.ts";
import { timelineOf } from "../../../src/report/timeline.ts";
import { restartInPlace } from "../journals.ts";
import { context, dataOf, modelOf, runOf, scenarioOf } from "./page-of.ts";

const attack = `</script><script>alert(1)</script><!-- & \u2028 ]]>`;

test("what reads as markup is escaped, and JSON reads it back", () => {
  const json = withoutMarkup(JSON.stringify([attack]));
  expect(json).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(json)).toEqual([attack]);
});

test("small data is plain, large data is compressed; neither can end its element", () => {
  const small = dataElement("head", packed(JSON.stringify(attack)));
  expect(small).toMatch(/^<script type="application\/json" data-part="head">[^<]*<\/script>\n$/);
  const text = JSON.stringify(attack.repeat(500));
  const large = /^<script type="text\/plain" data-part="head">([A-Za-z0-9+/=]+)<\/script>\n$/.exec(
    dataElement("head", packed(text)),
  );
  expect(gunzipSync(Buffer.from(large?.[1] ?? "", "base64")).toString("utf8")).toBe(text);
  expect((large?.[1] ?? "").length).toBeLessThan(text.length / 10);
});

test("the title is text, and a template without marks is refused", () => {
  const run = restartInPlace("listed").run(60_000, { scenario: { name: "<b>&" } });
  const html = [...reportHtml("<title><!--title--></title><!--data-->", run, analyse(run), context)].join("");
  expect(html).toMatch(/^<title>&lt;b&gt;&amp;<\/title>/);
  expect(() => [...reportHtml("<title></title>", run, analyse(run), context)]).toThrow("npm run build");
});

test("two runs of the same give the same bytes, and every span of the timeline is there", () => {
  const scenario = scenarioOf("scenarios/failures/rack-loses-power.yaml");
  const run = runOf(scenario, true);
  const html = dataOf(run);
  expect(dataOf(runOf(scenario, true))).toBe(html);
  const model = modelOf(html);
  const seen = Array.from(model.spans.start, (start, span) => {
    const { kind, id } = model.entity(model.entityOf(span));
    return `${kind === "host" ? "agent" : kind} ${id} ${model.stateOf(span)} ${start} ${model.endOf(span)}`;
  });
  const missing = [...timelineOf(run)]
    .map(({ kind, id, state, startMs, endMs }) => `${kind} ${id} ${state} ${startMs} ${endMs}`)
    .filter((span) => !seen.includes(span));
  expect(missing).toEqual([]);
});
