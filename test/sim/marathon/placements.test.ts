/** The counts that constraints go by, kept as tasks change, against counting them anew. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { PlaceCounts } from "../../../src/model/placed.ts";
import type { App } from "../../../src/sim/marathon/apps.ts";
import { Placements } from "../../../src/sim/marathon/placements.ts";
import { quirksOf11, quirksWithout } from "../../../src/sim/marathon/quirks.ts";
import { newLaunch, placeOf, type Task } from "../../../src/sim/marathon/task.ts";
import { Tracker } from "../../../src/sim/marathon/tracker.ts";
import { appOf } from "../../support/apps.ts";

const fields = ["hostname", "rack"];

function versionOf(configVersionMs: number): App {
  const definition = appOf({ constraints: fields.map((field) => [field, "UNIQUE"]) });
  return { id: "/app", definition, versionMs: configVersionMs, configVersionMs };
}

/** A task is reserved, launched from some version, or gone; the app may be configured anew. */
const step = fc.record({
  task: fc.nat(5),
  becomes: fc.oneof(
    fc.constant("reserved" as const),
    fc.constant("gone" as const),
    fc.integer({ min: 0, max: 4 }),
  ),
  configure: fc.boolean(),
});

test.each([
  ["with what is reserved left out, as Marathon 1.1 does", quirksOf11, false],
  ["with it, B14 mended", quirksWithout(["B14"]), true],
] as const)("%s", (_, quirks, reservedToo) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const tracker = new Tracker();
      const placements = new Placements(quirks);
      let app = versionOf(0);
      for (const { task: number, becomes, configure } of steps) {
        if (configure) app = versionOf(app.configVersionMs + 1);
        const taskId = `app.${number}`;
        const before = tracker.task(taskId);
        const after: Task | null =
          becomes === "gone"
            ? null
            : {
                taskId,
                app: "/app",
                agent: `host-${number % 3}`,
                slaveId: "S",
                attributes: number % 2 === 0 ? { rack: `r${number % 4}` } : {},
                reservation: null,
                launched: becomes === "reserved" ? null : newLaunch(becomes, 0),
              };
        if (after !== null) tracker.put(after);
        else if (before !== null) tracker.remove(before);
        const op = { type: "ForceExpunge", taskId, why: "wiped" } as const;
        if (before !== null || after !== null)
          placements.taskChanged({ op, taskId, record: tracker.of("/app"), before, after });

        const seen = placements.of(app, tracker.of("/app"));
        const counted = [...tracker.all()].filter(({ launched }) =>
          launched === null ? reservedToo : launched.versionMs >= app.configVersionMs,
        );
        const anew = new PlaceCounts(fields, counted.map(placeOf));
        expect(seen.total).toBe(anew.total);
        for (const field of fields) expect(seen.by(field)).toEqual(anew.by(field));
      }
    }),
  );
});
