/** Builds elements. Texts are set as text, never as markup: what a scenario calls its apps stays a name. */

interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export type Child = Node | string | null;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (properties.class !== undefined) element.className = properties.class;
  if (properties.text !== undefined) element.textContent = properties.text;
  if (properties.title !== undefined) element.title = properties.title;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

/** A button with a text or a sign; `label` says what it does where the sign does not. */
export function button(text: string, press: () => void, label?: string): HTMLButtonElement {
  const attributes = { type: "button", ...(label === undefined ? {} : { "aria-label": label }) };
  const element = el("button", { text, attributes, ...(label === undefined ? {} : { title: label }) });
  element.addEventListener("click", press);
  return element;
}

/** A choice among values, with a label before it. */
export function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  choose: (value: string) => void,
): { readonly element: HTMLLabelElement; readonly select: HTMLSelectElement } {
  const control = el(
    "select",
    { attributes: { "aria-label": label } },
    ...options.map(([value, text]) => el("option", { text, attributes: { value } })),
  );
  control.addEventListener("change", () => choose(control.value));
  return { element: el("label", { class: "choice" }, el("span", { text: label }), control), select: control };
}

/** A table with a caption for those who do not see it; rows are cells, the first of each is its head. */
export function table(
  caption: string,
  heads: readonly (string | { readonly text: string; readonly number: true })[],
  rows: readonly (readonly Child[])[],
): HTMLTableElement {
  const isNumber = heads.map((head) => typeof head !== "string");
  const cellClass = (i: number): Properties => (isNumber[i] === true ? { class: "number" } : {});
  return el(
    "table",
    {},
    el("caption", { class: "unseen", text: caption }),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...heads.map((head, i) =>
          el("th", {
            ...cellClass(i),
            text: typeof head === "string" ? head : head.text,
            attributes: { scope: "col" },
          }),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      ...rows.map((cells) =>
        el(
          "tr",
          {},
          ...cells.map((cell, i) =>
            i === 0
              ? el("th", { attributes: { scope: "row" } }, cell)
              : el("td", { ...cellClass(i), attributes: { "data-head": headText(heads[i]) } }, cell),
          ),
        ),
      ),
    ),
  );
}

const headText = (head: string | { readonly text: string } | undefined): string =>
  typeof head === "string" ? head : (head?.text ?? "");

/** A table that may be wider than the page scrolls by itself, with the keyboard too. */
export function scrolling(label: string, content: HTMLElement): HTMLElement {
  return el(
    "div",
    { class: "scrolling", attributes: { tabindex: "0", role: "region", "aria-label": label } },
    content,
  );
}

/** A section of the page. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  const head = `${id}-title`;
  return el(
    "section",
    { attributes: { id, "aria-labelledby": head } },
    el("h2", { text: title, attributes: { id: head } }),
    ...children,
  );
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== null));
}
