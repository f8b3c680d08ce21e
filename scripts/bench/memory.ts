/**
 * Memory, in one process: prints what was measured as JSON.
 *
 *     tsx scripts/bench/memory.ts journal [ROWS] [MEMORY_MIB]   rows into the journal, and every report made from them
 *     tsx scripts/bench/memory.ts state                         bytes per idle agent and per task in the whole simulator
 *
 * Seconds are CPU seconds of the process, garbage collection included.
 */

import { measureJournal } from "./memory/journal.ts";
import { measureState } from "./memory/state.ts";

const [work, ...numbers] = process.argv.slice(2);
const [rows = 1_000_000, memoryMib = 512] = numbers.map(Number);
if (work === "journal") console.log(JSON.stringify(measureJournal(rows, memoryMib)));
else if (work === "state") console.log(JSON.stringify(measureState()));
else throw new Error("memory.ts journal [ROWS] [MEMORY_MIB], or memory.ts state");
