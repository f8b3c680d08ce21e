/** Asks a framework for something that not every kind can do. */

import type { Framework } from "../cluster/framework.ts";
import type { World } from "../world.ts";

type Request = "leave" | "disconnect" | "reconnect" | "revive" | "suppress";

/**
 * Nothing happens where the framework has not joined yet, or has left. Throws for a kind that cannot do it: a checked
 * scenario does not ask it.
 */
export function ask(world: Pick<World, "frameworks">, name: string, request: Request): void {
  const framework: Framework | undefined = world.frameworks.get(name);
  if (framework === undefined) return;
  if (framework[request] === undefined) throw new Error(`the framework ${name} cannot ${request}`);
  framework[request]();
}
