/** report.html in a real browser, as a reader opens it: from the disk, with no network. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import { reportHtml } from "../../src/report/html/page.ts";
import { pageTemplate } from "../../src/report/page-template.ts";
import { newPlace, type Place } from "../cli/holdfast.ts";
import { context, runOf, scenarioOf } from "../report/html/page-of.ts";
import { chromiumPath, launch, type Opened, open } from "./browser.ts";
import { attacks, hostile } from "./hostile.ts";

const path = chromiumPath();
// npm test says in one line that these tests were left out; where they are demanded, this one fails.
test("a browser is there where it is demanded", () => {
  expect(path !== undefined || process.env["HOLDFAST_DEMAND_BROWSER"] !== "1").toBe(true);
});

interface Summary {
  readonly digest: string;
  readonly expectations: readonly { readonly text: string; readonly held: boolean }[];
  readonly metrics: {
    readonly apps: Record<string, { readonly availability: number; readonly moved: number }>;
  };
}

let place: Place;
let browser: Browser;

/** Runs a scenario with the built command; the folder of its reports. */
function reports(scenario: string, out: string, status = 0): string {
  const { status: seen, stderr } = place.run(["run", scenario, "--out", out]);
  expect(`${seen} ${stderr}`).toBe(`${status} `);
  return join(place.folder, out);
}

/** Rows of capacity.csv that hold at an instant: those of each scope and resource that were written last. */
function capacityAt(folder: string, atMs: number): ReadonlyMap<string, readonly number[]> {
  const [, ...lines] = readFileSync(join(folder, "capacity.csv"), "utf8").trim().split("\n");
  const last = new Map<string, readonly number[]>();
  for (const line of lines) {
    const [time = "", scope, id, resource, total, , reserved, used, stranded] = line.split(",");
    if (Number(time) <= atMs)
      last.set(`${scope} ${id} ${resource}`, [total, used, reserved, stranded].map(Number));
  }
  return last;
}

async function cursorTo(page: Page, time: string): Promise<void> {
  const input = page.getByLabel("Cursor time, such as 3m21s");
  await input.fill(time);
  await input.press("Enter");
  await page.getByRole("heading", { name: `At ${time}:` }).waitFor();
}

/** Thousandths in the table of capacity at the cursor: total, used, reserved, stranded. */
async function shownCapacity(page: Page, resource: string): Promise<readonly number[]> {
  const row = page
    .getByRole("region", { name: "Capacity at the cursor" })
    .getByRole("row", { name: resource });
  const cells = await row
    .locator(".amount")
    .evaluateAll((all) => all.map((each) => Number((each as HTMLElement).dataset["milli"])));
  return cells.slice(0, 4).map((milli) => milli / 1000);
}

const shows = (page: Page): Promise<string> => page.locator(".cursor-bar .view").innerText();
/** Where the lanes are, brought into sight. */
async function lanesBox(page: Page): Promise<{ x: number; y: number; height: number }> {
  await page.locator("#timeline").evaluate((each) => each.scrollIntoView());
  const box = await page.locator(".lanes").boundingBox();
  if (box === null) throw new Error("there are no lanes");
  return box;
}
/** How high all lanes are together: the sum of what is shown. */
const lanesHeight = (page: Page): Promise<number> =>
  page
    .locator(".lanes-spacer")
    .first()
    .evaluate((each) => (each as HTMLElement).offsetHeight);

