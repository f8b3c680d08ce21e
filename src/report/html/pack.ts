/** Data as it stands in the page: plain JSON where it is small, else compressed. No text of it can end its element. */

import { gzipSync, strToU8 } from "fflate";

/** Below so many characters nothing is gained by compressing. */
const plainMax = 4096;

/**
 * An element that holds data, named by `data-part`. The compression is JavaScript's own, not Node's zlib: the bytes of
 * that differ between versions and processors.
 */
export function dataElement(part: string, json: string): string {
  if (json.length <= plainMax)
    return `<script type="application/json" data-part="${part}">${withoutMarkup(json)}</script>\n`;
  const bytes = gzipSync(strToU8(json), { level: 6, mtime: 0 });
  return `<script type="text/plain" data-part="${part}">${Buffer.from(bytes).toString("base64")}</script>\n`;
}

/** JSON in which nothing reads as markup: what HTML looks for is written as escapes, which JSON reads back. */
export function withoutMarkup(json: string): string {
  return json
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
