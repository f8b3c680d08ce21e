/** The framework that answers offers by rules, to drive Mesos exactly: the first rule that matches answers, at once. */

import * as z from "zod";
import { defaultRefuseMs, type Offer } from "../../model/messages.ts";
import type { Entry, Resources } from "../../model/resources.ts";
import { TaskInfo } from "../../model/tasks.ts";
import type { EventKind } from "../kernel/kernel.ts";
import type { Stream } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { strict } from "../wrong-input.ts";
import { Behaviour } from "./behaviour.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";
import { commonFields, defineFramework } from "./kind.ts";
import { type Actor, operationsOf } from "./script-operations.ts";
import { type Rule, ruleEntry, ruleOf, type Step } from "./script-rule.ts";

/** An offer that is kept until a rule's time is over. */
interface Held {
  readonly offer: Offer;
  readonly refuseMs: number;
}

class Scripted extends Behaviour implements Actor {
  readonly created = new Map<string, Entry>();
  readonly #rules: { readonly rule: Rule; left: number }[];
  readonly #runs: Stream;
  readonly #release: EventKind;
  #launched = 0;

  constructor(identity: Identity, rules: readonly Rule[], deps: BehaviourDeps) {
    super(identity, deps);
    this.#rules = rules.map((rule) => ({ rule, left: rule.times }));
    this.#runs = deps.streams.of("framework.runs", identity.name);
    this.#release = deps.kernel.kind("framework/held enough", (_a, _b, payload) => {
      const { offer, refuseMs } = payload as Held;
      this.decline([offer], refuseMs);
    });
  }

  task(resources: Resources, { runs }: Extract<Step, { type: "LAUNCH" }>): TaskInfo {
    const taskId = `${this.name}-${++this.#launched}`;
    return new TaskInfo({
      taskId,
      resources,
      trace: { task: taskId },
      runsMs: runs === null ? undefined : drawMs(runs, this.#runs),
    });
  }

  protected answer(offers: readonly Offer[]): void {
    for (const offer of offers) this.#answerOne(offer);
  }

  #answerOne(offer: Offer): void {
    const found = this.#rules.find(({ rule, left }) => left > 0 && this.#matches(rule, offer));
    if (found === undefined) {
      this.decline([offer]);
      return;
    }
    found.left--;
    const { accept, holdMs, refuseMs } = found.rule;
    if (accept !== null)
      this.accept(offer, operationsOf(accept, offer.resources, this), refuseMs ?? defaultRefuseMs);
    else if (holdMs === 0) this.decline([offer], refuseMs ?? defaultRefuseMs);
    else {
      const held: Held = { offer, refuseMs: refuseMs ?? defaultRefuseMs };
      this.kernel.after(holdMs, this.#release, 0, 0, held);
    }
  }

  #matches({ agent, fromMs, toMs, has }: Rule, { agent: offered, resources }: Offer): boolean {
    const { nowMs } = this.kernel;
    return (
      (agent === null || agent === offered) &&
      fromMs <= nowMs &&
      nowMs <= toMs &&
      has.every(([name, milli]) => resources.milli(name) >= milli)
    );
  }
}

export const scripted = defineFramework({
  name: "scripted",
  schema: () =>
    strict({
      kind: z.literal("scripted").describe("Answers offers by rules"),
      ...commonFields,
      rules: z
        .array(ruleEntry)
        .default([])
        .describe("The first that matches an offer answers it; default none: all are declined"),
    }),
  fieldsOf: ({ rules }, context) => {
    for (const [i, { agent }] of rules.entries())
      if (agent !== undefined) context.agent(agent, ["rules", i, "agent"]);
    return { rules: rules.map(ruleOf) };
  },
  create: (identity, { rules }, deps) => new Scripted(identity, rules, deps),
});
