/** What --queue needs before anything is connected: its libraries, which are optional, and the password. */

import type { QueueAddress } from "../../study/runners/queue/address.ts";
import { QueueProblem } from "../../study/runners/queue/problem.ts";

/** Loads a part that uses them; throws a QueueProblem where they are not installed. */
export async function loadQueue<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const isMissing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    if (!isMissing || !/bullmq|ioredis/.test(String(error))) throw error;
    throw new QueueProblem(
      "--queue: needs BullMQ and ioredis, which are not installed; npm install bullmq@6.7.0 ioredis@6.0.0 brings them",
    );
  }
}

/** The address with the password of the environment, where it has none of its own. */
export function queueOf(address: QueueAddress, env: NodeJS.ProcessEnv): QueueAddress {
  const password = address.password ?? env["HOLDFAST_QUEUE_PASSWORD"] ?? null;
  return { ...address, password: password === "" ? null : password };
}
