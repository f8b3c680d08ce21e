/** Data as it stands in the page: plain JSON where it is small, else compressed. No text of it can end its element. */

import { gzipSync, strToU8 } from "fflate";

/** Below so many characters nothing is gained by compressing. */
const plainMax = 4096;

/** Data as it will stand in the page: text where it is small, else compressed bytes. */
export type Packed = string | Uint8Array;

/**
 * Packs the JSON text of data. The compression is JavaScript's own, not Node's zlib: the bytes of that differ between
 * versions and processors.
 */
export function packed(json: string): Packed {
  return json.length <= plainMax ? withoutMarkup(json) : gzipSync(strToU8(json), { level: 6, mtime: 0 });
}

/** An element that holds data, named by `data-part`. */
export function dataElement(part: string, data: Packed): string {
  if (typeof data === "string")
    return `<script type="application/json" data-part="${part}">${data}</script>\n`;
  return `<script type="text/plain" data-part="${part}">${Buffer.from(data).toString("base64")}</script>\n`;
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
