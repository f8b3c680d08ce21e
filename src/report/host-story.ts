/** What happened to the hosts of an app, as far as it matters to the app. */

import type { EventName } from "../model/events.ts";
import { counted, listed } from "../model/wording.ts";
import type { TaskRecord } from "./app-states.ts";
import { addTo, type Beat } from "./beats.ts";
import { whyOf } from "./describe-event.ts";
import type { EventRow } from "./event-row.ts";

export class HostStory {
  readonly #add: (event: EventRow, kind: string, tell: Beat["tell"]) => Beat;
  readonly #pingsMax: number;
  /** Hosts that the app has been on. */
  readonly #hosts = new Set<string>();
  readonly #away = new Set<string>();
  /** Registered with the master that leads. */
  readonly #registered = new Set<string>();
  /** The last such beat of each host. */
  readonly #crashes = new Map<string, Beat>();
  readonly #removals = new Map<string, Beat>();
  readonly #returns = new Map<string, Beat>();

  /** `add` begins a beat; `pingsMax` is how many unanswered pings cost an agent its place. */
  constructor(add: (event: EventRow, kind: string, tell: Beat["tell"]) => Beat, pingsMax: number) {
    this.#add = add;
    this.#pingsMax = pingsMax;
  }

  meet(agent: string): void {
    this.#hosts.add(agent);
  }

  apply(event: EventRow): void {
    if (event.name === "master.down") this.#registered.clear();
    const agent = event.text("agent");
    if (agent === null) return;
    if (event.name === "agent.registered" || event.name === "agent.reregistered") this.#registered.add(agent);
    if (this.#hosts.has(agent)) tellers[event.name]?.(this, event, agent);
  }

  /** A process of the app ended with its host. */
  processDied(event: EventRow, task: TaskRecord): void {
    const crash = this.#crashes.get(event.text("agent") ?? "");
    if (crash === undefined) return;
    addTo(crash, "processes");
    addTo(crash, "volumes", task.volumes.filter(({ exists }) => exists).length);
  }

  /** Whether a crash that is told already says so. */
  volumeLost(event: EventRow): boolean {
    const crash = this.#crashes.get(event.text("agent") ?? "");
    if (crash?.atMs !== event.atMs) return false;
    addTo(crash, "lost");
    return true;
  }

  /** The beat of the removal that cost a task, if one did. */
  taskLost(event: EventRow, task: TaskRecord): Beat | null {
    const removal = this.#removals.get(event.text("agent") ?? "");
    if (event.reason !== "REASON_SLAVE_REMOVED" || removal?.atMs !== event.atMs) return null;
    addTo(removal, "lost");
    removal.tasks.add(task.key);
    if (task.alive) addTo(removal, "runOn");
    return removal;
  }

  /** Whether it belonged to nobody when its host came back, whose return says so. */
  orphanDestroyed(event: EventRow, sinceMs: number): boolean {
    const back = this.#returns.get(event.text("agent") ?? "");
    if (back === undefined || sinceMs >= back.atMs) return false;
    addTo(back, "destroyed");
    return true;
  }

  crashed(event: EventRow, agent: string): void {
    this.#away.add(agent);
    const disk = event.flag("disk_lost") ? " and lost its disk" : "";
    const beat = this.#add(
      event,
      `crashed${disk}`,
      (told) => `${listed(told.agents)} crashed${disk}${withWhat(told)}`,
    );
    this.#crashes.set(agent, beat);
  }

  removed(event: EventRow, agent: string): void {
    // An id that a new master never saw, of a host that is there under another one.
    if (event.reason === "reregister-timeout" && this.#registered.has(agent)) return;
    // Another boot at the same address is no absence any more.
    if (event.reason === "same-address") this.#away.delete(agent);
    else this.#away.add(agent);
    const phrase = this.#removalPhrase(event);
    const beat = this.#add(event, `removed ${event.reason}`, (told) => {
      const { lost = 0, pinned = 0, runOn = 0 } = told.counted;
      const what = `${listed(told.agents)} ${phrase}`;
      if (lost === 0) return what;
      const times = lost === 1 ? "" : ` ${lost} times`;
      const on = runOn === 0 ? "" : lost === 1 ? ", though its process runs on" : ", though processes run on";
      const stays =
        pinned === 0
          ? ""
          : pinned === 1
            ? `; the task stays pinned to ${listed(told.agents)}`
            : "; the tasks stay pinned there";
      return `TASK_LOST${times}: ${what}${on}${stays}`;
    });
    this.#removals.set(agent, beat);
    if (event.reason === "same-address") this.#returns.set(agent, beat);
  }

  disconnected(event: EventRow, agent: string): void {
    this.#away.add(agent);
    this.#add(
      event,
      "disconnected",
      (told) => `${listed(told.agents)} disconnected; what runs there runs on`,
    );
  }

  back(event: EventRow, agent: string): void {
    if (!this.#away.delete(agent)) return;
    const beat = this.#add(event, "back", (told) => {
      const { destroyed = 0 } = told.counted;
      const orphans =
        destroyed === 0
          ? ""
          : destroyed === 1
            ? "; its reservation and volume belong to nobody: destroyed and unreserved"
            : `; reservations and ${destroyed} volumes belong to nobody: destroyed and unreserved`;
      return `${listed(told.agents)} ${told.agents.length === 1 ? "is" : "are"} back${orphans}`;
    });
    this.#returns.set(agent, beat);
  }

  #removalPhrase(event: EventRow): string {
    switch (event.reason) {
      case "health-check-timed-out":
        return `removed after ${counted(this.#pingsMax, "unanswered ping")}`;
      case "unregistered":
        return "left the cluster for good";
      case "same-address":
        return "booted again and registered anew";
      default:
        return `removed: ${whyOf(event)}`;
    }
  }
}

/** ` with the task and its volume`; "" where nothing of the app was there. */
function withWhat({ counted: { processes = 0, volumes = 0, lost = 0 } }: Beat): string {
  const gone = Math.max(volumes, lost);
  if (processes === 0) return gone === 0 ? "" : `, with ${counted(gone, "volume")}`;
  const tasks = processes === 1 ? "the task" : `${processes} tasks`;
  if (gone === 0) return `, with ${tasks}`;
  return `, with ${tasks} and ${gone === 1 ? "its volume" : processes === 1 ? `its ${gone} volumes` : "their volumes"}`;
}

const tellers: Partial<Record<EventName, (story: HostStory, event: EventRow, agent: string) => void>> = {
  "agent.crashed": (story, event, agent) => story.crashed(event, agent),
  "agent.removed": (story, event, agent) => story.removed(event, agent),
  "agent.disconnected": (story, event, agent) => story.disconnected(event, agent),
  "agent.registered": (story, event, agent) => story.back(event, agent),
  "agent.reregistered": (story, event, agent) => story.back(event, agent),
};
