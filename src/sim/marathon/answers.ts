/** What the API answered: the list of all answers, and their journal rows. */

import type { ApiAnswer } from "../cluster/framework.ts";
import type { Context } from "./context.ts";
import type { Refused } from "./upgrades.ts";

/** One call: on which app and task, and as people write it, such as `POST /v2/apps`. */
export interface Call {
  readonly app: string;
  readonly task: string | null;
  readonly call: string;
}

export class Answers {
  readonly #context: Context;
  readonly #all: ApiAnswer[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  get all(): readonly ApiAnswer[] {
    return this.#all;
  }

  /** `tasks` is how many tasks the answer lists. */
  done(call: Call, status: number, tasks: number | null = null): ApiAnswer {
    return this.#add(call, status, "", [], tasks);
  }

  /** A call that is refused; the app was neither created nor changed. */
  refused(call: Call, refused: Refused): ApiAnswer {
    const { status, message, details, reason } = refused;
    this.#context.recorder.add("app.rejected", {
      framework: this.#context.name,
      app: call.app,
      call: call.call,
      status,
      path: details[0]?.path,
      message: details[0] === undefined ? message : details[0].errors.join("; "),
      reason,
    });
    return this.#add(call, status, message, details, null);
  }

  /** A call that finds nothing, or makes no sense. */
  failed(call: Call, status: 400 | 404, message: string): ApiAnswer {
    return this.#add(call, status, message, [], null);
  }

  #add(
    call: Call,
    status: number,
    message: string,
    details: ApiAnswer["details"],
    tasks: number | null,
  ): ApiAnswer {
    const { name, kernel, recorder } = this.#context;
    const answer: ApiAnswer = {
      atMs: kernel.nowMs,
      app: call.app,
      call: call.call,
      status,
      message,
      details,
    };
    this.#all.push(answer);
    recorder.add("api.answered", {
      framework: name,
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
