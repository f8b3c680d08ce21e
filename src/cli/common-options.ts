/** Options that several commands have, each told once. */

import type { Option } from "./command.ts";

export const common: Readonly<Record<string, Option>> = {
  json: { kind: "flag", about: "machine-readable output on stdout" },
  quiet: { kind: "flag", about: "no progress, and nothing about what went well" },
};

export const seed: Option = {
  kind: "seed",
  value: "N",
  about: "seed of all chance, in place of the scenario's",
};

export const set: Option = {
  kind: "settings",
  value: "PATH=VALUE",
  about:
    "change the scenario before it is checked, any number of times: steps are separated by dots, lists count from 0",
};

export const capsule: Option = {
  kind: "text",
  value: "FILE",
  about:
    "where something fails, write all that it takes to play it again into this one file; FOLDER/: a file for each failure",
};

export const journalMemory: Option = {
  kind: "size",
  value: "SIZE",
  about:
    "memory for the journal of events (default 512MiB); what has no room goes to a temporary file, and nothing else changes",
};

export const check: Option = {
  kind: "choice",
  choices: ["end", "every", "off"],
  value: "WHEN",
  about: "when invariants are checked: end (default), every (after each instant) or off",
};

/** For comparison: docs/reliability.md says what it is for. */
export const exhaustive: Option = {
  kind: "flag",
  about: "allocate over all agents and frameworks at every interval: the same results, slowly",
  hidden: true,
};
