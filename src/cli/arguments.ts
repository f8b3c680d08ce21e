/**
 * Reads a command's arguments with yargs' parser and checks them: every problem at once, each with what is allowed.
 *
 * The parser finds options and operands; the checks are ours, because yargs takes `--seed ten` for a number that is not
 * one, knows near misses of commands only, and reads its messages from the locale. All of yargs is loaded only to write
 * a help text: that takes longer than reading a small scenario.
 */

import type { Argv } from "yargs";
import parser from "yargs-parser";
import { didYouMean, nearest } from "../model/near-miss.ts";
import { durationHint, parseDuration, parseMib, sizeHint } from "../model/units.ts";
import { parseSetting, type Setting } from "../scenario/setting.ts";
import { parseQueueAddress } from "../study/runners/queue/address.ts";
import type { Command, Option, OptionValues } from "./command.ts";
import { slipsIn } from "./words.ts";

export type ParsedArguments =
  | { readonly is: "help"; readonly text: string }
  | { readonly is: "wrong"; readonly problems: readonly string[] }
  | { readonly is: "right"; readonly operands: readonly string[]; readonly options: OptionValues };

const helpWidth = 100;

/** Names and values stay as they are typed. */
const configuration = {
  "camel-case-expansion": false,
  "dot-notation": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
  "boolean-negation": false,
  "populate--": true,
};

/** What the parser finds. Of options that need a value and have none it tells one only, so that is left to `slipsIn`. */
function found(command: Command, args: readonly string[]): Record<string, unknown> {
  const all = Object.entries(command.options);
  const named = (isFlag: boolean): string[] =>
    all.filter(([, { kind }]) => (kind === "flag") === isFlag).map(([name]) => name);
  const { argv } = parser.detailed([...args], {
    boolean: [...named(true), "help"],
    string: named(false),
    // Not a number: exactly one, or none where the next word is an option.
    narg: Object.fromEntries(named(false).map((name) => [name, Number.NaN])),
    alias: { help: ["h"] },
    configuration,
  });
  return argv;
}

/** A yargs that neither exits, nor prints, nor follows the locale. */
async function quietYargs(): Promise<Argv> {
  const { default: yargs } = await import("yargs");
  return yargs([])
    .scriptName("holdfast")
    .locale("en")
    .detectLocale(false)
    .exitProcess(false)
    .version(false)
    .help(false)
    .wrap(helpWidth);
}

async function helpOf(name: string, command: Command): Promise<string> {
  const words = ["holdfast", name, command.operands, command.load === null ? "" : "[options]"];
  const notice = command.load === null ? " (not available yet)" : "";
  const usage = `${words.filter((word) => word !== "").join(" ")}\n\n${command.about}${notice}`;
  let described = (await quietYargs()).usage(usage);
  for (const [option, { kind, value, about, hidden }] of Object.entries(command.options)) {
    described = described.option(option, {
      type: kind === "flag" ? "boolean" : "string",
      describe: value === undefined ? about : `${value}: ${about}`,
      requiresArg: kind !== "flag",
      hidden: hidden === true,
    });
  }
  described = described.option("help", { type: "boolean", describe: "show this help", alias: "h" });
  for (const [line, about] of command.examples) described = described.example(`holdfast ${line}`, about);
  return await described.getHelp();
}