describe.runIf(path !== undefined)("report.html", () => {
  let rack: string;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    place = newPlace();
    place.write("hostile.json", JSON.stringify(hostile));
    rack = reports("scenarios/failures/rack-loses-power.yaml", "rack");
    browser = await launch(path ?? "");
    opened = await open(browser, join(rack, "report.html"));
    page = opened.page;
  });
  afterAll(async () => {
    await browser?.close();
    place?.remove();
  });

  test("opens from the disk without network, and nothing is wrong", () => {
    expect(opened.said).toEqual([]);
    expect(opened.wanted).toEqual([]);
  });

  test("says first what came of it, in the numbers of summary.json", async () => {
    const summary = JSON.parse(readFileSync(join(rack, "summary.json"), "utf8")) as Summary;
    const held = summary.expectations.filter((each) => each.held).length;
    expect(await page.locator(".verdict").innerText()).toContain(
      `${held} of ${summary.expectations.length} hold`,
    );
    expect(await page.locator(`code[title="${summary.digest}"]`).count()).toBe(1);
    const rows = page.getByRole("region", { name: "Expectations" }).locator("tbody tr");
    expect(await rows.count()).toBe(summary.expectations.length);
    const app = summary.metrics.apps["/db"];
    const cells = await page
      .getByRole("region", { name: "Metrics" })
      .getByRole("row", { name: "/db" })
      .getByRole("cell")
      .allInnerTexts();
    // Cut to thousandths of a percent: what is not all is never called 100 %.
    expect(cells[0]).toBe(`${Math.floor((app?.availability ?? 0) * 100_000) / 1000} %`);
    expect(cells[6]).toBe(String(app?.moved));
    expect(await page.locator(".command code").first().innerText()).toBe(
      "holdfast run rack-loses-power.yaml --seed 1",
    );
  });

  test("the capacity at the cursor is that of capacity.csv", async () => {
    for (const [time, atMs] of [
      ["2m", 120_000],
      ["1h20m", 4_800_000],
      ["3h", 10_800_000],
    ] as const) {
      await cursorTo(page, time);
      const rows = capacityAt(rack, atMs);
      for (const resource of ["cpus", "mem", "disk", "ports"])
        expect(await shownCapacity(page, resource), `${resource} at ${time}`).toEqual(
          rows.get(`cluster  ${resource}`),
        );
    }
    await cursorTo(page, "1h20m");
    await page.getByLabel("of", { exact: true }).selectOption("agent y-1");
    expect(await shownCapacity(page, "mem")).toEqual(capacityAt(rack, 4_800_000).get("agent y-1 mem"));
    await page.getByLabel("of", { exact: true }).selectOption("role marathon");
    expect(await shownCapacity(page, "cpus")).toEqual(capacityAt(rack, 4_800_000).get("role marathon cpus"));
    await page.getByLabel("of", { exact: true }).selectOption("cluster");
  });

  test("the cursor drives the tables of volumes and of the cluster", async () => {
    await page.locator("#cluster").scrollIntoViewIfNeeded();
    await cursorTo(page, "1h20m");
    const agents = page.getByRole("region", { name: "Agents", exact: true });
    expect(await agents.getByRole("row", { name: /x-1/ }).innerText()).toContain("removed, host down");
    expect(await page.locator("#volumes").innerText()).toContain("○ detached");
    await cursorTo(page, "50m");
    expect(await agents.getByRole("row", { name: /x-1/ }).innerText()).toMatch(/registered[\s\S]*running/);
    expect(await page.locator("#volumes").innerText()).not.toContain("detached");
  });

  test("a volume's whole life opens below the list", async () => {
    await page
      .locator("#volumes")
      .getByRole("button", { name: /whole life of volume db#data/ })
      .first()
      .click();
    const life = page.locator("#volumes").getByRole("region", { name: "Its whole life" });
    expect(await life.innerText()).toMatch(/attached[\s\S]*detached[\s\S]*the host|host/);
    await page.locator("#volumes").getByRole("button", { name: "close" }).click();
    expect(await life.count()).toBe(0);
  });

  test("zooms with buttons, with the wheel, and back", async () => {
    const whole = await shows(page);
    expect(whole).toBe("shows 0s to 3h");
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => shows(page)).not.toBe(whole);
    await page.getByRole("button", { name: "The whole run" }).click();
    await expect.poll(() => shows(page)).toBe(whole);
    const { x, y } = await lanesBox(page);
    await page.mouse.move(x + 600, y + 120);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -400);
    await page.keyboard.up("Control");
    await expect.poll(() => shows(page)).not.toBe(whole);
    const near = await shows(page);
    // Dragging moves along.
    await page.mouse.down();
    await page.mouse.move(x + 400, y + 120, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => shows(page)).not.toBe(near);
    await page.getByRole("button", { name: "The whole run" }).click();
    await expect.poll(() => shows(page)).toBe(whole);
  });

  test("says what is under the pointer, with the reason", async () => {
    const { x, y, height } = await lanesBox(page);
    const found: string[] = [];
    for (let down = 10; down < height; down += 11) {
      await page.mouse.move(x + 700, y + down);
      if (await page.locator(".tooltip").isVisible()) found.push(await page.locator(".tooltip").innerText());
    }
    expect(found.join("\n")).toMatch(/suspended\s+task db\.\w+… of \/db on x-\d\s+after TASK_LOST/);
  });

  test("lanes are painted in the colours of their states", async () => {
    const painted = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".lanes-base");
      const { data } = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {
        data: [],
      };
      const counts = new Map<number, number>();
      for (let i = 0; i < data.length; i += 4) {
        const colour = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      const style = getComputedStyle(document.documentElement);
      const of = (state: string): number =>
        counts.get(Number.parseInt(style.getPropertyValue(`--state-${state}`).trim().slice(1), 16)) ?? 0;
      return { running: of("running"), waiting: of("waiting"), calm: of("calm") };
    });
    // 4 instances that run for most of 3 h, in lanes of some 900 x 16 pixels; two of them are suspended for an hour.
    expect(painted.running).toBeGreaterThan(20_000);
    expect(painted.waiting).toBeGreaterThan(3000);
    expect(painted.calm).toBeGreaterThan(5000);
  });

  test("finds by id, filters by agent and state", async () => {
    const search = page.getByLabel("Search by id");
    await search.fill("db#data");
    await expect.poll(() => page.locator(".found").innerText()).toMatch(/^4 matches/);
    await search.press("Enter");
    await expect.poll(() => page.locator(".found").innerText()).toBe("1 of 4");
    expect(await page.locator(".timeline [aria-live]").innerText()).toMatch(
      /^volume db#data#\w+… of \/db on/,
    );
    const all = await lanesHeight(page);
    const agent = page.locator("#timeline").getByLabel("agent", { exact: true });
    await agent.selectOption("x-1");
    await expect.poll(() => lanesHeight(page)).toBeLessThan(all);
    const less = await lanesHeight(page);
    await page.locator("#timeline").getByLabel("state", { exact: true }).selectOption("suspended");
    await expect.poll(() => lanesHeight(page)).toBeLessThan(less);
    await page.getByRole("button", { name: /^Clear search/ }).click();
    await expect.poll(() => lanesHeight(page)).toBe(all);
    expect(await search.inputValue()).toBe("");
  });

  test("the keyboard alone: search, lanes, spans, follow, zoom, cursor", async () => {
    await cursorTo(page, "50m");
    await page.locator(".lanes").press("/");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("search");
    const lanes = page.locator(".lanes");
    await lanes.focus();
    const said = page.locator(".timeline [aria-live]");
    // Down to the first lane of an instance, then to its second span.
    for (let i = 0; i < 12 && !(await said.innerText()).startsWith("task "); i++)
      await lanes.press("ArrowDown");
    expect(await said.innerText()).toMatch(/^task db\.\w+… of \/db on/);
    // The span at the cursor is selected; the one before it is where the task was staged.
    expect(await said.innerText()).toContain(": running from ");
    await lanes.press("ArrowLeft");
    expect(await said.innerText()).toContain(": staging from ");
    await lanes.press("Home");
    await expect.poll(() => page.getByLabel("Cursor time, such as 3m21s").inputValue()).toBe("0s");
    await lanes.press("Enter");
    const followed = page.getByRole("heading", { name: /^Followed: task db\./ });
    await followed.waitFor();
    expect(await page.locator(".followed").innerText()).toMatch(
      /With it: .*reservation db\..*volume db#data#/,
    );
    await lanes.press("+");
    await expect.poll(() => shows(page)).not.toBe("shows 0s to 3h");
    await lanes.press("0");
    await lanes.press("Escape");
    await followed.waitFor({ state: "detached" });
    await lanes.press("End");
    await expect.poll(() => page.getByLabel("Cursor time, such as 3m21s").inputValue()).toBe("3h");
    await lanes.press("[");
    await expect.poll(() => page.getByLabel("Cursor time, such as 3m21s").inputValue()).not.toBe("3h");
  });

  test("a click follows one task with its reservation and volume", async () => {
    const { x, y, height } = await lanesBox(page);
    for (let down = 10; down < height; down += 11) {
      await page.mouse.move(x + 700, y + down);
      if ((await page.locator(".tooltip").innerText()).startsWith("suspended")) {
        await page.mouse.click(x + 700, y + down);
        break;
      }
    }
    await page.getByRole("heading", { name: /^Followed: task db\./ }).waitFor();
    const life = await page.locator(".followed").getByRole("region", { name: "Its whole life" }).innerText();
    for (const state of ["reserving", "reserved", "attached", "running", "lost", "suspended", "detached"])
      expect(life).toContain(state);
    await page.getByRole("button", { name: "follow nothing" }).click();
  });

  test.each(["light", "dark"] as const)("%s: no serious fault of accessibility", async (theme) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator("#cluster").scrollIntoViewIfNeeded();
    const all = new AxeBuilder({ page });
    // Another theme changes colours and nothing else.
    const { violations } = await (theme === "light" ? all : all.withRules("color-contrast")).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`)).toEqual([]);
  });

  test("light and dark by the system's wish and by the button; paper is light", async () => {
    const surface = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await surface();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await surface()).not.toBe(light);
    await page.getByRole("button", { name: "Light or dark" }).click();
    expect(await surface()).toBe(light);
    await page.getByRole("button", { name: "Light or dark" }).click();
    expect(await surface()).not.toBe(light);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await surface()).toBe(light);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ colorScheme: "light", media: "print" });
    expect(await page.locator(".cursor-bar").isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen" });
  });

  test.each([360, 2560])("fits %i pixels, with no text below 12", async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await page.locator("#cluster").scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("body *")]
        .filter((each) =>
          [...each.childNodes].some(
            (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "",
          ),
        )
        .filter((each) => Number.parseFloat(getComputedStyle(each).fontSize) < 12)
        .map((each) => each.outerHTML.slice(0, 80)),
    );
    expect(small).toEqual([]);
    const canvas = await page.locator(".lanes-base").boundingBox();
    expect(canvas?.width).toBeGreaterThan(width * 0.8);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("a page of too many events says which stretch it shows, and goes nowhere else", async () => {
    expect(await page.locator(".stretch").count()).toBe(0);
    const run = runOf(scenarioOf("scenarios/failures/rack-loses-power.yaml"));
    const events = run.recorder.journal.length;
    const html = reportHtml(pageTemplate(), run, analyse(run), context, events - 60);
    const file = join(place.folder, place.write("stretch.html", [...html].join("")));
    const { page: part, said } = await open(browser, file);
    const note = await part.locator(".stretch").innerText();
    expect(note).toContain(`This run has ${events} events, more than a page can hold.`);
    const [, from = "", to = "", shown] = / show (\S+) to (\S+): the last (\d+) events,/.exec(note) ?? [];
    // The instants that fit as wholes.
    expect(Number(shown)).toBeLessThanOrEqual(events - 60);
    expect(to).toBe("3h");
    const at = (): Promise<string> => part.getByLabel("Cursor time, such as 3m21s").inputValue();
    expect(await at()).toBe("3h");
    await cursorTo(part, from);
    for (const before of ["0s", "1s"]) {
      await part.getByLabel("Cursor time, such as 3m21s").fill(before);
      await part.getByLabel("Cursor time, such as 3m21s").press("Enter");
      expect(await at()).toBe(from);
    }
    const whole = await shows(part);
    for (const name of ["Zoom in", "Zoom in", "Zoom out", "Zoom out", "Zoom out", "Zoom out"])
      await part.getByRole("button", { name }).click();
    expect(await shows(part)).toBe(whole);
    await part.getByRole("button", { name: "All that this page shows" }).click();
    expect(await shows(part)).toBe(whole);
    // What stands at the end is there, since before the stretch or not: four instances with their volumes.
    await cursorTo(part, "3h");
    expect(await part.locator("#volumes tbody tr").count()).toBe(4);
    expect(said).toEqual([]);
    await part.context().close();
  });

  test("names that look like markup stay names, and what failed is told", async () => {
    const folder = reports("hostile.json", "hostile", 1);
    const { page: attacked, said, wanted } = await open(browser, join(folder, "report.html"));
    await attacked.locator("#cluster").scrollIntoViewIfNeeded();
    await attacked.locator("#cluster tbody tr").first().waitFor();
    expect(await attacked.evaluate(() => "hacked" in window)).toBe(false);
    expect([said, wanted]).toEqual([[], []]);
    expect(await attacked.locator("img, #page script, #page svg:not(.glyph)").count()).toBe(0);
    expect(await attacked.locator(".about").innerText()).toBe(attacks.about);
    const cluster = await attacked.locator("#cluster").innerText();
    expect(cluster).toContain(`rack=${attacks.label}`);
    expect(cluster).toContain(`owner=${attacks.label}`);
    expect(await attacked.locator("#volumes").innerText()).toContain(attacks.id);
    expect(await attacked.locator(".verdict").innerText()).toContain("1 of 1 expectation failed");
    expect(await attacked.locator("#why").innerText()).toMatch(/role1 reserved cpus 7[\s\S]*reserved cpus 1/);
    await attacked.context().close();
  });
});
