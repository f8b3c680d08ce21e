/** What the API answered: the list of all answers, and their journal rows. */

import type { ApiAnswer } from "../cluster/framework.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Refused } from "./upgrades.ts";

/** One call: on which app and task, and as people write it, such as `POST /v2/apps`. */
export interface Call {
  readonly app: string;
  readonly task: string | null;
  readonly call: string;
}

export class Answers {
  readonly #framework: string;
  readonly #clock: { readonly nowMs: number };
  readonly #recorder: Recorder;
  readonly #all: ApiAnswer[] = [];
  readonly #byApp = new Map<string, ApiAnswer[]>();

  constructor(framework: string, clock: { readonly nowMs: number }, recorder: Recorder) {
    this.#framework = framework;
    this.#clock = clock;
    this.#recorder = recorder;
  }

  get all(): readonly ApiAnswer[] {
    return this.#all;
  }

  /** Of calls on one app, in order. */
  on(app: string): readonly ApiAnswer[] {
    return this.#byApp.get(app) ?? [];
  }

  /** `tasks` is how many tasks the answer lists. */
  done(call: Call, status: number, tasks: number | null = null): ApiAnswer {
    return this.#add(call, status, "", [], tasks);
  }

  /** A call that is refused; the app was neither created nor changed. */
  refused(call: Call, refused: Refused): ApiAnswer {
    this.rejected(call, refused);
    const { status, message, details, deployments } = refused;
    return this.#add(call, status, message, details, null, deployments);
  }

  /** The change that a call asked for is not made, whoever is told. */
  rejected(call: Call, { status, message, details, reason, deployments }: Refused): void {
    this.#recorder.add("app.rejected", {
      framework: this.#framework,
      app: call.app,
      call: call.call,
      status,
      path: details[0]?.path,
      message: details[0] === undefined ? message : details[0].errors.join("; "),
      deployments,
      reason,
    });
  }

  /** A call that finds nothing, or makes no sense, or finds nobody who leads. */
  failed(call: Call, status: 400 | 404 | 503, message: string): ApiAnswer {
    return this.#add(call, status, message, [], null);
  }

  #add(
    call: Call,
    status: number,
    message: string,
    details: ApiAnswer["details"],
    tasks: number | null,
    deployments: readonly string[] = [],
  ): ApiAnswer {
    const answer: ApiAnswer = {
      atMs: this.#clock.nowMs,
      app: call.app,
      call: call.call,
      status,
      message,
      details,
      deployments,
    };
    this.#all.push(answer);
    const ofApp = this.#byApp.get(call.app);
    if (ofApp === undefined) this.#byApp.set(call.app, [answer]);
    else ofApp.push(answer);
    this.#recorder.add("api.answered", {
      framework: this.#framework,
      app: call.app,
      task: call.task,
      call: call.call,
      status,
      message: message === "" ? null : message,
      tasks,
    });
    return answer;
  }
}
