/** Addresses of queues: what is read of them, what is wrong with them, and that no password is ever shown. */

import { describe, expect, test } from "vitest";
import { parseQueueAddress, withoutSecrets } from "../../../src/study/runners/queue/address.ts";
import { sentence } from "../../../src/study/runners/queue/connect.ts";

const plain = { user: null, password: null, secure: false, database: 0 };

describe("an address", () => {
  test.each([
    ["redis://cache:6380", { ...plain, host: "cache", port: 6380, shown: "redis://cache:6380" }],
    // Redis' own port.
    ["redis://10.0.0.7", { ...plain, host: "10.0.0.7", port: 6379, shown: "redis://10.0.0.7:6379" }],
    ["redis://[::1]:7/3", { ...plain, host: "::1", port: 7, database: 3, shown: "redis://[::1]:7/3" }],
    [
      "rediss://me:a%40b@cache",
      {
        host: "cache",
        port: 6379,
        database: 0,
        secure: true,
        user: "me",
        password: "a@b",
        shown: "rediss://cache:6379",
      },
    ],
  ])("%s", (text, value) => {
    expect(parseQueueAddress(text)).toEqual({ value });
  });

  test.each([
    ["cache:6379", "that is an address of cache, and not of a queue"],
    ["cache", "that is not the address of a queue"],
    ["http://:hidden@cache", "that is an address of http, and not of a queue"],
    ["redis:///0", "the host is missing"],
    ["redis://:hidden@cache/jobs", "after the port only the number of a database may follow"],
    ["redis://:hidden@cache?family=6", "after the port only the number of a database may follow"],
    ["redis://:hid%den@cache", "user or password hold a % that is not %25, as addresses write it"],
  ])("%s is refused, without its password", (text, problem) => {
    const read = parseQueueAddress(text);
    expect(read).toEqual({ problem: expect.stringContaining(`${problem} (redis://HOST:PORT, or `) });
    expect(JSON.stringify(read)).not.toContain("hid");
  });
});

test("a command line is repeated without the password in it", () => {
  expect(withoutSecrets("redis://me:hidden@cache:6379/1")).toBe("redis://cache:6379/1");
  expect(withoutSecrets("--queue=rediss://:hidden@cache")).toBe("--queue=rediss://cache");
  expect(withoutSecrets("scenarios/a@b.yaml")).toBe("scenarios/a@b.yaml");
});

describe("what the server says", () => {
  const read = parseQueueAddress("redis://:hidden@cache:6379");
  if ("problem" in read) throw new Error(read.problem);
  const { value } = read;
  const withCode = (code: string): Error => Object.assign(new Error(code), { code });

  test.each([
    [withCode("ECONNREFUSED"), "refuses connections; start Redis or Valkey there, or correct host and port"],
    [withCode("ENOTFOUND"), "cannot be found: no host is called cache; correct the host"],
    [withCode("ETIMEDOUT"), "does not answer; correct host and port, or let the firewall pass them"],
    [
      new Error("WRONGPASS invalid username-password pair"),
      "does not take this user and password; correct them",
    ],
    [new Error('Protocol error, got "H" as reply type byte'), "is not Redis; correct host and port"],
    [new Error("no hidden place\nat x"), "cannot be used: no *** place"],
  ])("%s is told with what to do", (error, told) => {
    expect(sentence(value, error)).toBe(`--queue: redis://cache:6379 ${told}`);
  });

  test("a password that is wanted, and TLS that is not there", () => {
    expect(sentence({ ...value, password: null }, new Error("NOAUTH Authentication required."))).toContain(
      "wants a password; give it in HOLDFAST_QUEUE_PASSWORD",
    );
    expect(sentence({ ...value, secure: true }, withCode("ETIMEDOUT"))).toContain("does not answer in TLS");
  });
});
