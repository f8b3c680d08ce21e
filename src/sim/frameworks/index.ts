/** All kinds of framework but Marathon, which is a room of its own: what a scenario may write after `kind:`. */

import type { z } from "zod";
import type { Framework } from "../cluster/framework.ts";
import type { BehaviourSpec } from "../scenario.ts";
import { batch } from "./batch.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";
import { greedy } from "./greedy.ts";
import { hoarder } from "./hoarder.ts";
import type { CommonEntry, EntryContext } from "./kind.ts";
import { polite } from "./polite.ts";
import { scripted } from "./scripted.ts";

/** A kind of whatever fields. */
export interface AnyKind {
  readonly name: string;
  readonly schema: () => z.ZodObject & z.ZodType<CommonEntry>;
  readonly fieldsOf: (entry: never, context: EntryContext) => unknown;
  readonly create: (identity: Identity, fields: never, deps: BehaviourDeps) => Framework;
}

const list: readonly AnyKind[] = [greedy, polite, hoarder, batch, scripted];

/** By name, in the order of the documentation. */
export const behaviours: ReadonlyMap<string, AnyKind> = new Map(list.map((kind) => [kind.name, kind]));

/** A framework of a checked scenario. Throws where the scenario was not checked. */
export function createFramework(spec: BehaviourSpec, deps: BehaviourDeps): Framework {
  const kind = behaviours.get(spec.kind);
  if (kind === undefined) throw new Error(`no framework of kind ${spec.kind} can be played`);
  return kind.create(spec, spec.fields as never, deps);
}
