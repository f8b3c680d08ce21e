/** The periodic check that every app has the instances it should (MarathonSchedulerService: schedulePeriodicOperations;
 * MarathonConf.scala:189-194). Only apps that do not are looked at: for the others it does nothing. */

import { byCodeUnit } from "../../model/units.ts";
import type { Beat } from "../kernel/clockwork.ts";
import type { Apps } from "./apps.ts";
import { type Context, onGrid } from "./context.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Tracker } from "./tracker.ts";

export class ScaleChecks {
  readonly #context: Context;
  readonly #apps: Apps;
  readonly #tracker: Tracker;
  readonly #beat: Beat;
  /** Apps whose launched tasks are not as many as their instances. */
  readonly #uneven = new Set<string>();
  #electedMs = 0;

  constructor(
    context: Context,
    apps: Apps,
    tracker: Tracker,
    scheduler: Pick<Scheduler, "scaleApp" | "wouldScale">,
  ) {
    this.#context = context;
    this.#apps = apps;
    this.#tracker = tracker;
    this.#beat = context.kernel.beat("marathon/scale-check", {
      everyMs: context.flags.scale_apps_interval,
      play: () => {
        for (const app of [...this.#uneven].sort(byCodeUnit)) scheduler.scaleApp(app);
        this.#schedule(context.kernel.nowMs + 1);
      },
      // Where none is uneven any more it does nothing either, but it is the last one.
      inVainMs: () => {
        if (this.#uneven.size === 0) return null;
        for (const app of this.#uneven) if (scheduler.wouldScale(app)) return null;
        return 0;
      },
    });
  }

  /** The checks count from here. */
  elected(): void {
    this.#electedMs = this.#context.kernel.nowMs;
    for (const id of this.#apps.ids()) this.changed(id);
  }

  /** The app's instances or launched tasks changed. */
  changed(id: string): void {
    const wanted = this.#apps.get(id)?.definition.instances;
    if (wanted === undefined || wanted === this.#tracker.of(id).launched) this.#uneven.delete(id);
    else {
      this.#uneven.add(id);
      this.#schedule(this.#context.kernel.nowMs);
    }
  }

  #schedule(notBeforeMs: number): void {
    if (this.#uneven.size === 0 || this.#beat.isSet) return;
    const { flags } = this.#context;
    const firstMs = this.#electedMs + flags.scale_apps_initial_delay;
    this.#beat.set(onGrid(firstMs, flags.scale_apps_interval, notBeforeMs));
  }
}
