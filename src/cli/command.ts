/** What a command of holdfast is: its words, its options, its examples, and where its work is. */

import type { Setting } from "../scenario/setting.ts";
import type { LawName } from "../study/fit/laws.ts";
import type { QueueAddress } from "../study/runners/queue/address.ts";
import type { Console } from "./console.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Interrupt } from "./interrupt.ts";

/** How an option's value is checked; what becomes of it stands in OptionValues. */
export type OptionKind =
  | { readonly kind: "flag" }
  | { readonly kind: "text" }
  | { readonly kind: "seed" }
  | { readonly kind: "duration" }
  /** Memory: MiB, or with a unit. */
  | { readonly kind: "size" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** A whole number from 1. */
  | { readonly kind: "count" }
  /** `i/n`. */
  | { readonly kind: "shard" }
  /** The address of a queue. */
  | { readonly kind: "queue" }
  /** `path=value`, any number of times. */
  | { readonly kind: "settings" }
  /** `column=value`, any number of times. */
  | { readonly kind: "conditions" };

export type Option = OptionKind & {
  readonly about: string;
  /** What stands for the value in the help, such as DIR. */
  readonly value?: string;
  readonly required?: true;
  /** Left out of the help: an option for those who work on holdfast. */
  readonly hidden?: true;
};

/** The `number`th of `of` parts, from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** The checked values of all options; absent where not given. Times are ms, sizes MiB. */
export interface OptionValues {
  readonly seed?: number;
  readonly out?: string;
  readonly events?: "offers";
  readonly check?: "end" | "every" | "off";
  readonly at?: number;
  readonly app?: string;
  readonly task?: string;
  readonly framework?: string;
  readonly exhaustive?: boolean;
  /** MiB. */
  readonly "journal-memory"?: number;
  readonly "page-at"?: number;
  readonly set?: readonly Setting[];
  readonly "set-a"?: readonly Setting[];
  readonly "set-b"?: readonly Setting[];
  readonly jobs?: number;
  readonly filter?: string;
  readonly shard?: Shard;
  readonly merge?: boolean;
  readonly queue?: QueueAddress;
  readonly idle?: number;
  readonly lock?: number;
  readonly replications?: number;
  readonly junit?: string;
  readonly capsule?: string;
  readonly update?: boolean;
  readonly "allow-changes"?: boolean;
  readonly "fail-fast"?: boolean;
  readonly twice?: boolean;
  /** Columns of a table, and what is taken of it. */
  readonly agent?: string;
  readonly failed?: string;
  readonly recovered?: string;
  readonly down?: string;
  readonly cluster?: string;
  readonly group?: string;
  readonly where?: readonly (readonly [column: string, value: string])[];
  readonly agents?: number;
  readonly from?: string;
  readonly to?: string;
  readonly window?: number;
  readonly new?: boolean;
  readonly every?: LawName;
  readonly recovers?: LawName;
  readonly do?: string;
  readonly verify?: boolean;
  readonly runs?: number;
  readonly svg?: string;
  readonly watch?: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

export interface CommandInput {
  /** The arguments that are no options, in order. */
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly console: Console;
  readonly interrupt: Interrupt;
}

export type CommandWork = (input: CommandInput) => Promise<ExitCode>;

export interface Command {
  /** What follows the name, such as `<scenario...>`. */
  readonly operands: string;
  readonly operandsMin: number;
  readonly operandsMax: number;
  readonly about: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Whole command lines after `holdfast`, each with what it does. */
  readonly examples: readonly (readonly [line: string, about: string])[];
  /** Loads the work; null for a command that is known and not available yet. */
  readonly load: (() => Promise<CommandWork>) | null;
}
