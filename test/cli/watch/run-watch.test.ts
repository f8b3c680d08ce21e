/** `run --watch` as a user has it: a scenario and its app file are saved again while it waits. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bin, newPlace, type Place, plainEnvironment } from "../holdfast.ts";

let place: Place;
let child: ChildProcess | null = null;

beforeEach(() => {
  place = newPlace();
});
afterEach(() => {
  child?.kill("SIGKILL");
  place.remove();
});

/** Saves as many editors do: beside the file, then in its place. */
function save(name: string, text: string): void {
  place.write(`${name}~`, text);
  renameSync(join(place.folder, `${name}~`), join(place.folder, name));
}

const scenario = (duration: string): string =>
  `name: watched\nduration: ${duration}\nagents: [{ id: a, resources: { cpus: 4, mem: 4GiB } }]\napps: [{ file: web.json }]\n`;
const app = (instances: number): string =>
  JSON.stringify({ id: "/web", cmd: "serve", cpus: 0.1, mem: 32, instances });

/** Runs the command; `next` gives what it printed up to and including the next match, and forgets it. */
function start(args: readonly string[]): {
  next: (pattern: RegExp) => Promise<string>;
  ended: Promise<number | null>;
} {
  const process_ = spawn(process.execPath, [bin, ...args], { cwd: place.folder, env: plainEnvironment });
  child = process_;
  let text = "";
  let look = (): void => undefined;
  for (const stream of [process_.stdout, process_.stderr])
    stream.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      look();
    });
  const ended = new Promise<number | null>((resolve) => process_.on("close", resolve));
  const next = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      look = () => {
        const match = pattern.exec(text);
        if (match === null) return;
        const end = match.index + match[0].length;
        resolve(text.slice(0, end));
        text = text.slice(end);
        look = () => undefined;
      };
      look();
    });
  return { next, ended };
}

const watching = /watching [^\n]*; Ctrl-C ends\n/;

test("it runs again after each change, shows what is wrong and goes on, and Ctrl-C ends it with 130", async () => {
  place.write("w.yaml", scenario("10m"));
  place.write("web.json", app(1));
  const { next, ended } = start(["run", "w.yaml", "--watch"]);
  const first = await next(watching);
  expect(first).toContain("1 of 1 running");
  expect(first).toContain("watching w.yaml, web.json; Ctrl-C ends");

  save("web.json", app(3));
  const second = await next(watching);
  expect(second).toContain("web.json changed");
  expect(second).toContain("3 of 3 running");

  save("w.yaml", scenario("ten minutes"));
  const third = await next(watching);
  expect(third).toContain("w.yaml:2:11: duration");
  // What was found before is kept.
  expect(existsSync(join(place.folder, "reports/watched/summary.json"))).toBe(true);

  save("w.yaml", scenario("20m"));
  expect(await next(watching)).toMatch(/watched +20m simulated/);
  child?.kill("SIGINT");
  expect(await ended).toBe(130);
});

test("when nobody reads its results any more it ends with the next run", async () => {
  place.write("w.yaml", scenario("10m"));
  place.write("web.json", app(1));
  const { next, ended } = start(["run", "w.yaml", "--watch"]);
  await next(watching);
  child?.stdout?.destroy();
  save("web.json", app(2));
  expect(await ended).toBe(0);
});

test("a change while a long run goes on begins it anew", async () => {
  // A new task each second for eighty years: nobody waits for its end.
  const busy = "frameworks: [{ name: busy, kind: greedy, role: r, task: { cpus: 1, mem: 64, runs: 1s } }]\n";
  place.write("w.yaml", scenario("30000d").replace(/apps.*/, busy));
  place.write("short.yaml", scenario("10m").replace("watched", "short"));
  place.write("web.json", app(1));
  const { next, ended } = start(["run", "short.yaml", "w.yaml", "--watch"]);
  // The first is done, so the second has begun.
  await next(/reports\/short\//);
  save("w.yaml", scenario("10m"));
  const second = await next(watching);
  expect(second).toContain("w.yaml changed");
  expect(second).toMatch(/watched +10m simulated/);
  child?.kill("SIGINT");
  expect(await ended).toBe(130);
});
