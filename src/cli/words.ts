/** How the words of a command line follow each other: which is the value of an option, and where one is missing. */

import type { Command, Option } from "./command.ts";

/** As the parser sees it: a number with a sign is a value. */
const isOption = (word: string): boolean => /^-[^0-9]/.test(word);

type Options = Readonly<Record<string, Option>>;

function optionOf(word: string, options: Options): Option | undefined {
  const name = word.slice(2);
  return word.startsWith("--") && Object.hasOwn(options, name) ? options[name] : undefined;
}

/** What is wrong with the values of options as words: none where one is needed, or another one than a flag can have. */
export interface Slips {
  /** Names of options whose value is missing, each once. */
  readonly missing: ReadonlySet<string>;
  readonly problems: readonly string[];
}

export function slipsIn(args: readonly string[], options: Options): Slips {
  const missing = new Set<string>();
  const strange: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--") break;
    const option = optionOf(word, options);
    if (option !== undefined && option.kind !== "flag") {
      const next = args[at + 1];
      if (next === undefined || isOption(next)) missing.add(word.slice(2));
      else at++;
    }
    const [name = "", value] = word.split("=", 2);
    const isFlag = name === "--help" || optionOf(name, options)?.kind === "flag";
    if (isFlag && value !== undefined && value !== "true" && value !== "false")
      strange.push(`${name}: "${word.slice(name.length + 1)}" is not true or false`);
  }
  return {
    missing,
    problems: [...Array.from(missing, (name) => `--${name}: its value is missing`), ...strange],
  };
}

/** Where the command's name stands, before which options may be with their values; -1 where there is none. */
export function commandAt(words: readonly string[], commands: Readonly<Record<string, Command>>): number {
  const all = Object.values(commands);
  const takesValue = (word: string): boolean => {
    const kinds = all.flatMap(({ options }) => optionOf(word, options)?.kind ?? []);
    return kinds.length > 0 && !kinds.includes("flag");
  };
  const isCommand = (word: string | undefined): boolean =>
    word !== undefined && Object.hasOwn(commands, word);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) return at;
    const [next, afterNext] = [words[at + 1], words.slice(at + 2)];
    // A command's name is no value, as long as none comes later.
    if (takesValue(word) && next !== undefined && (!isCommand(next) || afterNext.some(isCommand))) at++;
  }
  return -1;
}
