/** What README and docs show is run: scenarios and studies in ```yaml, commands in ```sh, and the output in ```text after them. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPlace, type Place, top } from "./holdfast.ts";

interface Block {
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    text: match[2] ?? "",
    line: markdown.slice(0, match.index).split("\n").length,
  }));
}

interface Call {
  readonly args: readonly string[];
  readonly exit: number;
}

/**
 * The arguments of each line that calls holdfast; other lines of a block are not ours to run. A line that ends with
 * `# exit 1` says how it ends; the others end with 0.
 */
function callsOf(block: Block): readonly Call[] {
  return block.text.split("\n").flatMap((line) => {
    const call = /(?:^|&& )(?:holdfast|npx holdfast|npm start --) (.*?)(?:\s+# exit (\d+))?$/.exec(line);
    return call?.[1] === undefined ? [] : [{ args: call[1].split(" "), exit: Number(call[2] ?? 0) }];
  });
}

/** Wall time differs from run to run. */
const withoutWallTime = (text: string): string => text.replaceAll(/ +[\d.]+ m?s(?= {2}|$)/gm, " no time");

/** How far a study is, and which of its runs were there already, is no complaint. */
const withoutProgress = (stderr: string): string =>
  stderr.replaceAll(/^\d+ (of \d+ runs|runs? (of|in) ).*\n/gm, "");

const documents = [
  "README.md",
  "scenarios/README.md",
  "reports/README.md",
  ...readdirSync(join(top, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
].map((name) => ({ name, blocks: blocksOf(readFileSync(join(top, name), "utf8")) }));

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

test("the documents have scenarios and calls to run", () => {
  const blocks = documents.flatMap(({ blocks: all }) => all);
  expect(blocks.filter(({ language }) => language === "yaml").length).toBeGreaterThan(6);
  expect(blocks.filter(({ language }) => language === "sh").flatMap(callsOf).length).toBeGreaterThan(8);
});

/** Arguments with the shell's `*` filled in, and without the quotes that keep one. */
function filled(args: readonly string[]): readonly string[] {
  return args.flatMap((arg) => {
    const quoted = /^'(.*)'$/.exec(arg)?.[1];
    if (quoted !== undefined) return [quoted];
    const [folder, ending] = arg.split("*");
    if (folder === undefined || ending === undefined) return [arg];
    return readdirSync(join(place.folder, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => `${folder}${name}`);
  });
}

describe.each(documents.filter(({ blocks }) => blocks.length > 0))("$name", ({ blocks }) => {
  test.each(blocks.filter(({ language, text }) => language === "yaml" && /^duration:/m.test(text)))(
    "the scenario at line $line runs and holds",
    ({ text }) => {
      const file = /^# (\S+\.yaml)$/m.exec(text)?.[1];
      if (file === undefined) throw new Error("the block does not say its file: # name.yaml");
      place.write(file, text);
      const { status, stdout, stderr } = place.run(["run", file]);
      expect(`${stdout}${stderr}`).not.toContain("FAIL");
      expect(status).toBe(0);
    },
  );

  test.each(
    blocks.filter(
      ({ language, text }) => language === "yaml" && /^# \S+\.yaml\n[\s\S]*^scenario:/m.test(text),
    ),
  )("the study at line $line is a right one", ({ text }) => {
    const file = place.write(/^# (\S+\.yaml)$/m.exec(text)?.[1] ?? "", text);
    expect(place.run(["validate", file]).stdout).toBe(`ok ${file}\n`);
  });

  test.each(
    blocks
      .map((block, i) => ({ ...block, next: blocks[i + 1] }))
      // Those in other languages need what is not here: queue.test.ts runs the ones of ```bash with a queue.
      .filter((block) => block.language === "sh" && callsOf(block).length > 0),
  )("the commands at line $line work and print what is shown", (block) => {
    let output = "";
    for (const { args, exit } of callsOf(block)) {
      const { status, stdout, stderr } = place.run(filled(args));
      expect(`${args.join(" ")}: exit ${status}\n${withoutProgress(stderr)}`).toBe(
        `${args.join(" ")}: exit ${exit}\n`,
      );
      output += stdout;
    }
    const shown = block.next?.language === "text" ? block.next.text.trimEnd() : "";
    expect(withoutWallTime(output)).toContain(withoutWallTime(shown));
  });
});
