/** YAML 1.2 as a located document: every syntax error of the text, repeated keys, aliases that explode. */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import type { Place } from "../sim/scenario.ts";
import { type Issue, issueAt } from "./issue.ts";
import { depthMax, keyTwice, type Located, type Parsed, type Path, protoKey } from "./located.ts";

/** How many values all aliases of a file may stand for. */
const aliasedMax = 10_000;

class Refused extends Error {
  readonly node: Node | null;

  constructor(node: Node | null, message: string) {
    super(message);
    this.node = node;
  }
}

export function parseYaml(file: string, text: string): Parsed {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wrong = (issues: readonly Issue[]): Parsed => ({ ok: false, issues });
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      strict: true,
      // The reader tells of them, beside all else that is wrong.
      uniqueKeys: false,
      logLevel: "error",
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return wrong([issueAt(placeAt(0), [], "nested too deeply")]);
  }
  const errors: readonly YAMLError[] = [...document.errors, ...document.warnings];
  if (errors.length > 0) return wrong(syntaxIssues(errors, placeAt));
  try {
    const reader = new Reader();
    const value = reader.read(document.contents, 0);
    const flaws = reader.flaws.map(({ key, path, message }) =>
      issueAt(placeAt(key.range?.[0] ?? 0), path, message),
    );
    const { targets } = reader;
    return {
      ok: true,
      document: new YamlLocated({ file, value, flaws }, document.contents, targets, placeAt),
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return wrong([issueAt(placeAt(error.node?.range?.[0] ?? 0), [], error.message)]);
  }
}

/** One issue a line: the later ones of a line are mostly consequences of the first. */
function syntaxIssues(errors: readonly YAMLError[], placeAt: (offset: number) => Place): readonly Issue[] {
  const tooDeep = errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const told = tooDeep === undefined ? [...errors].sort((a, b) => a.pos[0] - b.pos[0]) : [tooDeep];
  const byLine = new Map<number, Issue>();
  for (const error of told) {
    const place = placeAt(error.pos[0]);
    if (!byLine.has(place.line)) byLine.set(place.line, issueAt(place, [], worded(error)));
  }
  return [...byLine.values()];
}

function worded({ code, message }: YAMLError): string {
  switch (code) {
    case "MULTIPLE_DOCS":
      return "a second document begins here; a file holds one";
    case "TAB_AS_INDENT":
      return "a tab cannot indent YAML; use spaces";
    case "RESOURCE_EXHAUSTION":
      return "nested too deeply";
    default:
      return `not valid YAML: ${message.split("\n")[0]}`;
  }
}

/** A key that is left out. */
interface Flaw {
  readonly key: Node;
  readonly path: Path;
  readonly message: string;
}

/** Turns nodes into plain data, in the order of the text. */
class Reader {
  /** What each alias stands for: the last anchor of its name before it. */
  readonly targets = new Map<Alias, Node>();
  readonly flaws: Flaw[] = [];
  /** Where it is. */
  readonly #path: (string | number)[] = [];
  readonly #anchors = new Map<string, Node>();
  #aliased = 0;
  #insideAlias = 0;

  read(node: Node | null, depth: number): unknown {
    if (node === null) return null;
    if (depth > depthMax) throw new Refused(node, `nested deeper than ${depthMax} levels`);
    if (this.#insideAlias > 0 && ++this.#aliased > aliasedMax) {
      throw new Refused(node, `the aliases of this file stand for more than ${aliasedMax} values`);
    }
    if (isAlias(node)) return this.#readAlias(node, depth);
    if (this.#insideAlias === 0 && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isSeq(node)) return node.items.map((item, i) => this.#readInner(item as Node | null, i, depth));
    if (isMap(node)) return this.#readMap(node, depth);
    if (isScalar(node)) return node.value;
    throw new Refused(node, "not a value");
  }

  #readInner(node: Node | null, step: string | number, depth: number): unknown {
    this.#path.push(step);
    const value = this.read(node, depth + 1);
    this.#path.pop();
    return value;
  }

  /** What an alias stands for was told where its anchor is. */
  #leaveOut(key: Node, name: string, message: string): void {
    if (this.#insideAlias === 0) this.flaws.push({ key, path: [...this.#path, name], message });
  }

  #readAlias(node: Alias, depth: number): unknown {
    const target = this.targets.get(node) ?? this.#anchors.get(node.source);
    if (target === undefined) throw new Refused(node, `no anchor is called ${node.source}`);
    this.targets.set(node, target);
    this.#insideAlias++;
    try {
      return this.read(target, depth + 1);
    } catch (error) {
      // The alias that a reader sees is the outermost one.
      if (error instanceof Refused && this.#insideAlias === 1) throw new Refused(node, error.message);
      throw error;
    } finally {
      this.#insideAlias--;
    }
  }

  #readMap(node: YAMLMap, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const pair of node.items) {
      const key = keyText(pair.key);
      if (key === null) throw new Refused(pair.key as Node, "a key must be a text or a number");
      if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN")
        throw new Refused(
          pair.key,
          "YAML 1.2 has no merge keys (<<): write the members out, or let an alias stand for a whole value",
        );
      if (key === "__proto__") this.#leaveOut(pair.key as Node, key, protoKey);
      else if (Object.hasOwn(value, key)) this.#leaveOut(pair.key as Node, key, keyTwice);
      else value[key] = this.#readInner(pair.value as Node | null, key, depth);
    }
    return value;
  }
}

function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null;
  const { value } = key;
  if (typeof value === "string") return value;
  // `1:` and `true:` mean their text; an empty key is a slip.
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

class YamlLocated implements Located {
  readonly file: string;
  readonly value: unknown;
  readonly flaws: readonly Issue[];
  readonly #top: Node | null;
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #placeAt: (offset: number) => Place;

  constructor(
    { file, value, flaws }: Pick<Located, "file" | "value" | "flaws">,
    top: Node | null,
    targets: ReadonlyMap<Alias, Node>,
    placeAt: (offset: number) => Place,
  ) {
    this.file = file;
    this.value = value;
    this.flaws = flaws;
    this.#top = top;
    this.#targets = targets;
    this.#placeAt = placeAt;
  }

  placeOf(path: Path): Place {
    return this.#placeAt(this.#find(path).offset);
  }

  placeOfKey(path: Path, key: string): Place {
    const { node, offset, whole } = this.#find(path);
    const pair = whole && isMap(node) ? node.items.find((item) => keyText(item.key) === key) : undefined;
    return this.#placeAt((pair?.key as Node | undefined)?.range?.[0] ?? offset);
  }

  /** The node at a path, or the nearest one above; what an alias stands for is where its anchor is. */
  #find(path: Path): { readonly node: Node | null; readonly offset: number; readonly whole: boolean } {
    let node = this.#resolved(this.#top);
    let offset = node?.range?.[0] ?? 0;
    for (const step of path) {
      let next: unknown;
      if (isMap(node)) {
        const pair = node.items.find((item) => keyText(item.key) === String(step));
        if (pair === undefined) return { node, offset, whole: false };
        // A key without a value is found at the key.
        offset = (pair.key as Node).range?.[0] ?? offset;
        next = pair.value;
      } else if (isSeq(node)) next = node.items[Number(step)];
      if (next === undefined || next === null) return { node, offset, whole: false };
      offset = (next as Node).range?.[0] ?? offset;
      node = this.#resolved(next as Node);
    }
    return { node, offset, whole: true };
  }

  #resolved(node: Node | null): Node | null {
    return isAlias(node) ? (this.#targets.get(node) ?? node) : node;
  }
}
