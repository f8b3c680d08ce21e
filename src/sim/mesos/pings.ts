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
  /** The instant of the first ping; NaN while the master does not ping it. */
  originMs: number;
  whole: boolean;
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
  dueMs: number;
  timer: Timer;
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

  constructor(kernel: Kernel, flags: PingFlags) {
    this.#kernel = kernel;
    this.#flags = flags;
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
    if (!watch.whole) this.#awaitMasterSilence(watch, watch.originMs);
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
    if (!watch.whole) this.#set(watch.agent, this.#kernel.nowMs + this.totalMs);
  }

  /** The agent counts on pings no more. */
  ignore(agent: string): void {
    const { agent: side } = this.#watch(agent);
    this.#stop(side);
    side.onSilence = null;
  }

  /** Whether pings and answers pass between the master and the agent. */
  link(agent: string, whole: boolean): void {
    const watch = this.#watch(agent);
    if (watch.whole === whole) return;
    watch.whole = whole;
    const { nowMs } = this.#kernel;
    const nextMs = this.#pingFrom(watch, nowMs);
    if (whole) {
      if (watch.master.silent) this.#set(watch.master, nextMs);
      // The last ping whose answer still helps is one interval before the end.
      else if (nextMs <= watch.master.dueMs - this.#flags.intervalMs) this.#stop(watch.master);
      if (nextMs <= watch.agent.dueMs) this.#stop(watch.agent);
      return;
    }
    if (watch.master.onSilence !== null) this.#awaitMasterSilence(watch, nowMs);
    if (watch.agent.onSilence === null || watch.agent.timer !== noTimer) return;
    const lastMs = Number.isNaN(nextMs) ? nowMs : Math.max(watch.originMs, nextMs - this.#flags.intervalMs);
    this.#set(watch.agent, Math.max(nowMs, lastMs + this.totalMs));
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
      dueMs: Number.NaN,
      timer: noTimer,
    });
    let watch = this.#watches.get(agent);
    if (watch === undefined) {
      const made = { originMs: Number.NaN, whole: true } as { -readonly [K in keyof Watch]: Watch[K] };
      made.master = side(made);
      made.agent = side(made);
      watch = made;
      this.#watches.set(agent, watch);
    }
    return watch;
  }
}
