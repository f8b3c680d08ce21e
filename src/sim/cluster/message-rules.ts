/** What a scenario tells the network to lose or to hold up. Rules are asked in the order in which they were set. */

import type { Trace } from "../../model/operations.ts";
import type { MessageFacts } from "./message-facts.ts";

/** Loses messages. */
export interface DropRule {
  /** As in message-names.ts. */
  readonly message: string;
  readonly agent: string | null;
  /** Any of these, where given. */
  readonly agents?: ReadonlySet<string> | null;
  readonly framework: string | null;
  readonly app: string | null;
  /** How many it still takes; Infinity with `untilMs`. */
  left: number;
  /** The last instant at which it takes any. */
  readonly untilMs: number;
}

/** Holds messages up. */
export interface DelayRule extends DropRule {
  readonly byMs: number;
}

export type MessageRule = DropRule | DelayRule;

/** A thing that a rule may take: a message under its name, or one operation of an ACCEPT under its own. */
export interface Subject extends MessageFacts {
  readonly name: string;
}

export function isDelay(rule: MessageRule): rule is DelayRule {
  return "byMs" in rule;
}

/** Whether a rule means that agent. */
export function meansAgent(rule: MessageRule, agent: string): boolean {
  return (rule.agent === null || rule.agent === agent) && (rule.agents?.has(agent) ?? true);
}

const meansAllAgents = (rule: MessageRule): boolean =>
  rule.agent === null && (rule.agents === undefined || rule.agents === null);

function means(rule: MessageRule, { name, agents, framework, traces }: Subject): boolean {
  return (
    rule.message === name &&
    (rule.framework === null || rule.framework === framework) &&
    (rule.app === null || traces.some((trace: Trace) => trace.app === rule.app)) &&
    (meansAllAgents(rule) || agents.some((agent) => meansAgent(rule, agent)))
  );
}

export class MessageRules {
  #rules: MessageRule[] = [];
  /** The same by the name of what they take. */
  readonly #byName = new Map<string, MessageRule[]>();
  /** Up to when none of them is over; whether one has none left to take. */
  #allUntilMs = Number.POSITIVE_INFINITY;
  #isSpent = false;

  get none(): boolean {
    return this.#rules.length === 0;
  }

  add(rule: MessageRule): void {
    this.#rules.push(rule);
    const alike = this.#byName.get(rule.message);
    if (alike === undefined) this.#byName.set(rule.message, [rule]);
    else alike.push(rule);
    this.#allUntilMs = Math.min(this.#allUntilMs, rule.untilMs);
    if (rule.left <= 0) this.#isSpent = true;
  }

  /** The first rule that takes one of the subjects, with that subject; it has one less left then. */
  take(
    nowMs: number,
    subjects: readonly Subject[],
    isOfKind: (rule: MessageRule) => boolean = () => true,
  ): { readonly rule: MessageRule; readonly subject: Subject } | null {
    if (this.#isSpent || nowMs > this.#allUntilMs) this.#leaveOutEnded(nowMs);
    const [first] = subjects;
    const rules =
      subjects.length === 1 && first !== undefined ? (this.#byName.get(first.name) ?? []) : this.#rules;
    for (const rule of rules) {
      if (!isOfKind(rule)) continue;
      const subject = subjects.find((candidate) => means(rule, candidate));
      if (subject === undefined) continue;
      rule.left--;
      if (rule.left <= 0) this.#isSpent = true;
      return { rule, subject };
    }
    return null;
  }

  #leaveOutEnded(nowMs: number): void {
    const rules = this.#rules.filter((rule) => rule.left > 0 && nowMs <= rule.untilMs);
    this.#rules = [];
    this.#byName.clear();
    this.#allUntilMs = Number.POSITIVE_INFINITY;
    this.#isSpent = false;
    for (const rule of rules) this.add(rule);
  }

  /** Whether a rule for messages of that name from or to that agent may still take one. */
  has(nowMs: number, message: string, agent: string): boolean {
    return (this.#byName.get(message) ?? []).some(
      (rule) => rule.left > 0 && nowMs <= rule.untilMs && meansAgent(rule, agent),
    );
  }
}
