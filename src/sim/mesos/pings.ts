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

interface Side {
  readonly watch: Watch;
  /** What to do on silence; null: nobody waits for it. */
  onSilence: (() => void) | null;
  /** Silence was told, and nothing was heard since. */
  silent: boolean;
  dueMs: number;
  timer: Timer;
}

interface Watch {
  readonly name: string;
  /** The instant of the first ping; NaN while the master does not ping the agent. */
  originMs: number;
  /** The link is whole, and no rule is losing a ping or pong at this moment. */
  whole: boolean;
  /** The link is whole. */
  linked: boolean;
  /** A rule loses the ping or pong of this moment. */
  losing: boolean;
  /** Its next ping, while pings are played. */
  ping: Timer;
  wholeSinceMs: number;
  readonly master: Side & {
    /** What to do when an answer comes after silence. */
    onAnswer: () => void;
    /** The first ping without an answer since the last with one; NaN while there is none. */
    unansweredMs: number;
  };
  readonly agent: Side & {
    /** The last ping that it got, or the instant since which it counts on them. */
    heardMs: number;
  };
}

/** What a scenario may tell the network about pings: while it does, they are played one by one. */
export interface PingRules {
  /** Calls the listener with each rule that is set from now on, of pings or not; `agent`: the only one whose messages it takes. */
  watchRules(listener: (rule: { readonly message: string; readonly agent: string | null }) => void): void;
  hasRuleFor(message: string, agent: string): boolean;
  /** How long a rule holds this one up, ms; null where one loses it. To be asked once per message. */
  rulePing(message: "ping" | "pong", agent: string): number | null;
}

export interface PingFlags {
  readonly intervalMs: number;
  readonly timeoutsMax: number;
}

export class Pings {
  readonly #kernel: Kernel;
  readonly #flags: PingFlags;
  readonly #unanswered: EventKind;
  readonly #unheard: EventKind;
  readonly #watches = new Map<string, Watch>();
  readonly #rules: PingRules;
  readonly #ping: EventKind;
  readonly #lost: EventKind;

