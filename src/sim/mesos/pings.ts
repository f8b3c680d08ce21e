/**
 * The master's pings and what their silence means on either side, computed instead of played.
 *
 * The master pings an agent when it registers and then every interval. When it has had no answer for the last `max`
 * of them, it gives the agent up: max intervals after the first ping that was not answered (master.cpp:166-231 @
 * 0.28.3). An agent that got no ping for max intervals looks for its master anew (slave.cpp:3517-3560). A ping counts
 * as answered where the link is whole at its instant.
 */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

interface Watch {
  readonly name: string;
  /** The instant of the first ping; NaN while the master does not ping it. */
  originMs: number;
  whole: boolean;
  /** Its next ping is on the agenda. */
  playing: boolean;
  readonly master: Side;
  readonly agent: Side;
}

interface Side {
  readonly watch: Watch;
  /** What to do on silence; null: nobody waits for it. */
  onSilence: (() => void) | null;
  /** What to do when an answer comes after silence. */
  onAnswer: (() => void) | null;
  /** Silence was told, and no answer came since. */
  silent: boolean;
  /** Whether a scenario's rules let this side's messages pass. */
  passes: boolean;
  /** Whether pings, or their answers, reach this side: the link is whole, and rules let them pass. */
  reached: boolean;
  dueMs: number;
  timer: Timer;
}

/** What a scenario may tell the network about pings: while it does, they are played one by one. */
export interface PingRules {
  watchRules(listener: () => void): void;
  hasRuleFor(message: string, agent: string): boolean;
  /** Null where a rule loses this one; it is asked once per message. */
  rulePing(message: "ping" | "pong", agent: string): number | null;
}

export interface PingFlags {
  readonly intervalMs: number;
  readonly timeoutsMax: number;
}

export class Pings {
  readonly #kernel: Kernel;
  readonly #flags: PingFlags;
  readonly #silence: EventKind;
  readonly #watches = new Map<string, Watch>();
  readonly #rules: PingRules;
  readonly #ping: EventKind;

