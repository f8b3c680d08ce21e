/** Simulation libraries of others that play the same models: how each is run, and whether this machine has it. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./bench.ts";
import { shelf, top } from "./run.ts";

export type Model = "mmc" | "repair";

export interface Peer {
  readonly name: string;
  /** What brings it. */
  readonly how: string;
  /** Interpreted libraries are to be passed by far; the compiled one is to be kept up with. */
  readonly language: "JavaScript" | "Python" | "C++";
  /** How much of each model it plays, so that it takes a second or so; a model that it lacks would take too long. */
  readonly counts: Readonly<Partial<Record<Model, number>>>;
  /** Its command up to the model and the count; null where it is not there. */
  readonly find: () => Command | null;
}

const folder = join(top, ".holdfast", "peers");
const source = (name: string): string => join(top, "scripts", "bench", "peers", name);

function ofNpm(name: string): Command | null {
  const lies = join(folder, "node_modules", name);
  return existsSync(lies) ? { file: process.execPath, args: [source(`${name}.mjs`), lies] } : null;
}

/** Compiles a program; null where that fails, as it does without the library. */
function compiled(name: string, library: string): Command | null {
  mkdirSync(shelf, { recursive: true });
  const program = join(shelf, name);
  const args = ["-O2", source(`${name}.cc`), "-o", program, `-l${library}`];
  return spawnSync("g++", args, { stdio: "ignore" }).status === 0 ? { file: program, args: [] } : null;
}

function simpy(): Command | null {
  const python = "/usr/bin/python3";
  const found = spawnSync(python, ["-c", "import SimPy.Simulation"], { stdio: "ignore" }).status === 0;
  return found ? { file: python, args: [source("simpy2.py")] } : null;
}

const npm = (spec: string): string => `npm install --no-save --prefix .holdfast/peers ${spec}`;

export const peers: readonly Peer[] = [
  {
    name: "simjs 2.0.3",
    how: npm("simjs@2.0.3"),
    language: "JavaScript",
    counts: { mmc: 400_000, repair: 200_000 },
    find: () => ofNpm("simjs"),
  },
  {
    name: "simscript 1.0.37",
    how: npm("simscript@1.0.37"),
    language: "JavaScript",
    // Each step goes through all that wait: ten thousand machines would take minutes.
    counts: { mmc: 20_000 },
    find: () => ofNpm("simscript"),
  },
  {
    name: "SimPy 2.3.1",
    how: "apt-get install python3-simpy",
    language: "Python",
    counts: { mmc: 200_000, repair: 100_000 },
    find: simpy,
  },
  {
    name: "SimGrid",
    how: "apt-get install g++ libsimgrid-dev",
    language: "C++",
    counts: { mmc: 40_000 },
    find: () => compiled("simgrid", "simgrid"),
  },
  {
    name: "ns-3",
    how: "apt-get install g++ libns3-dev",
    language: "C++",
    counts: { mmc: 4_000_000, repair: 4_000_000 },
    find: () => compiled("ns3", "ns3-core"),
  },
];

const found = new Map<Peer, Command | null>();

/** The peer's command, looked for once. */
export function commandOf(peer: Peer): Command | null {
  let command = found.get(peer);
  if (command === undefined) {
    command = peer.find();
    found.set(peer, command);
  }
  return command;
}
