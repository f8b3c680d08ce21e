/** `validate`: checks scenario, study and app files and capsules without running them. */

import { checkAppFile, readJsonFile } from "../../scenario/app-files.ts";
import { standardInput } from "../../scenario/document.ts";
import { kindOf } from "../../scenario/file-kind.ts";
import { formatIssue, type Issue } from "../../scenario/issue.ts";
import { isCapsule } from "../capsule/open.ts";
import type { CommandInput } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { nodeFiles } from "../files.ts";
import { type Problem, refuseInput } from "../problems.ts";
import { problemOf } from "../scenario-input.ts";
import { loadSource } from "../source.ts";

interface Verdict {
  readonly issues: readonly Issue[];
  readonly warnings: readonly Issue[];
}

function isAppFile(path: string): boolean {
  if (!path.endsWith(".json") && path !== standardInput) return false;
  const read = readJsonFile(path, nodeFiles);
  return read.ok && kindOf(read.json) === "app";
}

async function check(path: string): Promise<Verdict> {
  if (isAppFile(path)) return checkAppFile(path, nodeFiles);
  const read = nodeFiles.read(path);
  if (read.ok && read.text.includes("scenario") && !isCapsule(path)) {
    const { isStudyText, loadStudy } = await import("../../study/load.ts");
    if (isStudyText(path, read.text)) {
      const study = loadStudy(path, nodeFiles, nodeFiles);
      return study.ok ? { issues: [], warnings: study.warnings } : { issues: study.issues, warnings: [] };
    }
  }
  const result = loadSource(path);
  return result.ok ? { issues: [], warnings: result.warnings } : { issues: result.issues, warnings: [] };
}

export async function validate({ operands, options, console }: CommandInput): Promise<ExitCode> {
  const problems: Problem[] = [];
  const files: object[] = [];
  for (const path of operands) {
    const { issues, warnings } = await check(path);
    problems.push(...issues.map((issue) => problemOf(issue)));
    if (!options.quiet) for (const warning of warnings) console.err(`warning: ${formatIssue(warning)}`);
    if (!options.quiet && !options.json && issues.length === 0) console.out(`ok ${path}`);
    files.push({
      file: path,
      ok: issues.length === 0,
      warnings: warnings.map(({ file: _file, ...where }) => where),
    });
  }
  if (problems.length > 0) {
    const wrong = new Set(problems.map(({ file }) => file)).size;
    return refuseInput(console, options, problems, wrong === 1 ? " in 1 file" : ` in ${wrong} files`);
  }
  if (options.json) console.json({ files });
  return exitCodes.ok;
}
