/** HTML and SVG as text: everything that comes from files is escaped, numbers have few digits. */

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

type Attributes = Readonly<Record<string, string | number>>;

/** An element around markup. */
export function element(name: string, attributes: Attributes, ...inner: readonly string[]): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === "number" ? coordinate(value) : escaped(value)}"`,
  );
  return `<${name}${written.join("")}>${inner.join("")}</${name}>`;
}

/** An element around text. */
export function text(name: string, attributes: Attributes, content: string): string {
  return element(name, attributes, escaped(content));
}

/** To a tenth of a pixel. */
function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A table with a head; cells are text. `numeric` says which columns are numbers. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: (column: number) => boolean,
): string {
  const kind = (column: number): Attributes => (numeric(column) ? { class: "number" } : {});
  const cells = (name: string, row: readonly string[]): string =>
    element("tr", {}, ...row.map((one, i) => text(name, kind(i), one)));
  return element(
    "div",
    { class: "wide" },
    element(
      "table",
      {},
      element("thead", {}, cells("th", head)),
      element("tbody", {}, ...rows.map((row) => cells("td", row))),
    ),
  );
}
