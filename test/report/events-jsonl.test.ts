/** events.jsonl: one object a line, members in the contract's order, offers in between. */

import { expect, test } from "vitest";
import { eventsJsonl } from "../../src/report/events-jsonl.ts";
import { resources, Told } from "./journals.ts";

const linesOf = (told: Told): string[] => [...eventsJsonl(told.recorder)].join("").split("\n").slice(0, -1);

test("a line has seq, time, type, ids, own fields and the reason, and leaves out what the event does not say", () => {
  const told = new Told().at(1234).add("task.failed", {
    reason: "REASON_COMMAND_EXECUTOR_FAILED",
    message: 'said "no"',
    task: "db.1",
    app: "/db",
    agent: "a",
  });
  expect(linesOf(told)).toEqual([
    '{"seq":1,"time_ms":1234,"type":"task.failed","agent":"a","app":"/db","task":"db.1","message":"said \\"no\\"","reason":"REASON_COMMAND_EXECUTOR_FAILED"}',
  ]);
});

test("amounts and structured fields are JSON, numbers and flags plain", () => {
  const told = new Told()
    .add("agent.registered", {
      agent: "a",
      slave_id: "S0",
      resources: resources({ cpus: 0.5, mem: 64 }),
      reserved: { ops: { cpus: 0.25 } },
    })
    .add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" })
    .add("queue.changed", { framework: "m", app: "/db", left: 0 });
  expect(linesOf(told)).toEqual([
    '{"seq":1,"time_ms":0,"type":"agent.registered","agent":"a","slave_id":"S0","resources":{"cpus":0.5,"mem":64},"reserved":{"ops":{"cpus":0.25}}}',
    '{"seq":2,"time_ms":0,"type":"agent.crashed","agent":"a","disk_lost":false,"reason":"crashed"}',
    '{"seq":3,"time_ms":0,"type":"queue.changed","framework":"m","app":"/db","left":0}',
  ]);
});

function withOffers(told: Told): Told {
  told.at(0);
  told.recorder.offer("offer.made", () => ({
    agent: "a",
    framework: "m",
    role: "r",
    offer: "O0",
    resources: "cpus(*):1",
  }));
  told.agent("a", { cpus: 1 });
  told.at(5).recorder.offer("offer.declined", () => ({ offer: "O0", refuse_ms: 5000 }));
  told.app("/db", 1);
  told.recorder.offer("offer.rescinded", () => ({ offer: "O1", reason: "agent-removed" as const }));
  return told;
}

test("listed offers stand where they happened, repeat the last seq and count by themselves", () => {
  const rows = linesOf(withOffers(new Told("listed"))).map((line) => JSON.parse(line));
  expect(rows.map(({ seq, offer_seq, type }) => [seq, offer_seq, type])).toEqual([
    [0, 1, "offer.made"],
    [1, undefined, "agent.registered"],
    [1, 2, "offer.declined"],
    [2, undefined, "app.created"],
    [2, 3, "offer.rescinded"],
  ]);
});

test("offers that are only counted, or kept for expectations, leave the file and the digest as they are", () => {
  const [counted, kept, listed] = (["counted", "kept", "listed"] as const).map((keeping) =>
    withOffers(new Told(keeping)),
  );
  if (counted === undefined || kept === undefined || listed === undefined) throw new Error("three were made");
  expect(linesOf(kept)).toEqual(linesOf(counted));
  expect(linesOf(listed).filter((line) => !line.includes('"offer_seq"'))).toEqual(linesOf(counted));
  expect(listed.recorder.journal.digest()).toBe(counted.recorder.journal.digest());
});

test("a long journal comes in pieces of a thousand lines", () => {
  const told = new Told();
  for (let i = 0; i < 2500; i++) told.at(i).queue("/db", i);
  const chunks = [...eventsJsonl(told.recorder)];
  expect(chunks.map((chunk) => chunk.split("\n").length - 1)).toEqual([1000, 1000, 500]);
});

test("an empty journal makes an empty file", () => {
  expect([...eventsJsonl(new Told().recorder)]).toEqual([]);
});
