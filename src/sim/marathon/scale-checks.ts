/** The periodic check that every app has the instances it should (MarathonSchedulerService: schedulePeriodicOperations;
 * MarathonConf.scala:189-194). Only apps that do not are looked at: for the others it does nothing. */

import { byCodeUnit } from "../../model/units.ts";
import type { Beat } from "../kernel/clockwork.ts";
import type { AppRecord } from "./app-record.ts";
import type { Apps } from "./apps.ts";
import { type Context, onGrid } from "./context.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Tracker } from "./tracker.ts";

export class ScaleChecks {
  readonly #context: Context;
  readonly #apps: Apps;
  readonly #tracker: Tracker;
  readonly #beat: Beat;
  /** Apps whose launched tasks are not as many as their instances, and some where they were so. */
  #listed: AppRecord[] = [];
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
        const uneven = this.#uneven();
        for (const app of uneven.toSorted((a, b) => byCodeUnit(a.id, b.id))) scheduler.scaleApp(app);
        if (uneven.length > 0) this.#schedule(context.kernel.nowMs + 1);
      },
      // Where none is uneven any more it does nothing either, but it is the last one.
      inVainMs: () => {
        const uneven = this.#uneven();
        return uneven.length === 0 || uneven.some((app) => scheduler.wouldScale(app)) ? null : 0;
      },
    });
  }

  /** The checks count from here. */
  elected(): void {
    this.#electedMs = this.#context.kernel.nowMs;
    for (const id of this.#apps.ids()) this.changed(this.#tracker.of(id));
  }

  /** The app's instances or launched tasks changed. */
  changed(app: AppRecord): void {
    if (!app.isUneven) return;
    if (app.listedBy !== this) {
      app.listedBy = this;
      this.#listed.push(app);
    }
    this.#schedule(this.#context.kernel.nowMs);
  }

  #uneven(): readonly AppRecord[] {
    for (const app of this.#listed) if (!app.isUneven) app.listedBy = null;
    this.#listed = this.#listed.filter(({ isUneven }) => isUneven);
    return this.#listed;
  }

  #schedule(notBeforeMs: number): void {
    if (this.#beat.isSet) return;
    const { flags } = this.#context;
    const firstMs = this.#electedMs + flags.scale_apps_initial_delay;
    this.#beat.set(onGrid(firstMs, flags.scale_apps_interval, notBeforeMs));
  }
}
