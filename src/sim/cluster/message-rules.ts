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

  get none(): boolean {
    return this.#rules.length === 0;
  }

  add(rule: MessageRule): void {
    this.#rules.push(rule);
  }

  /** The first rule that takes one of the subjects, with that subject; it has one less left then. */
  take(
    nowMs: number,
    subjects: readonly Subject[],
    isOfKind: (rule: MessageRule) => boolean = () => true,
  ): { readonly rule: MessageRule; readonly subject: Subject } | null {
    this.#rules = this.#rules.filter((rule) => rule.left > 0 && nowMs <= rule.untilMs);
    for (const rule of this.#rules) {
      if (!isOfKind(rule)) continue;
      const subject = subjects.find((candidate) => means(rule, candidate));
      if (subject === undefined) continue;
      rule.left--;
      return { rule, subject };
    }
    return null;
  }

  /** Whether a rule for messages of that name from or to that agent may still take one. */
  has(nowMs: number, message: string, agent: string): boolean {
    return this.#rules.some(
      (rule) => rule.message === message && rule.left > 0 && nowMs <= rule.untilMs && meansAgent(rule, agent),
    );
  }
}
