/** Events as comparable lines, from a journal and from events.jsonl, and in words. */

import { expect, test } from "vitest";
import {
  describeLineAt,
  factsOf,
  hashOf,
  headOf,
  lineFromJsonl,
  linesOf,
  timeOf,
  typeOf,
} from "../../src/compare/event-line.ts";
import { eventsJsonl } from "../../src/report/events-jsonl.ts";
import { finished, line, scenarioText } from "./runs.ts";

const lost = line(201_000, "task.lost", {
  agent: "a-1",
  framework: "marathon",
  app: "/postgres",
  task: "postgres.1f",
  reason: "REASON_SLAVE_REMOVED",
});

test("a journal and its events.jsonl give the same lines", () => {
  const { recorder } = finished(scenarioText());
  const written = [...eventsJsonl(recorder)].join("").trimEnd().split("\n");
  expect(written.map(lineFromJsonl)).toEqual([...linesOf(recorder)]);
});

test("offers are left out: they are listed only where somebody asks for them", () => {
  expect(
    lineFromJsonl('{"seq":3,"time_ms":10,"type":"offer.made","offer_seq":1,"agent":"a","offer":"O1"}'),
  ).toBe(null);
  expect(lineFromJsonl('{"seq":3,"time_ms":10,"type":"role.conflict","offer":"O1"}')).toBe(
    '{"time_ms":10,"type":"role.conflict","offer":"O1"}',
  );
});

test("time and type are read without the rest", () => {
  expect([timeOf(lost), typeOf(lost)]).toEqual([201_000, "task.lost"]);
});

test("the head has type, subject, place and reason, and no task: tasks are random", () => {
  expect(headOf(factsOf(lost))).toBe("task.lost /postgres on a-1 (REASON_SLAVE_REMOVED)");
  expect(headOf(factsOf(line(0, "leader.elected", { framework: "marathon" })))).toBe(
    "leader.elected marathon",
  );
});

test("for people the reason is the meaning that the catalogue gives it", () => {
  expect(describeLineAt(lost)).toBe("3m21s  task.lost  /postgres on a-1: the agent was removed");
});

test("the hash is of the whole line", () => {
  expect(hashOf(lost)).not.toBe(hashOf(lost.replace("1f", "1e")));
  // FNV-1a's offset basis, mixed: nothing but arithmetic of 32 bits, so the same everywhere.
  expect(hashOf("")).toBe(mixed(0x811c9dc5));
});

function mixed(start: number): number {
  let h = BigInt(start);
  const mask = 0xffffffffn;
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
  return Number(h ^ (h >> 16n));
}
