/** What each kind of action does; a further kind is one more row (DeploymentActor.scala:100-170). */

import { withInstances } from "../../../model/app/change.ts";
import type { UpgradeView } from "../../cluster/framework.ts";
import type { HealthChecks } from "../health/health-checks.ts";
import type { Scaling } from "../scaling.ts";
import type { Killer } from "../task-kill.ts";
import type { Tracker } from "../tracker.ts";
import type { Action } from "./plan.ts";
import { type Awaited, nobodyAwaited } from "./readiness.ts";
import { propose } from "./scaling-proposition.ts";
import type { Replacer } from "./task-replace.ts";
import type { Starter } from "./task-start.ts";

/** What actions work with. */
export interface Crew {
  readonly tracker: Tracker;
  readonly health: HealthChecks;
  readonly scaling: Scaling;
  readonly killer: Killer;
  readonly starter: Starter;
  readonly replacer: Replacer;
}

/** An action under way; it is left where it stands when its deployment is cancelled. */
export interface Run {
  cancel(): void;
  /** Whom it waits for, where it starts tasks. */
  awaited?(): Awaited;
  /** Where it replaces tasks. */
  upgrade?(): UpgradeView;
}

type Act<A extends Action> = (crew: Crew, action: A, done: () => void) => Run;

const over: Run = { cancel: () => undefined };

/** A run in phases: it is whatever phase is under way. */
class Phases implements Run {
  #phase: Run = over;
  #cancelled = false;

  enter(begin: () => Run): void {
    if (!this.#cancelled) this.#phase = begin();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#phase.cancel();
  }

  awaited(): Awaited {
    return this.#phase.awaited?.() ?? nobodyAwaited;
  }
}

const acts: { readonly [T in Action["type"]]: Act<Extract<Action, { type: T }>> } = {
  /** Scales to a number at once and waits for it; plans only ever ask for 0. */
  StartApplication({ scaling }, { app, scaleTo }, done) {
    scaling.begin({ ...app, definition: withInstances(app.definition, scaleTo) });
    done();
    return over;
  },

  ScaleApplication({ tracker, scaling, killer, starter }, { app, scaleTo, sentenced }, done) {
    const { kill, start } = propose(app, tracker.of(app.id).launchedTasks, sentenced, scaleTo);
    const run = new Phases();
    const begin = (): void => {
      scaling.scaledDown(app.id, scaleTo);
      if (start > 0) run.enter(() => starter.start(app, scaleTo, done));
      else done();
    };
    if (kill.length === 0) begin();
    else
      run.enter(() =>
        killer.start(
          app.id,
          kill.map((task) => task.taskId),
          begin,
        ),
      );
    return run;
  },

  /** With no instances there is nothing to restart, and what runs or is queued stays (DeploymentActor.scala:153-156). */
  RestartApplication({ scaling, replacer }, { app }, done) {
    if (app.definition.instances > 0) return replacer.start(app, done);
    scaling.scaledDown(app.id, 0);
    done();
    return over;
  },

  StopApplication({ tracker, health, scaling, killer }, { app }, done) {
    const ids = tracker.of(app.id).launchedTasks.map((task) => task.taskId);
    return killer.start(app.id, ids, () => {
      health.removeAllFor(app.id);
      scaling.stop(app);
      done();
    });
  },
};

/** Begins an action; `done` may be called before this returns. */
export function act(crew: Crew, action: Action, done: () => void): Run {
  // They are there before any task is launched (DeploymentActor.scala:96).
  crew.health.addAllFor(action.app);
  return (acts[action.type] as Act<Action>)(crew, action, done);
}