  constructor(kernel: Kernel, flags: PingFlags, rules: PingRules) {
    this.#kernel = kernel;
    this.#flags = flags;
    this.#rules = rules;
    this.#ping = kernel.kind("mesos/ping", (_a, _b, payload) => this.#play(payload as Watch));
    this.#lost = kernel.kind("mesos/ping lost", (pingMs, heard, payload) =>
      this.#lostOne(payload as Watch, pingMs, heard === 1),
    );
    rules.watchRules(({ message, agent }) => {
      if (message !== "ping" && message !== "pong") return;
      const meant = agent === null ? this.#watches.values() : [this.#watches.get(agent)];
      for (const watch of meant) if (watch !== undefined) this.#playWhileRuled(watch);
    });
    this.#unanswered = kernel.kind("mesos/pings unanswered", (_a, _b, payload) =>
      this.#masterDue(payload as Watch),
    );
    this.#unheard = kernel.kind("mesos/no pings", (_a, _b, payload) => {
      const { agent } = payload as Watch;
      agent.timer = noTimer;
      agent.silent = true;
      agent.onSilence?.();
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
  observe(name: string, onSilence: () => void, onAnswer: () => void): void {
    const watch = this.#watch(name);
    const { master, agent } = watch;
    this.#playNoMore(watch);
    watch.originMs = this.#kernel.nowMs;
    this.#cancel(master);
    master.silent = false;
    master.onSilence = onSilence;
    master.onAnswer = onAnswer;
    master.unansweredMs = watch.whole ? Number.NaN : watch.originMs;
    if (!watch.whole) this.#set(master, this.#unanswered, watch.originMs + this.totalMs);
    else if (watch.originMs <= agent.dueMs) this.#cancel(agent);
    this.#playWhileRuled(watch);
  }

  /** The master pings the agent no more. */
  forget(name: string): void {
    const watch = this.#watch(name);
    this.#playNoMore(watch);
    this.#cancel(watch.master);
    watch.master.onSilence = null;
    watch.master.silent = false;
    if (watch.whole) this.#hear(watch);
    watch.originMs = Number.NaN;
    this.#awaitSilenceOfMaster(watch);
  }

  /** The agent counts on pings from now on; `onSilence` is called when none came for too long. */
  expect(name: string, onSilence: () => void): void {
    const watch = this.#watch(name);
    const { agent } = watch;
    this.#cancel(agent);
    agent.onSilence = onSilence;
    agent.silent = false;
    agent.heardMs = this.#kernel.nowMs;
    if (!watch.whole || Number.isNaN(watch.originMs)) this.#awaitSilenceOfMaster(watch);
  }

  /** The agent counts on pings no more. */
  ignore(name: string): void {
    const { agent } = this.#watch(name);
    this.#cancel(agent);
    agent.onSilence = null;
  }

  /** Whether pings and answers pass between the master and the agent. */
  link(name: string, whole: boolean): void {
    const watch = this.#watch(name);
    watch.linked = whole;
    this.#changed(watch);
  }

  #changed(watch: Watch): void {
    const whole = watch.linked && !watch.losing;
    if (watch.whole === whole) return;
    watch.whole = whole;
    if (whole) this.#mended(watch);
    else this.#broke(watch);
  }

  /** While rules may take its pings or pongs, an agent is pinged one by one, at the instants that count anyway. */
  #playWhileRuled(watch: Watch): void {
    if (watch.ping !== noTimer || Number.isNaN(watch.originMs) || !this.#isRuled(watch)) return;
    watch.ping = this.#kernel.at(this.#pingFrom(watch, this.#kernel.nowMs), this.#ping, 0, 0, watch);
  }

  /** Whoever is observed anew is pinged from there on, and not when it was due before. */
  #playNoMore(watch: Watch): void {
    this.#kernel.cancel(watch.ping);
    watch.ping = noTimer;
  }

  #isRuled({ name }: Watch): boolean {
    return ["ping", "pong"].some((message) => this.#rules.hasRuleFor(message, name));
  }

  /** A ping that a rule loses is a link that is cut for just this instant; so is a pong, but that the ping was heard. */
  #play(watch: Watch): void {
    watch.ping = noTimer;
    if (watch.linked) {
      const heard = this.#comesInTime("ping", watch);
      if (!heard || !this.#comesInTime("pong", watch)) {
        watch.losing = true;
        this.#changed(watch);
        this.#kernel.after(1, this.#lost, this.#kernel.nowMs, heard ? 1 : 0, watch);
      }
    }
    if (!this.#isRuled(watch)) return;
    watch.ping = this.#kernel.after(this.#flags.intervalMs, this.#ping, 0, 0, watch);
  }

  /** What is held up until its receiver has given the sender up is as good as lost; what comes earlier counts in full. */
  #comesInTime(message: "ping" | "pong", { name }: Watch): boolean {
    const heldUpMs = this.#rules.rulePing(message, name);
    return heldUpMs !== null && heldUpMs < this.totalMs;
  }

  #lostOne(watch: Watch, pingMs: number, heard: boolean): void {
    const { agent } = watch;
    watch.losing = false;
    this.#changed(watch);
    if (!heard) return;
    agent.heardMs = pingMs;
    agent.silent = false;
    if (watch.whole) this.#cancel(agent);
    else this.#awaitSilenceOfMaster(watch);
  }

  #mended(watch: Watch): void {
    const { master, agent } = watch;
    watch.wholeSinceMs = this.#kernel.nowMs;
    const nextMs = this.#pingFrom(watch, watch.wholeSinceMs);
    if (master.silent) this.#awaitAnswer(watch);
    // The last ping whose answer still helps is one interval before the end.
    else if (nextMs <= master.dueMs - this.#flags.intervalMs) this.#cancel(master);
    if (nextMs <= agent.dueMs) this.#cancel(agent);
  }

  #broke(watch: Watch): void {
    const { master } = watch;
    const heard = this.#hear(watch);
    if (master.onSilence !== null) {
      // The answer that was due does not come.
      if (master.silent) this.#cancel(master);
      else {
        const nextMs = this.#pingFrom(watch, this.#kernel.nowMs);
        if (heard || Number.isNaN(master.unansweredMs)) master.unansweredMs = nextMs;
        this.#set(master, this.#unanswered, master.unansweredMs + this.totalMs);
      }
    }
    this.#awaitSilenceOfMaster(watch);
  }

  /** Notes the last ping that came while the link was whole, until now; false where none came. */
  #hear(watch: Watch): boolean {
    const { agent } = watch;
    const lastMs = this.#pingFrom(watch, this.#kernel.nowMs) - this.#flags.intervalMs;
    // Without pings it is NaN, which is no less and no more than anything.
    if (!(lastMs >= Math.max(watch.originMs, watch.wholeSinceMs))) return false;
    if (lastMs > agent.heardMs) {
      agent.heardMs = lastMs;
      agent.silent = false;
    }
    return true;
  }

  #awaitSilenceOfMaster(watch: Watch): void {
    const { agent } = watch;
    if (agent.onSilence === null || agent.silent) return;
    this.#set(agent, this.#unheard, Math.max(this.#kernel.nowMs, agent.heardMs + this.totalMs));
  }

  #awaitAnswer(watch: Watch): void {
    this.#set(watch.master, this.#unanswered, this.#pingFrom(watch, this.#kernel.nowMs));
  }

  #masterDue(watch: Watch): void {
    const { master } = watch;
    master.timer = noTimer;
    master.silent = !master.silent;
    if (master.silent) {
      master.onSilence?.();
      // It is pinged on: the answer may come at once.
      if (watch.whole && master.onSilence !== null) this.#awaitAnswer(watch);
      return;
    }
    master.unansweredMs = Number.NaN;
    master.onAnswer();
  }

  /** The instant of the first ping at or after an instant; NaN where there are no pings. */
  #pingFrom({ originMs }: Watch, fromMs: number): number {
    return originMs + Math.ceil((fromMs - originMs) / this.#flags.intervalMs) * this.#flags.intervalMs;
  }

  #set(side: Side, kind: EventKind, dueMs: number): void {
    this.#kernel.cancel(side.timer);
    side.dueMs = dueMs;
    side.timer = this.#kernel.at(dueMs, kind, 0, 0, side.watch);
  }

  #cancel(side: Side): void {
    this.#kernel.cancel(side.timer);
    side.timer = noTimer;
  }

  #watch(name: string): Watch {
    const known = this.#watches.get(name);
    if (known !== undefined) return known;
    const watch = {
      name,
      originMs: Number.NaN,
      whole: true,
      linked: true,
      losing: false,
      ping: noTimer,
      wholeSinceMs: this.#kernel.nowMs,
    } as { -readonly [K in keyof Watch]: Watch[K] };
    const side: Side = { watch, onSilence: null, silent: false, dueMs: Number.NaN, timer: noTimer };
    watch.master = { ...side, onAnswer: () => undefined, unansweredMs: Number.NaN };
    watch.agent = { ...side, heardMs: Number.NaN };
    this.#watches.set(name, watch);
    return watch;
  }
}