  constructor(kernel: Kernel, flags: PingFlags, rules: PingRules) {
    this.#kernel = kernel;
    this.#flags = flags;
    this.#rules = rules;
    this.#ping = kernel.kind("mesos/ping", (_a, _b, payload) => this.#play(payload as Watch));
    rules.watchRules(() => {
      for (const watch of this.#watches.values()) this.#playWhileRuled(watch);
    });
    this.#silence = kernel.kind("mesos/pings unanswered", (_a, _b, payload) => {
      const side = payload as Side;
      side.timer = noTimer;
      if (side.silent) {
        side.silent = false;
        side.onAnswer?.();
      } else {
        side.silent = true;
        side.onSilence?.();
      }
    });
  }

  /** How long silence lasts before either side gives up. */
  get totalMs(): number {
    return this.#flags.intervalMs * this.#flags.timeoutsMax;
  }

  /**
   * The master begins to ping the agent now; `onSilence` is called when it gives the agent up, `onAnswer` when an
   * answer comes all the same before it was forgotten.
   */
  observe(agent: string, onSilence: () => void, onAnswer: () => void): void {
    const watch = this.#watch(agent);
    watch.originMs = this.#kernel.nowMs;
    this.#stop(watch.master);
    watch.master.onSilence = onSilence;
    watch.master.onAnswer = onAnswer;
    if (!watch.master.reached) this.#awaitMasterSilence(watch, watch.originMs);
    this.#playWhileRuled(watch);
  }

  /** The master pings the agent no more. */
  forget(agent: string): void {
    const watch = this.#watch(agent);
    watch.originMs = Number.NaN;
    this.#stop(watch.master);
    watch.master.onSilence = null;
  }

  /** The agent counts on pings from now on; `onSilence` is called when none came for too long. */
  expect(agent: string, onSilence: () => void): void {
    const watch = this.#watch(agent);
    this.#stop(watch.agent);
    watch.agent.onSilence = onSilence;
    if (!watch.agent.reached) this.#set(watch.agent, this.#kernel.nowMs + this.totalMs);
  }

  /** The agent counts on pings no more. */
  ignore(agent: string): void {
    const { agent: side } = this.#watch(agent);
    this.#stop(side);
    side.onSilence = null;
  }

  /** Whether the master and the agent can reach each other. */
  link(agent: string, whole: boolean): void {
    const watch = this.#watch(agent);
    watch.whole = whole;
    this.#masterReached(watch);
    this.#agentReached(watch);
  }

  #masterReached(watch: Watch): void {
    const side = watch.master;
    const reached = watch.whole && side.passes;
    if (side.reached === reached) return;
    side.reached = reached;
    const nextMs = this.#pingFrom(watch, this.#kernel.nowMs);
    if (!reached) {
      if (side.onSilence !== null) this.#awaitMasterSilence(watch, this.#kernel.nowMs);
    } else if (side.silent) this.#set(side, nextMs);
    // The last ping whose answer still helps is one interval before the end.
    else if (nextMs <= side.dueMs - this.#flags.intervalMs) this.#stop(side);
  }

  #agentReached(watch: Watch): void {
    const side = watch.agent;
    const reached = watch.whole && side.passes;
    if (side.reached === reached) return;
    side.reached = reached;
    const { nowMs } = this.#kernel;
    const nextMs = this.#pingFrom(watch, nowMs);
    if (reached) {
      if (nextMs <= side.dueMs) this.#stop(side);
      return;
    }
    if (side.onSilence === null || side.timer !== noTimer) return;
    const lastMs = Number.isNaN(nextMs) ? nowMs : Math.max(watch.originMs, nextMs - this.#flags.intervalMs);
    this.#set(side, Math.max(nowMs, lastMs + this.totalMs));
  }

  /** While rules may take its pings or pongs, an agent is pinged one by one, at the instants that count anyway. */
  #playWhileRuled(watch: Watch): void {
    if (watch.playing || Number.isNaN(watch.originMs)) return;
    if (!this.#isRuled(watch)) return;
    watch.playing = true;
    this.#kernel.at(this.#pingFrom(watch, this.#kernel.nowMs), this.#ping, 0, 0, watch);
  }

  /** Rules may take its next ping or pong, or took the last. */
  #isRuled({ name, master, agent }: Watch): boolean {
    const ruled = ["ping", "pong"].some((message) => this.#rules.hasRuleFor(message, name));
    return ruled || !master.passes || !agent.passes;
  }

  #play(watch: Watch): void {
    watch.playing = false;
    if (Number.isNaN(watch.originMs)) return;
    if (watch.whole) {
      watch.agent.passes = this.#rules.rulePing("ping", watch.name) !== null;
      watch.master.passes = watch.agent.passes && this.#rules.rulePing("pong", watch.name) !== null;
      this.#masterReached(watch);
      this.#agentReached(watch);
    }
    if (!this.#isRuled(watch)) return;
    watch.playing = true;
    this.#kernel.after(this.#flags.intervalMs, this.#ping, 0, 0, watch);
  }

  #awaitMasterSilence(watch: Watch, fromMs: number): void {
    if (watch.master.silent) {
      // Cut again before the answer that was due: it is silent still.
      this.#kernel.cancel(watch.master.timer);
      watch.master.timer = noTimer;
    } else if (watch.master.timer === noTimer) {
      this.#set(watch.master, this.#pingFrom(watch, fromMs) + this.totalMs);
    }
  }

  /** The instant of the first ping at or after an instant; NaN where there are no pings. */
  #pingFrom({ originMs }: Watch, fromMs: number): number {
    return originMs + Math.ceil((fromMs - originMs) / this.#flags.intervalMs) * this.#flags.intervalMs;
  }

  #set(side: Side, dueMs: number): void {
    side.dueMs = dueMs;
    side.timer = this.#kernel.at(dueMs, this.#silence, 0, 0, side);
  }

  #stop(side: Side): void {
    this.#kernel.cancel(side.timer);
    side.timer = noTimer;
    side.silent = false;
  }

  #watch(agent: string): Watch {
    const side = (watch: Watch): Side => ({
      watch,
      onSilence: null,
      onAnswer: null,
      silent: false,
      passes: true,
      reached: true,
      dueMs: Number.NaN,
      timer: noTimer,
    });
    let watch = this.#watches.get(agent);
    if (watch === undefined) {
      const made = { name: agent, originMs: Number.NaN, whole: true, playing: false } as {
        -readonly [K in keyof Watch]: Watch[K];
      };
      made.master = side(made);
      made.agent = side(made);
      watch = made;
      this.#watches.set(agent, watch);
    }
    return watch;
  }
}
