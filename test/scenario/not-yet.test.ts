/** What later versions will play: checked now, and refused at its line. */

import { expect, test } from "vitest";
import { issuesOf } from "./memory.ts";

test("parts of apps that are not simulated yet are refused at their line, in files too", () => {
  const app = (more: string) => `name: t\nduration: 5m\napps: [{ id: /x, cmd: serve, ${more} }]\n`;
  expect(issuesOf(app("ipAddress: {}"))[0]).toMatch(/^3:\d+: apps\[0\]\.ipAddress: .*not available yet$/);
  expect(
    issuesOf("name: t\nduration: 5m\napps: [{ file: p.json }]\n", {
      "p.json": '{\n "id": "/p", "apps": [{ "id": "q", "cmd": "serve",\n "ipAddress": {} }]\n}',
    }),
  ).toEqual(["p.json:3:15: apps[0].ipAddress: an IP address per task: not available yet"]);
});
