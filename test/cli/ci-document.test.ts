/** The workflows of docs/ci.md: valid YAML, of the shape that each service reads, with commands that holdfast knows. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseArguments } from "../../src/cli/arguments.ts";
import { commands } from "../../src/cli/commands.ts";
import { top } from "./holdfast.ts";

const text = readFileSync(join(top, "docs/ci.md"), "utf8");

function blocks(language: string): readonly string[] {
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"));
  return [...found].map(([, block = ""]) => block);
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface GithubWorkflow {
  readonly jobs: Readonly<Record<string, { readonly "runs-on": string; readonly steps: readonly Step[] }>>;
}

/** Strictly: a key that stands twice, or a tab, throws. */
const documents = blocks("yaml").map((block) => parse(block, { strict: true }) as object);
const github = documents.filter((one): one is GithubWorkflow => "jobs" in one);
const gitlab = documents.filter(
  (one): one is { simulation: { script: string[]; artifacts: { reports: { junit: string } } } } =>
    "simulation" in one,
);

test("the document has a scenario, two workflows for GitHub, one for GitLab and one for Jenkins", () => {
  expect(github.length).toBe(2);
  expect(gitlab.length).toBe(1);
  expect(documents.length).toBe(4);
  expect(blocks("groovy").length).toBe(1);
});

test("each step of a GitHub job either runs something or uses an action of a stated version", () => {
  expect(github[0]).toMatchObject({ name: "simulation", on: { push: {}, pull_request: null } });
  for (const { jobs } of github)
    for (const job of Object.values(jobs)) {
      expect(job["runs-on"]).toMatch(/^ubuntu-\d+\.04$/);
      for (const { uses, run } of job.steps) {
        expect([uses, run].filter((one) => one !== undefined).length).toBe(1);
        if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
      }
    }
});

const lines = [
  ...github.flatMap(({ jobs }) =>
    Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? "")),
  ),
  ...gitlab.flatMap(({ simulation }) => simulation.script),
  ...blocks("groovy").flatMap((block) => [...block.matchAll(/sh '(.*)'/g)].map(([, line = ""]) => line)),
].filter((line) => line.includes("holdfast"));

describe("what the workflows call", () => {
  test("is holdfast test with a JUnit report, in each of them", () => {
    expect(lines.length).toBe(4);
    for (const line of lines)
      expect(line).toMatch(/^npx holdfast test simulation .*--junit results\/junit\.xml/);
    expect(gitlab[0]?.simulation.artifacts.reports.junit).toBe("results/junit.xml");
    expect(blocks("groovy")[0]).toContain("junit 'results/junit.xml'");
  });

  test.each(lines)("%s: its options are known", async (line) => {
    const command = commands["test"];
    if (command === undefined) throw new Error("there is no command test");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what GitHub fills in.
    const words = line.replace("${{ matrix.shard }}", "2/3").split(" ").slice(3);
    expect(await parseArguments("test", command, words)).toMatchObject({
      is: "right",
      operands: ["simulation"],
    });
  });
});
