/** The periodic check that every app has the instances it should (MarathonSchedulerService: schedulePeriodicOperations;
 * MarathonConf.scala:189-194). Only apps that do not are looked at: for the others it does nothing. */

import { byCodeUnit } from "../../model/units.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { Apps } from "./apps.ts";
import { type Context, onGrid } from "./context.ts";
import type { TimerKind } from "./terms.ts";
import type { Tracker } from "./tracker.ts";

export class ScaleChecks {
  readonly #context: Context;
  readonly #apps: Apps;
  readonly #tracker: Tracker;
  readonly #check: TimerKind;
  /** Apps whose launched tasks are not as many as their instances. */
  readonly #uneven = new Set<string>();
  #electedMs = 0;
  #timer: Timer = noTimer;

  constructor(context: Context, apps: Apps, tracker: Tracker, scaleApp: (app: string) => void) {
    this.#context = context;
    this.#apps = apps;
    this.#tracker = tracker;
    this.#check = context.kernel.kind("marathon/scale-check", () => {
      this.#timer = noTimer;
      for (const app of [...this.#uneven].sort(byCodeUnit)) scaleApp(app);
      this.#schedule(context.kernel.nowMs + 1);
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
    if (this.#uneven.size === 0 || this.#timer !== noTimer) return;
    const { flags, kernel } = this.#context;
    const firstMs = this.#electedMs + flags.scale_apps_initial_delay;
    this.#timer = kernel.at(onGrid(firstMs, flags.scale_apps_interval, notBeforeMs), this.#check);
  }
}
