/** `validate`, `schema`, `show` and the overview, from end to end. */

import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { newPlace, type Place } from "./holdfast.ts";

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

describe("the overview", () => {
  test("--version prints the package's version", () => {
    expect(place.run(["--version"])).toMatchObject({
      status: 0,
      stdout: `${packageJson.version}\n`,
      stderr: "",
    });
  });

  test("--help lists every command of the contract", () => {
    const { status, stdout } = place.run(["--help"]);
    expect(status).toBe(0);
    for (const name of "run test validate schema show explain diff fit study explore shrink import serve".split(
      " ",
    )) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
  });

  test("without a command it is wrong usage, and says what there is", () => {
    const { status, stdout, stderr } = place.run([]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("holdfast <command>");
  });

  test("a command that does not exist has a near miss", () => {
    const { status, stderr } = place.run(["valdate", "x"]);
    expect(status).toBe(2);
    expect(stderr).toContain("no command is called valdate; did you mean validate?");
  });

  test("a command that is like none is told which there are, without those that are not available yet", () => {
    const { status, stderr } = place.run(["frobnicate"]);
    expect(status).toBe(2);
    expect(stderr).toContain("no command is called frobnicate; commands are run, validate, schema, show,");
    expect(stderr).not.toContain("explore");
  });

  // A script that reads stdout gets one document from whatever it calls.
  test.each([
    [["valdate", "x", "--json"], "no command is called valdate; did you mean validate?"],
    [["run", "--json"], "run needs <scenario...>"],
    [
      ["show", "x.yaml", "--json"],
      "--at T is missing: simulated time, such as 90s or 5m; all events of that instant included",
    ],
    [["schema", "event", "--json"], "no schema is called event; did you mean events?"],
    [["serve", "x.yaml", "--json"], "serve: not available yet"],
    [["study", "--json"], "study needs <study file>"],
    [["study", "--merge", "--json"], "study --merge needs DIR..., the folders of the parts"],
  ])("wrong usage is data with --json: %j", (args, message) => {
    const { status, stdout, stderr } = place.run(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(JSON.parse(stdout)).toEqual({
      problems: [{ file: null, line: null, column: null, path: null, message }],
    });
  });

  test("what follows -- asks for nothing", () => {
    expect(place.run(["valdate", "--", "--json"]).stdout).toBe("");
  });
});

describe("validate", () => {
  test("says ok for scenario and app files, and writes nothing", () => {
    const files = ["scenarios/documentation/postgres.yaml", "scenarios/apps/mysql.json"];
    const { status, stdout } = place.run(["validate", ...files]);
    expect(status).toBe(0);
    expect(stdout).toBe(files.map((file) => `ok ${file}\n`).join(""));
    expect(readdirSync(place.folder)).not.toContain("reports");
  });

  test("names what Marathon refuses in an app file, with its line", () => {
    place.write(
      "app.json",
      `{
  "id": "/db", "cmd": "x",
  "container": {
    "type": "MESOS",
    "volumes": [{ "containerPath": "/data", "mode": "RW", "persistent": { "size": 10 } }]
  }
}
`,
    );
    const { status, stdout, stderr } = place.run(["validate", "app.json"]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^app\.json:5:\d+: container\.volumes\[0\]\.containerPath: /);
    expect(stderr).toMatch(/1 problem in 1 file\n$/);
  });

  test("goes through all files, right or wrong", () => {
    place.write("bad.yaml", "name: bad\n");
    const { status, stdout, stderr } = place.run([
      "validate",
      "bad.yaml",
      "scenarios/documentation/mysql.yaml",
    ]);
    expect(status).toBe(2);
    expect(stdout).toBe("ok scenarios/documentation/mysql.yaml\n");
    expect(stderr).toContain("duration");
  });

  test("--json says the same as data", () => {
    const { stdout } = place.run(["validate", "scenarios/documentation/mysql.yaml", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      files: [{ file: "scenarios/documentation/mysql.yaml", ok: true, warnings: [] }],
    });
  });
});

describe("schema", () => {
  test.each([[["schema"]], [["schema", "scenario"]]])("%j is the JSON Schema of scenarios", (args) => {
    const { status, stdout } = place.run(args);
    expect(status).toBe(0);
    const schema = JSON.parse(stdout) as { properties: Record<string, unknown>; required: string[] };
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(["name", "duration", "agents", "apps", "actions", "expect"]),
    );
    expect(schema.required).toEqual(expect.arrayContaining(["name", "duration"]));
  });

  test("study is the JSON Schema of studies", () => {
    const { status, stdout } = place.run(["schema", "study"]);
    expect(status).toBe(0);
    const schema = JSON.parse(stdout) as { properties: Record<string, unknown>; required: string[] };
    expect(Object.keys(schema.properties)).toEqual([
      ...["$schema", "name", "about", "scenario", "replications", "confidence", "warmup"],
      ...["set", "vary", "measure", "find", "compact"],
    ]);
    expect(schema.required).toEqual(["name", "scenario"]);
  });

  test("a schema that does not exist", () => {
    expect(place.run(["schema", "event"]).stderr).toContain("did you mean events?");
  });
});

describe("show", () => {
  const scaledDown = "scenarios/documentation/scale-down-keeps-reservations.yaml";

  test("prints agents, reservations, volumes, tasks, queue and deployments", () => {
    const { status, stdout } = place.run(["show", scaledDown, "--at", "5m"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^scale-down-keeps-reservations at 5m\n/);
    for (const title of [
      "agents",
      "reservations",
      "volumes",
      "offers",
      "frameworks",
      "launch queue of marathon",
    ]) {
      expect(stdout).toMatch(new RegExp(`^${title}( |$)`, "m"));
    }
    expect(stdout.match(/ detached$/gm)?.length).toBe(2);
    expect(stdout.match(/ TASK_RUNNING$/gm)?.length).toBe(3);
  });

  test("--json is the same as data, of that instant and with its events", () => {
    const at = (time: string) => {
      const { stdout } = place.run(["show", scaledDown, "--at", time, "--json"]);
      return JSON.parse(stdout) as {
        time_ms: number;
        agents: { volumes: unknown[] }[];
        marathons: { apps: { instances: number; suspended: number }[] }[];
      };
    };
    expect(at("1m59s").marathons[0]?.apps[0]).toMatchObject({ instances: 5 });
    expect(at("2m").marathons[0]?.apps[0]).toMatchObject({ instances: 3 });
    const later = at("3m");
    expect(later.time_ms).toBe(180_000);
    expect(later.marathons[0]?.apps[0]).toMatchObject({ instances: 3, suspended: 2 });
    expect(later.agents.flatMap(({ volumes }) => volumes).length).toBe(5);
  });

  test("--json has names of one kind, as all outputs have", () => {
    const { stdout } = place.run(["show", scaledDown, "--at", "3m", "--json"]);
    const { marathons, agents } = JSON.parse(stdout) as Record<string, Record<string, unknown>[]>;
    expect(Object.keys(marathons?.[0] ?? {})).toEqual([
      "name",
      "framework_id",
      "leader_since_ms",
      "apps",
      "tasks",
      "queue",
      "deployments",
      "launch_tokens",
      "offers_wanted",
    ]);
    expect(marathons?.[0]?.["tasks"]).toContainEqual(
      expect.objectContaining({ task: expect.stringMatching(/^store\./) as string, app: "/store" }),
    );
    expect(JSON.stringify({ marathons, agents })).not.toMatch(/"[a-z]+[A-Z]\w*":/);
  });

  // An app is created at 0s, and show includes all events of its instant.
  test("the first instant is played, too", () => {
    const { stdout } = place.run(["show", scaledDown, "--at", "0s", "--json"]);
    const { marathons } = JSON.parse(stdout) as { marathons: { apps: unknown[] }[] };
    expect(marathons[0]?.apps.length).toBe(1);
    const explained = place.run(["explain", scaledDown, "--app", "/store", "--at", "0s"]).stdout;
    expect(explained).toMatch(/^\/store at 0s: 0 of \d running, waiting for 0s/);
  });

  test("a time beyond the end is wrong usage", () => {
    const { status, stderr } = place.run(["show", "scenarios/documentation/mysql.yaml", "--at", "11m"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--at: mysql ends at 10m");
  });

  test("the seed decides what is drawn", () => {
    const agents = (seed: string): string =>
      place.run(["show", scaledDown, "--at", "1m", "--seed", seed, "--json"]).stdout;
    expect(agents("3")).toBe(agents("3"));
    expect(agents("3")).not.toBe(agents("4"));
  });
});
