/** The command line as a whole: finds the command, checks its arguments, runs its work, gives the exit code. */

import { didYouMean } from "../model/near-miss.ts";
import { withoutSecrets } from "../study/runners/queue/address.ts";
import { parseArguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { Console, type Host } from "./console.ts";
import { defectText } from "./defect.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { Interrupt } from "./interrupt.ts";
import { SpillProblem } from "./journal-store.ts";
import { refuseInput } from "./problems.ts";
import { commandLine } from "./shell-words.ts";
import { version } from "./version.ts";
import { commandAt } from "./words.ts";

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  const lines = (available: boolean): string[] =>
    Object.entries(commands)
      .filter(([, command]) => (command.load !== null) === available)
      .map(([name, command]) => `  ${name.padEnd(width)}${command.about}`);
  return [
    `holdfast ${version}: what a Mesos cluster with Marathon does to stateful services, simulated`,
    "",
    "holdfast <command> [options]",
    "",
    ...lines(true),
    "",
    "not available yet",
    ...lines(false),
    "",
    "holdfast <command> --help    shows its options and examples",
    "holdfast --version           prints the version",
    "",
    "Start with",
    "  holdfast run scenarios/documentation/postgres.yaml",
  ].join("\n");
}

/** Whether problems are wanted as data, as far as words tell that are not understood as a whole. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes("--json");
}

/** Runs the command line. `words` are those after the program's name. */
export async function main(words: readonly string[], host: Host): Promise<ExitCode> {
  const console = new Console(host);
  // `help run` is `run --help`.
  const args = words[0] === "help" && words.length > 1 ? [...words.slice(1), "--help"] : words;
  const refuse = (problems: readonly string[], hint: string): ExitCode =>
    refuseInput(console, { json: wantsJson(args) }, problems, `, nothing was run; ${hint}`);
  const at = commandAt(args, commands);
  const name = args[at];
  if (name === undefined || name === "help") {
    const strange = args.find((arg) => arg !== "--help" && arg !== "-h" && arg !== "help");
    if (strange === "--version") console.out(version);
    else if (strange !== undefined) return refuse([`${strange}: no such option`], "see holdfast --help");
    else if (args.length > 0) console.out(overview());
    else {
      console.err(overview());
      return exitCodes.wrongInput;
    }
    return exitCodes.ok;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const known = Object.keys(commands);
    const available = known.filter((one) => commands[one]?.load !== null);
    const meant = didYouMean(name, known, `; commands are ${available.join(", ")}`);
    return refuse([`no command is called ${name}${meant}`], "see holdfast --help");
  }
  const rest = [...args.slice(0, at), ...args.slice(at + 1)];
  const help = `see holdfast ${name} --help`;
  const parsed = await parseArguments(name, command, rest);
  if (parsed.is === "help") {
    console.out(parsed.text);
    return exitCodes.ok;
  }
  if (command.load === null) return refuse([`${name}: not available yet`], "see holdfast --help");
  if (parsed.is === "wrong") return refuse(parsed.problems, help);
  const interrupt = new Interrupt(host);
  try {
    const work = await command.load();
    return await work({ operands: parsed.operands, options: parsed.options, console, interrupt });
  } catch (error) {
    if (error instanceof SpillProblem) {
      console.err(error.message);
      return exitCodes.wrongInput;
    }
    console.err(defectText(error, commandLine(["holdfast", ...args.map(withoutSecrets)])));
    return exitCodes.defect;
  } finally {
    interrupt.release();
  }
}
