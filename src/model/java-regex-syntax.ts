/** Whether Java takes a text for a regular expression at all, as its Pattern of Java 8 reads it. */

/** Letters that are nothing behind a backslash. */
const noEscape = /[CEFIJKLMNOTUXYgijlmoqy]/;

/** Digits of a counted repetition, from its brace on. */
const repetition = /^\{(\d+)(?:(,)(\d*))?\}/;

/** Behind an opening parenthesis: what kind of group it is, and flags that stand by themselves. */
const group = /^\(\?(?:[:=!>]|<[=!]|<[a-zA-Z][a-zA-Z0-9]*>|([idmsuxU]*(?:-[idmsuxU]*)?)([:)]))/;

/** Thrown where the rest is not looked into. */
class Unsure extends Error {}

class Wrong extends Error {}

/**
 * Whether `Pattern.compile` raises an error: a repetition of nothing, braces without a number, what is opened and not closed, a
 * range from the larger to the smaller sign, an escape that is none. What is not looked into here counts as right:
 * comments, classes within classes, names of classes and groups.
 */
export function isWrongInJava(pattern: string): boolean {
  try {
    checkSequence(pattern);
    return false;
  } catch (error) {
    if (error instanceof Wrong) return true;
    if (error instanceof Unsure) return false;
    throw error;
  }
}

function checkSequence(pattern: string): void {
  let open = 0;
  // Whether there is something that *, + and ? may repeat.
  let atom = false;
  for (let at = 0; at < pattern.length; ) {
    const sign = pattern[at] ?? "";
    switch (sign) {
      case "\\":
        at = endOfEscape(pattern, at);
        atom = true;
        break;
      case "[":
        at = endOfClass(pattern, at);
        atom = true;
        break;
      case "(": {
        const [end, opens] = endOfOpening(pattern, at);
        at = end;
        if (opens) open++;
        atom = false;
        break;
      }
      case ")":
        if (open === 0) throw new Wrong();
        open--;
        at++;
        atom = true;
        break;
      case "{":
        at = endOfQuantifier(pattern, endOfBraces(pattern, at));
        atom = false;
        break;
      case "*":
      case "+":
      case "?":
        if (!atom) throw new Wrong();
        at = endOfQuantifier(pattern, at + 1);
        atom = false;
        break;
      default:
        at++;
        atom = sign !== "|";
    }
  }
  if (open > 0) throw new Wrong();
}

/** Behind the sign that makes a quantifier reluctant or possessive, if there is one. */
function endOfQuantifier(pattern: string, at: number): number {
  return pattern[at] === "?" || pattern[at] === "+" ? at + 1 : at;
}

function endOfBraces(pattern: string, at: number): number {
  const [text, least, comma, most] = repetition.exec(pattern.slice(at)) ?? [];
  if (text === undefined) throw new Wrong();
  if (comma !== undefined && most !== "" && Number(most) < Number(least)) throw new Wrong();
  return at + text.length;
}

/** Where the group's own expression begins, and whether there is one. */
function endOfOpening(pattern: string, at: number): readonly [end: number, opens: boolean] {
  if (pattern[at + 1] !== "?") return [at + 1, true];
  const [text, flags, end] = group.exec(pattern.slice(at)) ?? [];
  if (text === undefined) throw new Wrong();
  if (flags?.includes("x") === true) throw new Unsure();
  return [at + text.length, end !== ")"];
}

function endOfEscape(pattern: string, at: number): number {
  const next = pattern[at + 1];
  if (next === undefined || noEscape.test(next)) throw new Wrong();
  if (next === "Q") {
    const end = pattern.indexOf("\\E", at + 2);
    return end === -1 ? pattern.length : end + 2;
  }
  const inBraces = /^\\(?:[pPx]\{[^}]*\}|k<[^>]*>)/.exec(pattern.slice(at));
  if (inBraces !== null) return at + inBraces[0].length;
  if (next === "k" || ((next === "p" || next === "P") && pattern[at + 2] === "{")) throw new Wrong();
  return at + 2;
}

function endOfClass(pattern: string, at: number): number {
  let i = at + 1;
  if (pattern[i] === "^") i++;
  // A bracket that closes is a sign of the class where it is the first.
  for (let isFirst = true; ; isFirst = false) {
    const sign = pattern[i];
    if (sign === undefined) throw new Wrong();
    if (sign === "]" && !isFirst) return i + 1;
    if (sign === "[" || pattern.startsWith("&&", i)) throw new Unsure();
    if (sign === "\\") {
      if (pattern[i + 1] === "Q") throw new Unsure();
      i = endOfEscape(pattern, i);
      continue;
    }
    const last = pattern[i + 1] === "-" ? pattern[i + 2] : undefined;
    const isRange = last !== undefined && !"]\\[".includes(last);
    if (isRange && last < sign) throw new Wrong();
    i += isRange ? 3 : 1;
  }
}
