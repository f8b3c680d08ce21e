/** Frameworks and how many of their tasks are in which state, folded from journal rows. */

import { taskKey } from "./capacity.ts";
import type { EventRow } from "./event-row.ts";
import { endInMaster } from "./task-ends.ts";

export interface FrameworkRecord {
  readonly name: string;
  role: string;
  /** It has apps: what becomes of its tasks is told by app. */
  isMarathon: boolean;
  state: "registered" | "disconnected" | "removed";
  launched: number;
  staging: number;
  running: number;
  ended: number;
}

export class FrameworkStates {
  /** In the order in which they registered. */
  readonly all = new Map<string, FrameworkRecord>();
  readonly #tasks = new Map<string, "staging" | "running">();
  readonly #marathons: ReadonlySet<string>;

  /** `marathons` are those known from the start. */
  constructor(marathons: Iterable<string>) {
    this.#marathons = new Set(marathons);
  }

  apply(event: EventRow): void {
    const name = event.text("framework");
    if (name === null) return;
    switch (event.name) {
      case "framework.registered": {
        const framework = this.#meet(name);
        framework.role = event.text("role") ?? framework.role;
        framework.state = "registered";
        return;
      }
      case "leader.elected":
        this.#meet(name).isMarathon = true;
        return;
      case "framework.disconnected":
        this.#meet(name).state = "disconnected";
        return;
      case "framework.removed":
        this.#meet(name).state = "removed";
        return;
      case "task.launched":
        this.#meet(name).launched++;
        this.#set(event, name, "staging");
        return;
      case "task.running":
        if (this.#tasks.has(taskKey(event))) this.#set(event, name, "running");
        return;
      case "task.adopted":
        this.#set(event, name, event.text("state") === "running" ? "running" : "staging");
        return;
      default:
        if (endInMaster(event) !== null && this.#tasks.has(taskKey(event))) {
          this.#set(event, name, null);
          this.#meet(name).ended++;
        }
    }
  }

  #set(event: EventRow, name: string, state: "staging" | "running" | null): void {
    const key = taskKey(event);
    const framework = this.#meet(name);
    const before = this.#tasks.get(key);
    if (before !== undefined) framework[before]--;
    if (state === null) this.#tasks.delete(key);
    else {
      framework[state]++;
      this.#tasks.set(key, state);
    }
  }

  #meet(name: string): FrameworkRecord {
    let framework = this.all.get(name);
    if (framework === undefined) {
      framework = {
        name,
        role: "",
        isMarathon: this.#marathons.has(name),
        state: "registered",
        launched: 0,
        staging: 0,
        running: 0,
        ended: 0,
      };
      this.all.set(name, framework);
    }
    return framework;
  }
}
