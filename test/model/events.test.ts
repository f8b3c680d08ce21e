/** The catalogue of events is complete and consistent: what is written by it can be read by name. */

import { describe, expect, test } from "vitest";
import { type EventType, eventNames, eventTypes, idFields } from "../../src/model/events.ts";

const types = eventNames.map((name): readonly [string, EventType] => [name, eventTypes[name]]);

test("it has every event type of the published list", () => {
  const published = [
    "agent.registered agent.disconnected agent.removed agent.reregistered agent.crashed agent.recovered",
    "offer.made offer.accepted offer.declined offer.rescinded",
    "reservation.requested reservation.made reservation.refused reservation.timed-out reservation.released",
    "volume.created volume.refused volume.attached volume.detached volume.destroyed volume.lost",
    "task.launched task.staging task.running task.finished task.failed task.killed task.lost task.error",
    "task.suspended task.expunged task.overdue role.conflict",
    "app.created app.updated app.destroyed app.rejected",
    "deployment.started deployment.step deployment.succeeded deployment.failed deployment.cancelled",
    "queue.backoff leader.elected framework.registered framework.disconnected framework.removed",
    "operator.answered master.failedover message.dropped message.delayed",
  ].flatMap((line) => line.split(" "));
  expect(published.filter((name) => !eventNames.some((known) => known === name))).toEqual([]);
});

test("names are of lower-case words: a noun, a dot, what happened", () => {
  expect(eventNames.filter((name) => !/^[a-z]+\.[a-z-]+$/.test(name))).toEqual([]);
});

describe.each(types)("%s", (_name, { about, ids, fields, reasons }) => {
  test("says what it means, and each reason says it too", () => {
    expect(about).toMatch(/\.$/);
    for (const meaning of Object.values(reasons ?? { none: "-" })) expect(meaning).not.toBe("");
  });

  test("has ids in the order in which they are written, each once", () => {
    expect([...ids]).toEqual(idFields.filter((id) => ids.includes(id)));
  });

  test("has no field that an output names already", () => {
    const taken = ["seq", "offer_seq", "time_ms", "type", "reason", ...idFields];
    expect(Object.keys(fields).filter((field) => taken.includes(field))).toEqual([]);
  });
});

test("whatever is refused, dropped, lost or released has reasons", () => {
  const must = eventNames.filter((name) =>
    /refused|dropped|lost|released|timed-out|removed|expunged|failed$/.test(name),
  );
  const without = must.filter((name) => (eventTypes[name] as EventType).reasons === undefined);
  expect(without).toEqual([]);
});
