/** The framework that sits on offers: it accepts nothing, and holds each offer for a while before it declines. */

import * as z from "zod";
import type { Offer } from "../../model/messages.ts";
import { positiveDuration } from "../fields.ts";
import type { EventKind } from "../kernel/kernel.ts";
import { strict } from "../wrong-input.ts";
import { Behaviour } from "./behaviour.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";
import { commonFields, defineFramework } from "./kind.ts";

class Hoarder extends Behaviour {
  readonly #holdsMs: number;
  readonly #heldEnough: EventKind;

  constructor(identity: Identity, holdsMs: number, deps: BehaviourDeps) {
    super(identity, deps);
    this.#holdsMs = holdsMs;
    this.#heldEnough = deps.kernel.kind("framework/held enough", (_a, _b, offers) =>
      this.decline(offers as readonly Offer[]),
    );
  }

  protected answer(offers: readonly Offer[]): void {
    this.kernel.after(this.#holdsMs, this.#heldEnough, 0, 0, offers);
  }
}

export const hoarder = defineFramework({
  name: "hoarder",
  schema: () =>
    strict({
      kind: z.literal("hoarder").describe("Accepts nothing, and holds each offer before it declines"),
      ...commonFields,
      holds: positiveDuration.default(30_000).describe("How long it keeps an offer; default 30s"),
    }),
  fieldsOf: ({ holds }) => ({ holdsMs: holds }),
  create: (identity, { holdsMs }, deps) => new Hoarder(identity, holdsMs, deps),
});
