/** The last lines of a command that failed: how to see the same again, and in what it must be the same. */

import { commandLine } from "./shell-words.ts";
import { version } from "./version.ts";

/** Columns before the text, as those of an outcome. */
const indent = 16;

/** The command, then what identifies the run; `digest` is that of the scenario with all its files. */
export function replayLines(command: string, digest: string): readonly string[] {
  return [
    labelled("replay", command),
    labelled("", `scenario ${digest.slice(0, 8)}, holdfast ${version}, Node ${process.version}`),
  ];
}

/** What was written for others, and how they use it. */
export function capsuleLines(written: readonly string[]): readonly string[] {
  const [first] = written;
  if (first === undefined) return [];
  const command = commandLine(["holdfast", "run", first]);
  if (written.length === 1) return [labelled("capsule", `${command}   replays it from that one file`)];
  return [
    ...written.map((path, i) => labelled(i === 0 ? "capsules" : "", path)),
    labelled("", `${command} replays the first`),
  ];
}

function labelled(label: string, text: string): string {
  return `${label.padEnd(indent)}${text}`;
}