/** The value of one option, or what is wrong with it. */
function readOption(name: string, option: Option, value: unknown): { value: unknown } | { problem: string } {
  if (option.kind === "settings") return readSettings(`--${name}`, [value].flat().map(String));
  if (option.kind === "conditions") return readConditions(`--${name}`, [value].flat().map(String));
  if (Array.isArray(value)) return { problem: `--${name}: given ${value.length} times` };
  if (option.kind === "flag") return { value };
  const text = String(value);
  const wrong = (allowed: string): { problem: string } => ({
    problem: `--${name}: "${text}" is not ${allowed}`,
  });
  if (option.kind === "seed") {
    const seed = Number(text);
    return /^\d+$/.test(text) && Number.isSafeInteger(seed)
      ? { value: seed }
      : wrong(`a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  if (option.kind === "count") {
    return /^[1-9]\d{0,5}$/.test(text) ? { value: Number(text) } : wrong("a whole number from 1 to 999999");
  }
  if (option.kind === "shard") {
    const [number = 0, of = 0] = /^\d{1,6}\/\d{1,6}$/.test(text) ? text.split("/").map(Number) : [];
    return number >= 1 && number <= of
      ? { value: { number, of } }
      : wrong("one of several parts (such as 1/4 for the first of four)");
  }
  if (option.kind === "queue") {
    const read = parseQueueAddress(text);
    return "problem" in read ? { problem: `--${name}: ${read.problem}` } : read;
  }
  if (option.kind === "duration") {
    const ms = parseDuration(text);
    return ms === undefined ? wrong(`a duration (${durationHint})`) : { value: ms };
  }
  if (option.kind === "size") {
    const mib = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : parseMib(text);
    return mib === undefined ? wrong(`a size (${sizeHint})`) : { value: mib };
  }
  if (option.kind === "choice" && !option.choices.includes(text)) {
    return wrong(`one of ${option.choices.join(", ")}${didYouMean(text, option.choices)}`);
  }
  return text === "" ? wrong("a name") : { value: text };
}

function readSettings(
  option: string,
  texts: readonly string[],
): { value: readonly Setting[] } | { problem: string } {
  const read = texts.map((text) => parseSetting(option, text));
  const problems = read.flatMap((one) => ("problem" in one ? [`${option}: ${one.problem}`] : []));
  if (problems.length > 0) return { problem: problems.join("\n") };
  return { value: read.flatMap((one) => ("problem" in one ? [] : [one])) };
}

function readConditions(
  option: string,
  texts: readonly string[],
): { value: readonly (readonly [string, string])[] } | { problem: string } {
  const wrong = texts.filter((text) => text.indexOf("=") < 1);
  const form = "column=value (such as cause=hardware)";
  if (wrong.length > 0)
    return { problem: wrong.map((text) => `${option}: ${JSON.stringify(text)} is not ${form}`).join("\n") };
  return {
    value: texts.map(
      (text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)] as const,
    ),
  };
}

function unknownOption(name: string, command: Command): string {
  const near = nearest(name, [...Object.keys(command.options), "help"]);
  const shown = Object.entries(command.options).filter(([, option]) => option.hidden !== true);
  const known = shown.map(([option]) => `--${option}`);
  const dashes = name.length === 1 ? "-" : "--";
  const hint = near === undefined ? `its options are ${known.join(", ")}` : `did you mean --${near}?`;
  return `${dashes}${name}: no such option; ${hint}`;
}

/** Reads the arguments after the command's name. */
export async function parseArguments(
  name: string,
  command: Command,
  args: readonly string[],
): Promise<ParsedArguments> {
  const { _: before, "--": after, help, h: _h, ...given } = found(command, args);
  if (help === true) return { is: "help", text: await helpOf(name, command) };

  const slips = slipsIn(args, command.options);
  const problems: string[] = [...slips.problems];
  const values: Record<string, unknown> = { json: false, quiet: false };
  for (const [key, value] of Object.entries(given)) {
    const option = Object.hasOwn(command.options, key) ? command.options[key] : undefined;
    if (option === undefined) problems.push(unknownOption(key, command));
    else if (value !== undefined && !slips.missing.has(key)) {
      const read = readOption(key, option, value);
      if ("problem" in read) problems.push(...read.problem.split("\n"));
      else values[key] = read.value;
    }
  }
  for (const [key, option] of Object.entries(command.options)) {
    if (option.required === true && given[key] === undefined && !slips.missing.has(key))
      problems.push(`--${key} ${option.value} is missing: ${option.about}`);
  }
  const operands = [...(before as unknown[]), ...((after as unknown[] | undefined) ?? [])].map(String);
  // An option that does not exist may have taken an operand for its value.
  const complete = Object.keys(given).every((key) => Object.hasOwn(command.options, key));
  if (operands.length < command.operandsMin && complete) problems.push(`${name} needs ${command.operands}`);
  if (operands.length > command.operandsMax) {
    const extra = operands.slice(command.operandsMax).join(" ");
    problems.push(`${name} takes ${command.operands} and no more: ${extra} is too much`);
  }
  if (problems.length > 0) return { is: "wrong", problems };
  return { is: "right", operands, options: values as unknown as OptionValues };
}
