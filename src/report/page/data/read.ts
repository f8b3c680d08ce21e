/** Reads the data out of the page's own elements. Nothing is fetched. */

import type { PageHead } from "../../html/page-data.ts";
import type { Part } from "./columns.ts";
import { Model } from "./model.ts";

/** Throws where the page carries no run, or the browser cannot unpack it. */
export async function readModel(page: Document): Promise<Model> {
  const parts = new Map<string, unknown[]>();
  for (const element of page.querySelectorAll<HTMLScriptElement>("script[data-part]")) {
    const name = element.dataset["part"] ?? "";
    const value: unknown = JSON.parse(await textOf(element));
    const before = parts.get(name);
    if (before === undefined) parts.set(name, [value]);
    else before.push(value);
    // Its text is large, and read.
    element.remove();
  }
  const head = parts.get("head")?.[0];
  if (head === undefined) throw new Error("this page carries no run");
  const texts = (parts.get("texts") ?? []).flat() as string[];
  return new Model(head as PageHead, texts, (name) => (parts.get(name) ?? []) as Part[]);
}

async function textOf(element: HTMLScriptElement): Promise<string> {
  const text = element.textContent ?? "";
  if (element.type === "application/json") return text;
  const bytes = bytesOf(text.trim());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
