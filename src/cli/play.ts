/** Plays a scenario while listening to the user: in slices, so that SIGINT is heard and progress is seen. */

import { createHash } from "node:crypto";
import type { FinishedRun } from "../report/finished-run.ts";
import type { Hash } from "../sim/kernel/journal.ts";
import type { Scenario } from "../sim/scenario.ts";
import { Simulation, type SimulationOptions } from "../sim/simulation.ts";
import type { Console } from "./console.ts";
import { Defect } from "./defect.ts";
import { boundHeap } from "./heap.ts";
import type { Interrupt } from "./interrupt.ts";
import { type JournalStore, SpillProblem } from "./journal-store.ts";
import { Progress } from "./progress.ts";

/** Wall time that a slice should take: short enough to hear a signal at once, long enough to cost nothing. */
const sliceWallMs = { least: 25, most: 100 };

/** Something to be done before an instant is played. */
export interface Halt {
  readonly beforeMs: number;
  readonly act: (simulation: Simulation) => void;
}

export interface PlayOptions
  extends Pick<SimulationOptions, "keepOffers" | "check" | "exhaustive" | "logOffers"> {
  readonly halt?: Halt | null;
  readonly quiet: boolean;
  /** Where the journal is kept. Whoever plays closes it when nothing more is read from the journal. */
  readonly store: JournalStore;
  /** The command that plays this scenario in this way. */
  readonly command: string;
}

export interface Player {
  readonly console: Console;
  /** Whether to stop. */
  readonly interrupt: Pick<Interrupt, "poll">;
}

function sha256(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

/**
 * Plays up to that time; the simulation, or null where the user stopped it.
 * Throws a Defect for whatever the simulation throws, and a SpillProblem where its journal has no room.
 */
export async function playTo(
  scenario: Scenario,
  untilMs: number,
  options: PlayOptions,
  { console, interrupt }: Player,
): Promise<Simulation | null> {
  const progress = new Progress(console, options.quiet, scenario.name, untilMs);
  let simulation: Simulation | null = null;
  boundHeap(scenario.agents.length);
  try {
    simulation = new Simulation(scenario, {
      hash: sha256(),
      keepOffers: options.keepOffers,
      check: options.check,
      exhaustive: options.exhaustive ?? false,
      logOffers: options.logOffers ?? false,
      store: options.store.blocks,
    });
    let { halt = null } = options;
    let sliceMs = 1000;
    let atMs = 0;
    // Once at least: the instant 0 has events, too.
    do {
      atMs = Math.min(untilMs, atMs + sliceMs);
      if (halt !== null && halt.beforeMs <= atMs) {
        if (halt.beforeMs > 0) simulation.runTo(halt.beforeMs - 1);
        halt.act(simulation);
        halt = null;
      }
      const startedMs = console.wallMs();
      simulation.runTo(atMs);
      const tookMs = console.wallMs() - startedMs;
      if (tookMs < sliceWallMs.least) sliceMs *= 2;
      else if (tookMs > sliceWallMs.most && sliceMs > 1) sliceMs = Math.floor(sliceMs / 2);
      if (await interrupt.poll()) return null;
      await progress.update(atMs);
    } while (atMs < untilMs);
    return simulation;
  } catch (error) {
    throw thrown(error, scenario, simulation, options);
  } finally {
    progress.stop();
  }
}

/** Plays the whole scenario; null where the user stopped it. `wallMs` is what that took; `world` is as it ended. */
export async function play(
  scenario: Scenario,
  options: PlayOptions,
  player: Player,
): Promise<{ readonly run: FinishedRun; readonly world: Simulation; readonly wallMs: number } | null> {
  const startedMs = player.console.wallMs();
  const simulation = await playTo(scenario, scenario.durationMs, options, player);
  if (simulation === null) return null;
  try {
    const result = simulation.run();
    const wallMs = player.console.wallMs() - startedMs;
    const run = { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
    return { run, world: simulation, wallMs };
  } catch (error) {
    throw thrown(error, scenario, simulation, options);
  }
}

/** What is thrown for what a simulation threw. */
function thrown(
  error: unknown,
  { seed }: Scenario,
  simulation: Simulation | null,
  { command }: PlayOptions,
): SpillProblem | Defect {
  return error instanceof SpillProblem ? error : new Defect(error, seed, simulation, command);
}
