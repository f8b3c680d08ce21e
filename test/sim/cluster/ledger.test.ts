/** The ledger: who made which reservation and volume. */

import { describe, expect, test } from "vitest";
import { kindOf } from "../../../src/model/resources.ts";
import { Ledger } from "../../../src/sim/cluster/ledger.ts";
import { reservationOf } from "../../support/resources.ts";

const labelled = reservationOf("p", "owner=f", "task=1");
const cpus = kindOf("cpus", "r", labelled);
const disk = kindOf("disk", "r", labelled);
const v = kindOf("disk", "r", labelled, "v");

describe("reservations", () => {
  test("are one for all resources of a role and its labels, and for the volumes on it", () => {
    const ledger = new Ledger();
    const owner = ledger.reserved("a", cpus, "f", { app: "/db", task: "db.1" });
    expect(owner).toMatchObject({ framework: "f", app: "/db" });
    expect([owner.task?.text, owner.reservation.text]).toEqual(["db.1", "db.1"]);
    for (const kind of [cpus, disk, v]) expect(ledger.ofReservation("a", kind)).toBe(owner);
    expect([ledger.knows("a", disk), ledger.knows("b", disk)]).toEqual([true, false]);
  });

  test("of other labels, another role or another agent are others", () => {
    const ledger = new Ledger();
    ledger.reserved("a", cpus, "f", { app: "/db", task: "db.1" });
    const others = [
      kindOf("cpus", "r", reservationOf("p", "owner=g")),
      kindOf("cpus", "r", reservationOf("q", "owner=f", "task=1")),
      kindOf("cpus", "s", labelled),
      kindOf("cpus", "r", { principal: "p" }),
    ];
    for (const kind of others) expect(ledger.knows("a", kind)).toBe(false);
  });

  test("are named by the framework's task, else by their labels, else as unlabelled or static", () => {
    const ledger = new Ledger();
    expect(ledger.reserved("a", cpus, null, undefined).reservation.text).toBe("owner=f,task=1");
    expect(ledger.ofReservation("b", cpus).reservation.text).toBe("owner=f,task=1");
    expect(ledger.ofReservation("b", kindOf("cpus", "r", { principal: "p" })).reservation.text).toBe(
      "unlabelled",
    );
    expect(ledger.ofReservation("b", kindOf("cpus", "ops")).reservation.text).toBe("static ops");
  });

  test("made anew belong to whoever made them last", () => {
    const ledger = new Ledger();
    ledger.reserved("a", cpus, "f", { app: "/db", task: "db.1" });
    ledger.reserved("a", cpus, "g", { app: "/web", task: "web.1" });
    expect(ledger.ofReservation("a", cpus)).toMatchObject({ framework: "g", app: "/web" });
    // Also where somebody asked in between.
    ledger.reserved("a", cpus, "h", undefined);
    expect(ledger.ofReservation("a", cpus)).toMatchObject({ framework: "h", app: null });
  });
});

describe("volumes", () => {
  test("belong to whoever created them, on the reservation that they stand on", () => {
    const ledger = new Ledger();
    ledger.reserved("a", disk, "f", { app: "/db", task: "db.1" });
    ledger.created("a", v, "g", { app: "/web", task: "web.1" });
    const owner = ledger.ofVolume("a", v);
    expect(owner).toMatchObject({ framework: "g", app: "/web" });
    const { task, reservation, volume } = owner;
    expect([task?.text, reservation.text, volume.text]).toEqual(["web.1", "db.1", "v"]);
  });

  test("that nobody is known to have created belong to their reservation", () => {
    const ledger = new Ledger();
    const owner = ledger.reserved("a", disk, "f", { app: "/db", task: "db.1" });
    expect(ledger.ofVolume("a", v)).toMatchObject(owner);
  });

  test("are one per agent, role and persistence id, whatever the labels (validation.cpp:217-238)", () => {
    const ledger = new Ledger();
    const owner = ledger.created("a", v, "f", { app: "/db", task: "db.1" });
    expect(ledger.ofVolume("a", kindOf("disk", "r", reservationOf("q"), "v"))).toBe(owner);
    expect(ledger.ofVolume("b", v)).not.toBe(owner);
    expect(ledger.ofVolume("a", kindOf("disk", "s", labelled, "v"))).not.toBe(owner);
    expect(ledger.ofVolume("a", kindOf("disk", "r", labelled, "w"))).not.toBe(owner);
  });
});
