/** Java's regular expressions as far as they are evaluated here: a whole-text match, in the engine's own terms. */

const posix: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  Alpha: "A-Za-z",
  Digit: "0-9",
  Alnum: "A-Za-z0-9",
  Punct: "!-\\/:-@\\[-`{-~",
  Graph: "!-~",
  Print: " -~",
  Blank: " \\t",
  XDigit: "0-9a-fA-F",
  Space: " \\t\\n\\x0B\\f\\r",
};

const anchors: Readonly<Record<string, string>> = {
  A: "(?<![^])",
  z: "(?![^])",
  Z: "(?=\\n?(?![^]))",
};

const characters: Readonly<Record<string, string>> = { e: "\\x1b", a: "\\x07" };

const sameInBoth = /[tnrfdDwWsSbBcxuk1-9]/;

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** What an escape becomes and how long it was, or null where it is unknown. */
function escaped(pattern: string, at: number, inClass: boolean): { text: string; length: number } | null {
  const next = pattern[at + 1];
  if (next === undefined) return null;
  if (next === "Q") {
    const end = pattern.indexOf("\\E", at + 2);
    const literal = pattern.slice(at + 2, end === -1 ? undefined : end);
    return { text: quoted(literal), length: 2 + literal.length + (end === -1 ? 0 : 2) };
  }
  if (next === "p" || next === "P") {
    const name = /^\{(?:Is)?(\w+)\}/.exec(pattern.slice(at + 2));
    const members = name === null ? undefined : posix[name[1] ?? ""];
    if (name === null || members === undefined || (inClass && next === "P")) return null;
    const text = inClass ? members : `[${next === "P" ? "^" : ""}${members}]`;
    return { text, length: 2 + name[0].length };
  }
  const single = (inClass ? undefined : anchors[next]) ?? characters[next];
  if (single !== undefined) return { text: single, length: 2 };
  return /[a-zA-Z0-9]/.test(next) && !sameInBoth.test(next) ? null : { text: `\\${next}`, length: 2 };
}

/** The same expression in the engine's syntax, or null where it has something that the engine lacks. */
function translated(pattern: string): string | null {
  let out = "";
  let inClass = false;
  for (let i = 0; i < pattern.length; ) {
    const c = pattern[i] ?? "";
    if (c === "\\") {
      const sequence = escaped(pattern, i, inClass);
      if (sequence === null) return null;
      out += sequence.text;
      i += sequence.length;
      continue;
    }
    if (inClass) {
      // Java nests and intersects classes; the engine would read these signs as members.
      if (c === "[" || pattern.startsWith("&&", i)) return null;
      if (c === "]") inClass = false;
    } else if (c === "[") {
      inClass = true;
      const opening = /^\[\^?\]?/.exec(pattern.slice(i))?.[0] ?? "[";
      out += opening.replace("]", "\\]");
      i += opening.length;
      continue;
    } else if (/^(?:[*+?}]\+|\(\?>)/.test(pattern.slice(i, i + 3))) {
      return null; // possessive quantifiers and atomic groups
    }
    out += c;
    i += 1;
  }
  return out;
}

/**
 * An expression that matches a text exactly where Java's `String.matches` does, or null where the pattern is
 * wrong or uses what is not evaluated here: nested or intersected classes, possessive quantifiers, atomic
 * groups, flags within the pattern.
 */
export function javaRegex(pattern: string): RegExp | null {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = translated(flags === null ? pattern : pattern.slice(flags[0].length));
  if (source === null) return null;
  try {
    return new RegExp(`^(?:${source})$`, [...new Set(flags?.[1] ?? "")].sort().join(""));
  } catch {
    return null;
  }
}
