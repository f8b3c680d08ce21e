/** Marathon's event stream, as far as deployments and kills listen to it: the ends of tasks and their first
 * TASK_RUNNING (PostToEventStreamStepImpl.scala:30-49), and their changes of health (HealthCheckActor.scala:226-233);
 * delivered after what is already under way at that instant. */

import { isTerminal, type TaskState } from "../../model/tasks.ts";
import type { TimerKind, Timers } from "./terms.ts";
import type { TaskChanged } from "./updates.ts";

export interface StatusEvent {
  readonly taskId: string;
  readonly app: string;
  readonly state: TaskState;
  /** Of the app the task was launched from. */
  readonly versionMs: number;
}

/** health_status_changed_event (Events.scala:148-155). */
export interface HealthEvent {
  readonly taskId: string;
  readonly app: string;
  /** Of the app whose check it is. */
  readonly versionMs: number;
  readonly alive: boolean;
}

export interface StatusListener {
  onStatus(event: StatusEvent): void;
  onHealth?(event: HealthEvent): void;
  /** The app's launched tasks or what is left to launch may have changed. */
  onCounts?(): void;
}

interface Delivery {
  readonly event: StatusEvent | HealthEvent;
  readonly to: readonly StatusListener[];
}

export class StatusBus {
  readonly #kernel: Timers;
  readonly #deliver: TimerKind;
  readonly #listeners = new Map<string, Set<StatusListener>>();

  constructor(kernel: Timers) {
    this.#kernel = kernel;
    this.#deliver = kernel.kind("marathon/status-event", (payload) => {
      const { event, to } = payload as Delivery;
      for (const listener of to) {
        if (!this.#listeners.get(event.app)?.has(listener)) continue;
        if ("alive" in event) listener.onHealth?.(event);
        else listener.onStatus(event);
      }
    });
  }

  listen(app: string, listener: StatusListener): void {
    let listeners = this.#listeners.get(app);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(app, listeners);
    }
    listeners.add(listener);
  }

  silence(app: string, listener: StatusListener): void {
    const listeners = this.#listeners.get(app);
    if (listeners?.delete(listener) && listeners.size === 0) this.#listeners.delete(app);
  }

  /** The update step: posts what Marathon posts, where somebody listens. */
  taskChanged({ op, record, taskId, before }: TaskChanged): void {
    if (this.#listeners.size === 0 || op.type !== "MesosUpdate" || before?.launched == null) return;
    if (!isTerminal(op.state) && !(op.state === "running" && before.launched.startedMs === null)) return;
    this.#post({ taskId, app: record.id, state: op.state, versionMs: before.launched.versionMs });
  }

  healthChanged(event: HealthEvent): void {
    this.#post(event);
  }

  countsChanged(app: string): void {
    if (this.#listeners.size === 0) return;
    const listeners = this.#listeners.get(app);
    if (listeners === undefined) return;
    for (const listener of [...listeners]) listener.onCounts?.();
  }

  #post(event: StatusEvent | HealthEvent): void {
    const listeners = this.#listeners.get(event.app);
    if (listeners === undefined) return;
    this.#kernel.after(0, this.#deliver, { event, to: [...listeners] } satisfies Delivery);
  }
}
