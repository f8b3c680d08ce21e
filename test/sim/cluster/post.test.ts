/** Messages under way: which are one event, and that this changes neither their order nor when they arrive. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "../../../src/model/messages.ts";
import { Post } from "../../../src/sim/cluster/post.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";

const message = (taskId: string): Message => ({ type: "KILL", taskId, slaveId: null });

/** What arrives, and how many events that took. */
function posted() {
  const kernel = new Kernel();
  const seen: string[] = [];
  const post = new Post(kernel, (way, connections, { type, ...rest }) => {
    const name = type === "KILL" && "taskId" in rest ? rest.taskId : type;
    seen.push(`${kernel.nowMs} ${way}/${connections} ${name}`);
  });
  const other = kernel.kind("other", (a) => seen.push(`${kernel.nowMs} other ${a}`));
  const play = (): { seen: readonly string[]; events: number } => {
    while (kernel.playInstant(1000));
    return { seen, events: kernel.events };
  };
  return { kernel, post, other, play };
}

test("those of one link in a row, for one instant, are one event", () => {
  const { post, play } = posted();
  for (const name of ["a", "b", "c"]) post.send(5, 1, 0, message(name));
  expect(play()).toEqual({ seen: ["5 1/0 a", "5 1/0 b", "5 1/0 c"], events: 1 });
});

test("another link, another connection, another instant or something set in between makes another event", () => {
  const { kernel, post, other, play } = posted();
  post.send(5, 1, 0, message("a"));
  post.send(5, 2, 0, message("b"));
  post.send(5, 2, 1, message("c"));
  kernel.at(5, other, 1);
  post.send(5, 2, 1, message("d"));
  post.send(6, 2, 1, message("e"));
  post.send(5, 2, 1, message("f"));
  expect(play()).toEqual({
    seen: ["5 1/0 a", "5 2/0 b", "5 2/1 c", "5 other 1", "5 2/1 d", "5 2/1 f", "6 2/1 e"],
    events: 7,
  });
});

test("what is sent while it arrives, for the same instant, comes after all of it", () => {
  const kernel = new Kernel();
  const seen: string[] = [];
  const post: Post = new Post(kernel, (_way, _connections, { type, ...rest }) => {
    const name = type === "KILL" && "taskId" in rest ? rest.taskId : "";
    seen.push(name);
    if (name.length === 1) post.send(0, 0, 0, message(`${name}'`));
  });
  for (const name of ["a", "b"]) post.send(0, 0, 0, message(name));
  while (kernel.playInstant(0));
  expect(seen).toEqual(["a", "b", "a'", "b'"]);
});

test("all arrive as if each were an event of its own, whatever else is set", () => {
  const step = fc.record({ other: fc.boolean(), atMs: fc.nat(3), way: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { kernel, post, other, play } = posted();
      const alone = new Kernel();
      const seen: string[] = [];
      const each = alone.kind("each", (_a, _b, said) => seen.push(`${alone.nowMs} ${said}`));
      for (const [i, { other: isOther, atMs, way }] of steps.entries()) {
        if (isOther) kernel.at(atMs, other, i);
        else post.send(atMs, way, 0, message(String(i)));
        alone.at(atMs, each, 0, 0, isOther ? `other ${i}` : `${way}/0 ${i}`);
      }
      while (alone.playInstant(1000));
      const played = play();
      expect(played.seen).toEqual(seen);
      expect(played.events).toBeLessThanOrEqual(steps.length);
    }),
  );
});
