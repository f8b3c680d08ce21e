/** A real browser for the tests of the page: Chromium from CHROME_PATH or from the PATH, with the network cut off. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where Chromium is; undefined where there is none. Throws where CHROME_PATH names none. */
export function chromiumPath(): string | undefined {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && named !== "") {
    if (!isProgram(named)) throw new Error(`CHROME_PATH: ${named} is no program`);
    return named;
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

export async function launch(executablePath: string): Promise<Browser> {
  // Loaded only here: who asks for the path alone does without it.
  const { chromium } = await import("playwright-core");
  const args = [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ];
  return chromium.launch({ executablePath, args });
}

export interface Opened {
  readonly page: Page;
  /** Whatever the page said on the console, and what it threw. */
  readonly said: string[];
  /** What it wanted from anywhere else. */
  readonly wanted: string[];
}

/** Opens a file as a double click does, and waits until the run is shown. */
export async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const said: string[] = [];
  const wanted: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("blob:")) wanted.push(request.url());
  });
  await page.goto(url);
  await page.locator("#page[data-ready]").waitFor();
  return { page, said, wanted };
}
