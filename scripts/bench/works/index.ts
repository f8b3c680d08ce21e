/** All kinds of measured work by name. */

import { allocator } from "./allocator.ts";
import { hold } from "./hold.ts";
import { idle } from "./idle.ts";
import { offers } from "./offers.ts";
import { simulate } from "./simulate.ts";

export const works = { allocator, hold, idle, offers, simulate } as const;

export type WorkName = keyof typeof works;
export type InputOf<Name extends WorkName> = Parameters<(typeof works)[Name]>[0];
