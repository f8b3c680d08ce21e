/**
 * `npx tsx scripts/pictures.ts`: the pictures of report.html in docs/pictures/, taken anew with the built command.
 *
 * Needs Chromium, named by CHROME_PATH or on the PATH.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { chromiumPath, launch, open } from "../test/browser/browser.ts";

interface Picture {
  readonly scenario: string;
  readonly options: BrowserContextOptions;
  readonly prepare: (page: Page) => Promise<void>;
}

const top = resolve(import.meta.dirname, "..");
const size = (width: number, height: number) => ({ viewport: { width, height } });

async function cursorTo(page: Page, time: string): Promise<void> {
  const input = page.getByLabel("Cursor time, such as 3m21s");
  await input.fill(time);
  await input.press("Enter");
  await input.blur();
}

/** Brings a section to the top of the window. */
async function scrollTo(page: Page, section: string): Promise<void> {
  await page.locator(section).evaluate((each) => each.scrollIntoView());
}

const pictures: readonly Picture[] = [
  {
    scenario: "documentation/wipe-relaunches-elsewhere",
    options: size(1200, 860),
    prepare: async (page) => {
      await cursorTo(page, "12m");
      await scrollTo(page, "#timeline");
    },
  },
  {
    scenario: "failures/rack-loses-power",
    options: { ...size(1200, 1000), colorScheme: "dark" },
    prepare: async (page) => {
      await scrollTo(page, "#timeline");
      const lanes = page.locator(".lanes");
      const said = page.locator(".timeline [aria-live]");
      await lanes.focus();
      // The first task, followed with all that belongs to it.
      for (let i = 0; i < 12 && !(await said.innerText()).startsWith("task "); i++)
        await lanes.press("ArrowDown");
      await lanes.press("Enter");
      await cursorTo(page, "1h20m");
      await scrollTo(page, "#timeline");
    },
  },
  {
    scenario: "mesos/greedy-takes-a-suspended-task",
    options: size(1200, 1080),
    prepare: async (page) => {
      await cursorTo(page, "4m");
      await scrollTo(page, "#capacity");
    },
  },
];

const path = chromiumPath();
if (path === undefined) throw new Error("no Chromium is there: CHROME_PATH names one");
const folder = mkdtempSync(join(tmpdir(), "holdfast-pictures-"));
const browser = await launch(path);
try {
  for (const { scenario, options, prepare } of pictures) {
    const name = scenario.split("/")[1] ?? scenario;
    const out = join(folder, name);
    const command = ["dist/cli.js", "run", `scenarios/${scenario}.yaml`, "--quiet", "--out", out];
    execFileSync(process.execPath, command, { cwd: top });
    const { page } = await open(browser, join(out, "report.html"), options);
    await prepare(page);
    await page.evaluate("new Promise((done) => setTimeout(done, 300))");
    await page.screenshot({ path: join(top, "docs/pictures", `${name}.png`) });
    await page.context().close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
