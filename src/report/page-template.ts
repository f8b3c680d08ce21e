/** Where the built page of report.html lies: beside the command, or, for what runs from the sources, in dist/. */

import { existsSync, readFileSync } from "node:fs";

const places = ["./report-page.html", "../report-page.html", "../../dist/report-page.html"];

/** Throws where the page is not built. */
export function pageTemplate(): string {
  for (const place of places) {
    const url = new URL(place, import.meta.url);
    if (existsSync(url)) return readFileSync(url, "utf8");
  }
  throw new Error("the page of report.html is not built: npm run build");
}
