/** The kinds of framework that a scenario may name, Marathon among them, with the schemas of their entries. */

import * as z from "zod";
import { name, role } from "../fields.ts";
import { oneOf, strict } from "../wrong-input.ts";
import { behaviours } from "./index.ts";
import { joins, principal } from "./kind.ts";
import { marathonFlags } from "./marathon-flags.ts";

export const frameworkKinds: readonly string[] = ["marathon", ...behaviours.keys()];

/** An entry of kind marathon; made when it is asked for. */
export const marathonEntry = () =>
  strict({
    kind: z.literal("marathon"),
    name,
    role: role.default("marathon"),
    principal: principal.default("marathon"),
    joins,
    flags: marathonFlags.default({}),
  });

/** An entry under `frameworks`, of any kind. */
export const frameworkEntry = z
  .lazy(() => {
    const others = [...behaviours.values()].map(({ schema }) => schema());
    // The kind alone is wrong, and zod shows the whole entry.
    const error = ({ input }: { readonly input?: unknown }): string =>
      oneOf(frameworkKinds)({ input: Object(input).kind as unknown });
    return z.discriminatedUnion("kind", [marathonEntry(), ...others], { error });
  })
  .meta({ id: "Framework" });
