/** Connections to the server of a queue: the first must succeed at once, later ones come back by themselves. */

import { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { QueueProblem } from "./problem.ts";

const firstConnectMs = 10_000;
const longestPauseMs = 2_000;

/** Connects; throws a QueueProblem where nobody answers, or not as Redis does. */
export async function connect(address: QueueAddress): Promise<Redis> {
  const { host, port, database, secure, user, password } = address;
  let opened = false;
  const client = new Redis({
    host,
    port,
    db: database,
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    ...(secure ? { tls: {} } : {}),
    lazyConnect: true,
    connectTimeout: firstConnectMs,
    // Commands wait for a server that is restarted, however long that takes.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (opened ? Math.min(50 * 2 ** times, longestPauseMs) : null),
  });
  const errors: Error[] = [];
  client.on("error", (error: Error) => errors.push(error));
  try {
    await client.connect();
    // By itself the client goes on in database 0 where this one does not exist.
    if (database !== 0) await client.select(database);
    opened = true;
    client.removeAllListeners("error");
    client.on("error", () => undefined);
    return client;
  } catch (error) {
    // Of a connection that has ended already it would wait for the end.
    if (client.status !== "end") client.disconnect();
    throw new QueueProblem(sentence(address, errors[0] ?? error));
  }
}

/** A second connection to the same server, for commands that block. */
export function another(client: Redis): Redis {
  const second = client.duplicate({ lazyConnect: false });
  second.on("error", () => undefined);
  return second;
}

/** Says when the server is lost, and when it is back. */
export function watch(client: Redis, { shown }: QueueAddress, tell: (line: string) => void): void {
  let lost = false;
  client.on("reconnecting", () => {
    if (!lost) tell(`${shown} does not answer any more; waiting for it`);
    lost = true;
  });
  client.on("ready", () => {
    if (lost) tell(`${shown} is back`);
    lost = false;
  });
}

/** Whether an error is the server's or the network's, and no mistake of ours. */
export function isServers(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "ReplyError" || "syscall" in error || error.message === "Connection is closed.";
}

/** What an error of a queue's server means, and what to do. */
export function sentence({ shown, host, password, secure }: QueueAddress, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const about = (text: string): string => `--queue: ${shown} ${text}`;
  if (code === "ECONNREFUSED")
    return about("refuses connections; start Redis or Valkey there, or correct host and port");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return about(`cannot be found: no host is called ${host}; correct the host`);
  if (secure && (code === "ETIMEDOUT" || /\bSSL\b|EPROTO/.test(`${code} ${message}`)))
    return about("does not answer in TLS; redis:// is without it");
  if (code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ENETUNREACH")
    return about("does not answer; correct host and port, or let the firewall pass them");
  if (/NOAUTH|without any password|requires? a password/i.test(message) && password === null)
    return about("wants a password; give it in HOLDFAST_QUEUE_PASSWORD, or as redis://:PASSWORD@HOST:PORT");
  if (/WRONGPASS|NOAUTH|invalid password|invalid username/i.test(message))
    return about("does not take this user and password; correct them");
  if (/Protocol error/i.test(message) || code === "EPIPE" || code === "ECONNRESET")
    return about("is not Redis; correct host and port");
  if (/DB index/i.test(message)) return about("has no database of that number; leave it out, or correct it");
  const told = password === null ? message : message.replaceAll(password, "***");
  return about(`cannot be used: ${told.split("\n")[0]}`);
}
