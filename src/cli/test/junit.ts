/** The outcome of `test` as JUnit XML, in the form that GitHub's actions, GitLab and Jenkins read. */

import { dirname } from "node:path";
import XMLBuilder from "fast-xml-builder";
import { failureText } from "./lines.ts";
import { isBad, type Leniency, type Outcome } from "./outcome.ts";

/**
 * One test suite a folder, one test case a scenario. It keeps to Ant's JUnit schema, the strictest of those published,
 * so `file` and `line` stand in the text of a failure. `startedAt` is the wall clock's.
 */
export function junitXml(outcomes: readonly Outcome[], leniency: Leniency, startedAt: Date): string {
  const folders = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const folder = dirname(outcome.path);
    const inFolder = folders.get(folder);
    if (inFolder === undefined) folders.set(folder, [outcome]);
    else inFolder.push(outcome);
  }
  const timestamp = startedAt.toISOString().slice(0, 19);
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    textNodeName: "#text",
    format: true,
    indentBy: "  ",
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
  });
  const suites = [...folders].map(([folder, inFolder], id) => ({
    "@name": text(folder),
    "@package": "holdfast",
    "@id": String(id),
    "@timestamp": timestamp,
    "@hostname": "localhost",
    "@tests": String(inFolder.length),
    "@failures": String(inFolder.filter((outcome) => kindOf(outcome, leniency) === "failure").length),
    "@errors": String(inFolder.filter((outcome) => kindOf(outcome, leniency) === "error").length),
    "@time": seconds(inFolder.reduce((sum, { answer }) => sum + wallMsOf(answer), 0)),
    properties: "",
    testcase: inFolder.map((outcome) => testCase(outcome, folder, leniency)),
    "system-out": "",
    "system-err": "",
  }));
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: { testsuite: suites },
  });
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const wallMsOf = (answer: Outcome["answer"]): number => (answer.is === "played" ? answer.wallMs : 0);

type Kind = "failure" | "error";

function kindOf(outcome: Outcome, leniency: Leniency): Kind | null {
  if (!isBad(outcome, leniency)) return null;
  return outcome.verdict === "failed" || outcome.verdict === "changed" ? "failure" : "error";
}

function testCase(outcome: Outcome, folder: string, leniency: Leniency): object {
  const { path, answer } = outcome;
  const kind = kindOf(outcome, leniency);
  const name = path.slice(folder === "." ? 0 : folder.length + 1).replace(/\.(ya?ml|json)$/i, "");
  return {
    "@name": text(name),
    "@classname": text(folder.replaceAll(/[\\/]+/g, ".").replace(/^\.+/, "") || "scenarios"),
    "@time": seconds(wallMsOf(answer)),
    ...(kind === null ? {} : { [kind]: problemOf(outcome) }),
  };
}

function problemOf(outcome: Outcome): object {
  const { message, lines } = toldOf(outcome);
  return {
    "@type": outcome.verdict,
    // A line break in an attribute would become a space.
    "@message": text(message.replaceAll(/\s+/g, " ")),
    "#text": text([outcome.path, ...lines].join("\n")),
  };
}

function toldOf({ answer, path, differing }: Outcome): {
  readonly message: string;
  readonly lines: readonly string[];
} {
  if (answer.is === "defect") return { message: "holdfast has a defect", lines: [answer.text] };
  if (answer.is === "wrong") {
    const lines = answer.problems.map((problem) => problem.text);
    return { message: lines[0] ?? "wrong input", lines };
  }
  if (differing !== null) {
    const lines = [`first play: ${differing.first}`, `second play: ${differing.second}`];
    return { message: `event ${differing.seq} differs in a second play`, lines };
  }
  const { failures, golden } = answer;
  const [first] = failures;
  if (first !== undefined) {
    const lines = failures.flatMap((failure) => [
      `${failure.line === null ? "" : `${path}:${failure.line}: `}${failureText(failure)}`,
      ...failure.events.map((event) => `  ${event}`),
    ]);
    return { message: failureText(first), lines };
  }
  if (golden.is === "changed") return { message: golden.first, lines: golden.values };
  return { message: golden.is === "wrong" ? `its golden file ${golden.why}` : "", lines: [] };
}

/** Without the characters that XML 1.0 has not. */
function text(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids.
  return value.replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, "\ufffd");
}
