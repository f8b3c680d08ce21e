/** All kinds of measured work by name. */

import { allocator } from "./allocator.ts";
import { cores } from "./cores.ts";
import { explain } from "./explain.ts";
import { hold } from "./hold.ts";
import { idle } from "./idle.ts";
import { journal } from "./journal.ts";
import { machineRepair, multiServer } from "./models.ts";
import { offers } from "./offers.ts";
import { page } from "./page.ts";
import { simulate } from "./simulate.ts";
import { starts } from "./starts.ts";
import { state } from "./state.ts";
import { study } from "./study.ts";

export const works = {
  allocator,
  cores,
  explain,
  hold,
  idle,
  journal,
  machineRepair,
  multiServer,
  offers,
  page,
  simulate,
  starts,
  state,
  study,
} as const;

export type WorkName = keyof typeof works;
export type InputOf<Name extends WorkName> = Parameters<(typeof works)[Name]>[0];
