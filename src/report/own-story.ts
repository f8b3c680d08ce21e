/** How single events of an app are told, but for the life of its tasks. */

import type { EventName } from "../model/events.ts";
import { counted, listed } from "../model/wording.ts";
import type { Beat } from "./beats.ts";
import { whyOf } from "./describe-event.ts";
import type { EventRow } from "./event-row.ts";

export const some = (beat: Beat): string => (beat.count === 1 ? "" : `${beat.count} `);
const them = (beat: Beat): string => (beat.count === 1 ? "it" : "them");
const times = (beat: Beat): string => (beat.count === 1 ? "" : ` ${beat.count} times`);

const conflicts: Readonly<Record<string, string>> = {
  used: "uses what is reserved for it",
  unreserved: "unreserved what was reserved for it",
  destroyed: "destroyed its volume",
  created: "created a volume on what is reserved for it",
};

const silentEnds: ReadonlySet<string> = new Set(["agent-shut-down", "framework-shut-down", "agent-away"]);

/** By event; undefined where this one is not told. */
export const ownTellers: Partial<Record<EventName, (event: EventRow) => Beat["tell"] | undefined>> = {
  "task.expunged": (event) =>
    event.reason === "wiped"
      ? (beat) =>
          `${some(beat)}wiped by the operator: ${beat.count === 1 ? "the old volume is" : "the old volumes are"} given up`
      : undefined,
  // How a process ended that nobody reports.
  "process.ended": (event) => {
    if (!event.flag("ran") || !silentEnds.has(event.reason)) return undefined;
    const why = whyOf(event);
    return (beat) =>
      `${beat.count === 1 ? "its process" : `${beat.count} processes`} ended on ${listed(beat.agents)}: ${why}`;
  },
  "task.overdue": (event) => {
    const why = whyOf(event);
    return (beat) => `${some(beat)}killed by Marathon on ${listed(beat.agents)}: ${why}`;
  },
  "task.unhealthy-kill": (event) => {
    const who = event.reason === "command-check" ? "its executor" : "Marathon";
    return (beat) => `${some(beat)}unhealthy too often on ${listed(beat.agents)}: ${who} kills ${them(beat)}`;
  },
  "reservation.timed-out": () => (beat) =>
    `${counted(beat.count, "reservation")} on ${listed(beat.agents)} not launched in time, given up`,
  "reservation.refused": (event) => {
    const [operation, why] = [event.text("operation") ?? "RESERVE", whyOf(event)];
    return (beat) => `${operation} refused${times(beat)} on ${listed(beat.agents)}: ${why}`;
  },
  "volume.refused": (event) => {
    const [operation, why] = [event.text("operation") ?? "CREATE", whyOf(event)];
    return (beat) => `${operation} refused${times(beat)} on ${listed(beat.agents)}: ${why}`;
  },
  "volume.destroyed": () => (beat) => `${counted(beat.count, "volume")} destroyed on ${listed(beat.agents)}`,
  "volume.lost": (event) => {
    const how = event.reason === "disk-lost" ? "lost with the disk of" : "gone for good with";
    return (beat) => `${counted(beat.count, "volume")} ${how} ${listed(beat.agents)}`;
  },
  "message.dropped": (event) => {
    // What a dead or distant host does not hear shows in what follows.
    if (event.reason !== "told-to") return undefined;
    const message = event.text("message") ?? "a message";
    return (beat) =>
      `${message} lost on its way${times(beat)}${beat.agents.length > 0 ? ` to ${listed(beat.agents)}` : ""}`;
  },
  "role.conflict": (event) => {
    const [who, what] = [event.text("framework") ?? "somebody", conflicts[event.reason] ?? whyOf(event)];
    return (beat) => `${who} ${what} on ${listed(beat.agents)}${times(beat)}`;
  },
  "app.destroyed": () => () => "destroyed",
  "app.rejected": (event) => {
    const holding = [...(event.text("deployments") ?? "").matchAll(/"([^"]+)"/g)].map(([, id]) => id ?? "");
    const message =
      holding.length > 0
        ? `deployment ${listed(holding)} holds the app, and force=true was not given`
        : (event.text("message") ?? whyOf(event));
    return (beat) => `a call was refused${times(beat)}: ${message}`;
  },
  "deployment.failed": (event) => {
    const why = whyOf(event);
    return (beat) => `${counted(beat.count, "deployment")} failed: ${why}`;
  },
};
