/** `run` from end to end: outcome, reports, exit codes, wrong input, interruption. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bin, endless, newPlace, type Place, plainEnvironment } from "./holdfast.ts";
import { Running } from "./running.ts";

const postgres = "scenarios/documentation/postgres.yaml";
const files = ["capacity.csv", "events.jsonl", "report.html", "summary.json", "timeline.csv", "trace.json"];

/** One agent and one app; `more` is added at the end. */
function small(name: string, more = ""): string {
  return `name: ${name}
duration: 5m
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }
apps:
  - file: scenarios/apps/postgres.json
${more}`;
}

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(async () => {
  await Running.endAll();
  place.remove();
});

test("--page-at: the page's cursor begins there, by the command that makes the same page; not beyond the end", () => {
  const asked = place.run(["run", postgres, "--page-at", "3m20s", "--out", "asked"]);
  expect(`${asked.status} ${asked.stderr}`).toBe("0 ");
  const html = readFileSync(join(place.folder, "asked", "report.html"), "utf8");
  const elements = /<script type="([^"]+)" data-part="head">([^<]*)</.exec(html);
  const [, type, text = ""] = elements ?? [];
  const json = type === "text/plain" ? gunzipSync(Buffer.from(text, "base64")).toString("utf8") : text;
  expect(JSON.parse(json)).toMatchObject({
    aboutMs: 200_000,
    command: "holdfast run postgres.yaml --seed 1 --page-at 3m20s",
  });
  const beyond = place.run(["run", postgres, "--page-at", "11m", "--out", "beyond"]);
  expect(beyond.status).toBe(2);
  expect(beyond.stderr).toContain("--page-at: postgres ends at 10m; T is at most that");
  expect(existsSync(join(place.folder, "beyond"))).toBe(false);
});

