/** What a kind of framework is: its name in a scenario, the schema of its entry, and how one is made. */

import * as z from "zod";
import type { Framework } from "../cluster/framework.ts";
import { duration, name, role } from "../fields.ts";
import { expected } from "../wrong-input.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";

export const principal = z
  .union([name, z.null()], { error: expected("a principal, or null for none") })
  .meta({ description: "What it registers with; null for none" });

export const joins = duration.default(0).describe("When registration is complete; default 0s");

/** All but Marathon register in Mesos' default role, without a principal, unless they say otherwise. */
export const commonFields = {
  name,
  role: role.default("*"),
  principal: principal.default(null),
  joins,
};

/** What every entry has, as its schema gives it. */
export interface CommonEntry {
  readonly name: string;
  readonly role: string;
  readonly principal: string | null;
  /** Ms. */
  readonly joins: number;
}

/** Steps from an entry to one of its parts, for messages. */
export type EntryPath = readonly (string | number)[];

/** One row of a table, which knows where it stands. */
export interface TableRow {
  /** What the row has in a column, without space around it; undefined where there is no such column. */
  cell(column: string): string | undefined;
  /** The row is wrong there. */
  wrong(column: string, message: string): void;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: Iterable<TableRow>;
}

/** How an entry gets at the tables that it names, and says what is wrong with them. */
export interface EntryContext {
  /** A CSV file with a header, its name relative to the scenario; null after an issue at `path`. */
  table(file: string, path: EntryPath): Table | null;
  wrong(path: EntryPath, message: string): void;
  /** The entry speaks of an agent, which may come later. */
  agent(id: string, path: EntryPath): void;
}

export interface FrameworkKind<Entry extends CommonEntry, Fields> {
  /** As in `kind:`. */
  readonly name: string;
  /** Of a whole entry under `frameworks`; made when it is asked for. */
  readonly schema: () => z.ZodObject & z.ZodType<Entry>;
  /** What a checked scenario keeps of an entry, beside what all kinds have. */
  readonly fieldsOf: (entry: Entry, context: EntryContext) => Fields;
  readonly create: (identity: Identity, fields: Fields, deps: BehaviourDeps) => Framework;
}

/** Keeps the types of entry and fields while an index holds kinds of all sorts, and makes the schema once. */
export function defineFramework<Entry extends CommonEntry, Fields>(
  kind: FrameworkKind<Entry, Fields>,
): FrameworkKind<Entry, Fields> {
  let schema: ReturnType<typeof kind.schema> | undefined;
  return {
    ...kind,
    schema: () => {
      schema ??= kind.schema();
      return schema;
    },
  };
}