describe("a scenario that holds", () => {
  test("exits 0, says so first, and writes its reports under reports/<name>", () => {
    const { status, stdout, stderr } = place.run(["run", postgres]);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^postgres {3}10m simulated in \d+ m?s {3}seed 1 {3}\d+ events {3}digest [0-9a-f]{8}\n/,
    );
    expect(stdout).toMatch(/written {9}reports\/postgres\/ /);
    expect(readdirSync(join(place.folder, "reports/postgres")).sort()).toEqual(files);
  });

  test("reserves with labels that name the framework and the task", () => {
    place.run(["run", postgres, "--out", "labels"]);
    const rows = readFileSync(join(place.folder, "labels/events.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; task?: string; labels?: { key: string }[] });
    const made = rows.filter(({ type }) => type === "reservation.made");
    expect(made.length).toBe(1);
    expect(made[0]?.labels?.map(({ key }) => key).sort()).toEqual([
      "marathon_framework_id",
      "marathon_task_id",
    ]);
  });

  test("--out names the folder, and the folder is replaced as a whole", () => {
    mkdirSync(join(place.folder, "mine"));
    writeFileSync(join(place.folder, "mine/summary.json"), "{}");
    writeFileSync(join(place.folder, "mine/old.html"), "old");
    expect(place.run(["run", postgres, "--out", "mine"]).status).toBe(0);
    expect(readdirSync(join(place.folder, "mine")).sort()).toEqual(files);
  });

  test("--json prints one document with the summary, and --quiet nothing about it", () => {
    const { stdout, status } = place.run(["run", postgres, "--json"]);
    const { runs } = JSON.parse(stdout) as {
      runs: { scenario: string; held: boolean; folder: string; digest: string }[];
    };
    expect(status).toBe(0);
    expect(runs).toMatchObject([{ scenario: "postgres", held: true, folder: "reports/postgres" }]);
    const summary = readFileSync(join(place.folder, "reports/postgres/summary.json"), "utf8");
    expect((JSON.parse(summary) as { digest: string }).digest).toBe(runs[0]?.digest);
    expect(place.run(["run", postgres, "--quiet"])).toMatchObject({ stdout: "", stderr: "", status: 0 });
  });

  test("what a known bug of the simulated version breaks is told, and is no failure", () => {
    const { status, stdout } = place.run(["run", "scenarios/failures/B14-unique-stacks.yaml"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^invariants {6}\d broken by known bugs of the simulated version$/m);
    expect(stdout).toMatch(/^BUG B14 {2}unique-holds$/m);
  });

  test("--events offers lists offers, and changes nothing else", () => {
    place.run(["run", postgres, "--out", "plain"]);
    place.run(["run", postgres, "--out", "offers", "--events", "offers"]);
    const rows = (name: string): string[] =>
      readFileSync(join(place.folder, name, "events.jsonl"), "utf8").split("\n");
    expect(rows("offers").filter((row) => row.includes('"type":"offer.made"')).length).toBeGreaterThan(0);
    expect(rows("offers").filter((row) => !row.includes('"type":"offer.'))).toEqual(rows("plain"));
  });

  test("--exhaustive, which the help does not show, gives the same bytes", () => {
    for (const [folder, more] of [
      ["plain", []],
      ["slow", ["--exhaustive"]],
    ] as const) {
      const { status } = place.run(["run", postgres, "--events", "offers", "--out", folder, ...more]);
      expect(status).toBe(0);
    }
    for (const file of files) {
      const [plain, slow] = ["plain", "slow"].map((folder) =>
        readFileSync(join(place.folder, folder, file), "utf8"),
      );
      expect(slow).toBe(plain);
    }
    expect(place.run(["run", "--help"]).stdout).not.toContain("exhaustive");
    expect(place.run(["run", postgres, "--exhastive"]).stderr).toContain("did you mean --exhaustive?");
  });

  test("several scenarios go into a folder each", () => {
    place.write("one.yaml", small("one"));
    place.write("two.yaml", small("two"));
    const { status, stdout } = place.run(["run", "one.yaml", "two.yaml", "--out", "both"]);
    expect(status).toBe(0);
    expect(readdirSync(join(place.folder, "both")).sort()).toEqual(["one", "two"]);
    expect(stdout).toMatch(/2 scenarios, all hold\n$/);
  });

  test("colour is in the output when it is asked for, and in no pipe otherwise", () => {
    const code = "\u001b[";
    expect(place.run(["run", postgres], { env: { FORCE_COLOR: "1" } }).stdout).toContain(code);
    expect(place.run(["run", postgres], { env: { CI: "true" } }).stdout).not.toContain(code);
    expect(place.run(["run", postgres], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout).not.toContain(
      escape,
    );
  });
});

describe("an expectation that fails", () => {
  test("exits 1, says what was seen and how to see it again, and still writes the reports", () => {
    place.write("fails.yaml", small("fails", "expect:\n  - { app: /postgres, running: 2 }\n"));
    const { status, stdout } = place.run(["run", "fails.yaml"]);
    expect(status).toBe(1);
    expect(stdout).toContain("0 of 1 hold");
    expect(stdout).toMatch(/FAIL {2}.*\/postgres running 2.*fails\.yaml:8/);
    expect(stdout).toContain("running 1");
    expect(stdout).toContain("holdfast run fails.yaml --seed 1");
    expect(readdirSync(join(place.folder, "reports/fails")).sort()).toEqual(files);
    expect(place.run(["run", "fails.yaml", "--quiet"]).stdout).toContain("FAIL");
  });
});

describe("wrong input", () => {
  const nothingWritten = (out: string): void => expect(existsSync(join(place.folder, out))).toBe(false);

  test("is reported all at once, with exit 2, and nothing is written", () => {
    place.write(
      "wrong.yaml",
      "name: wrong\nduration: 5 minutes\nagents:\n  - { id: a, resource: { cpus: 1 } }\n",
    );
    const { status, stdout, stderr } = place.run(["run", "wrong.yaml", postgres, "--out", "never"]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    const lines = stderr.trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("wrong.yaml:2:11: duration: ")).length).toBe(1);
    expect(lines.filter((line) => /^wrong\.yaml:4:\d+: agents\[0\]\.resource: /.test(line)).length).toBe(1);
    expect(lines.at(-1)).toBe(`${lines.length - 1} problems, nothing was run`);
    nothingWritten("never");
  });

  test("is data with --json", () => {
    place.write("wrong.yaml", "name: wrong\nduration: 5 minutes\n");
    const { status, stdout } = place.run(["run", "wrong.yaml", "--json"]);
    expect(status).toBe(2);
    const { problems } = JSON.parse(stdout) as { problems: { file: string; line: number; path: string }[] };
    expect(problems[0]).toMatchObject({ file: "wrong.yaml", line: 2, column: 11, path: "duration" });
  });

  test("a file that is not there, and a folder", () => {
    const { status, stderr } = place.run(["run", "missing.yaml", "scenarios/documentation"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^missing\.yaml.*no such file/m);
    expect(stderr).toMatch(/^scenarios\/documentation.*directory/m);
    expect(stderr).toMatch(/2 problems, nothing was run\n$/);
  });

  test("two scenarios of one name cannot share a folder", () => {
    place.write("one.yaml", small("same"));
    place.write("other.yaml", small("same"));
    const { status, stderr } = place.run(["run", "one.yaml", "other.yaml", "--out", "shared"]);
    expect(status).toBe(2);
    expect(stderr).toContain(
      "other.yaml:1:7: name: one.yaml is called same too, and both would write shared/same",
    );
    nothingWritten("shared");
    const { stdout } = place.run(["run", "one.yaml", "other.yaml", "--out", "shared", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ file: "other.yaml", line: 1, column: 7, path: "name" }],
    });
  });

  test("a folder that holds a file of the scenario is not replaced", () => {
    for (const folder of ["inside", "beside"]) mkdirSync(join(place.folder, folder));
    place.write(
      "inside/here.yaml",
      small("here").replace("scenarios/apps/postgres.json", "../beside/app.json"),
    );
    place.write("beside/app.json", '{ "id": "/app", "cmd": "serve" }');
    for (const [folder, file] of [
      ["inside", "inside/here.yaml"],
      ["beside", "beside/app.json"],
    ] as const) {
      const { status, stderr } = place.run(["run", "inside/here.yaml", "--out", folder]);
      expect(status).toBe(2);
      expect(stderr).toContain(
        `--out: ${folder} would be replaced as a whole, and with it ${file}; name another`,
      );
      expect(existsSync(join(place.folder, file))).toBe(true);
    }
  });

  test("a folder that cannot be replaced is told beside what is wrong with the scenario", () => {
    place.write("wrong-too.yaml", "duration: 5\n");
    place.write("in-the-way", "mine");
    const { stderr } = place.run(["run", "wrong-too.yaml", "--out", "in-the-way"]);
    expect(stderr).toContain("--out: in-the-way is not a folder\n");
    expect(stderr).toContain("wrong-too.yaml:1:11: duration: 5 is not a duration");
  });

  test("the current folder is not replaced", () => {
    const before = readdirSync(place.folder);
    const { status, stderr } = place.run(["run", postgres, "--out", "."]);
    expect(status).toBe(2);
    expect(stderr).toContain(". would be replaced as a whole");
    expect(readdirSync(place.folder)).toEqual(before);
  });

  test("a file in the place of the folder", () => {
    place.write("occupied", "x");
    const { status, stderr } = place.run(["run", postgres, "--out", "occupied"]);
    expect(status).toBe(2);
    expect(stderr).toContain("occupied is not a folder");
  });

  test("a folder that cannot be made", () => {
    place.write("blocked", "x");
    const { status, stderr } = place.run(["run", postgres, "--out", "blocked/reports"]);
    expect(status).toBe(2);
    expect(stderr).toContain("blocked/reports");
  });

  test("usage that is wrong names the option", () => {
    const { status, stderr } = place.run(["run", postgres, "--sed", "3"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--sed: no such option; did you mean --seed?");
  });

  test("a command that comes later says so", () => {
    const { status, stderr } = place.run(["serve", "a.yaml"]);
    expect(status).toBe(2);
    expect(stderr).toContain("serve: not available yet");
  });
});

describe("ends of the pipe and of patience", () => {
  test("a reader that leaves is no error", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${bin}" schema events; echo "exit $?" >&2`], {
      cwd: place.folder,
      env: plainEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.stdout.destroy();
    await new Promise((done) => child.on("close", done));
    expect(stderr).toBe("exit 0\n");
  });

  // A disk that is full, as Linux has one for tests.
  test.skipIf(!existsSync("/dev/full"))(
    "a stdout that cannot be written is told, and the reports are there",
    () => {
      const call = `"${process.execPath}" "${bin}" run ${postgres} --out full`;
      const { status, stderr } = spawnSync("sh", ["-c", `${call} > /dev/full`], {
        cwd: place.folder,
        env: plainEnvironment,
        encoding: "utf8",
      });
      expect(stderr).toBe("stdout: cannot be written: ENOSPC: no space left on device, write\n");
      expect(status).toBe(2);
      expect(existsSync(join(place.folder, "full/summary.json"))).toBe(true);
    },
  );

  test("SIGINT ends the run with 130 and keeps what is finished", async () => {
    place.write("first.yaml", small("first"));
    place.write("endless.yaml", endless);
    const child = new Running(place.folder, ["run", "first.yaml", "endless.yaml", "--out", "cut"]);
    for (let i = 0; i < 200 && !existsSync(join(place.folder, "cut/first")); i++) {
      await new Promise((done) => setTimeout(done, 50));
    }
    child.signal("SIGINT");
    expect(await child.exit).toBe(130);
    expect(child.stderr).toBe("interrupted in endless; the reports of 1 of 2 scenarios are written\n");
    expect(readdirSync(join(place.folder, "cut"))).toEqual(["first"]);
  });

  test("a folder that the system refuses is named", () => {
    const { status, stderr } = place.run(["run", postgres, "--out", "/proc/holdfast"]);
    expect(status).toBe(2);
    expect(stderr).toContain("/proc/holdfast: cannot be written");
  });
});
