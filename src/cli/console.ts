/** Where a command writes: data to stdout, progress and diagnostics to stderr. A reader that left is no error. */

import { type Colours, coloursFor } from "./colour.ts";
import { exitCodes } from "./exit-codes.ts";

/** The parts of Node's process that the command line needs. */
export type Host = Pick<
  NodeJS.Process,
  "stdout" | "stderr" | "env" | "cwd" | "on" | "off" | "hrtime" | "exitCode"
>;

type Stream = NodeJS.WriteStream;

/**
 * Writes whole lines until the reader closes the pipe, or the system refuses one (a full disk); then `onClosed` is called,
 * the work goes on and nothing more is written.
 */
function lineWriter(stream: Stream, onClosed: (error: Error | null) => void): (text: string) => void {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!open) return;
    open = false;
    onClosed(error.code === "EPIPE" ? null : error);
  });
  return (text) => {
    if (open && text !== "") stream.write(text.endsWith("\n") ? text : `${text}\n`);
  };
}

/** What is said in less is no more readable than what the terminal breaks. */
const columnsMin = 50;

export class Console {
  readonly host: Host;
  /** Data and results. */
  readonly out: (text: string) => void;
  /** Progress and diagnostics. */
  readonly err: (text: string) => void;
  /** Nobody reads the data and results any more. */
  outIsClosed = false;
  readonly outColours: Colours;
  readonly errColours: Colours;

  constructor(host: Host) {
    this.host = host;
    // What cannot be said on stderr can be said nowhere.
    this.err = lineWriter(host.stderr, () => undefined);
    this.out = lineWriter(host.stdout, (error) => {
      this.outIsClosed = true;
      if (error === null) return;
      this.err(`stdout: cannot be written: ${error.message}`);
      host.exitCode = exitCodes.wrongInput;
    });
    this.outColours = coloursFor(host.env, host.stdout.isTTY === true);
    this.errColours = coloursFor(host.env, host.stderr.isTTY === true);
  }

  /** How wide lines of data are: as the terminal, within bounds; `most` elsewhere, and where a terminal does not know. */
  width(most: number): number {
    const { columns } = this.host.stdout;
    return columns === undefined || columns === 0 ? most : Math.min(most, Math.max(columnsMin, columns));
  }

  /** Wall time in ms from an arbitrary start. */
  wallMs(): number {
    return Number(this.host.hrtime.bigint() / 1000n) / 1000;
  }

  /** A value for machines, as JSON of two spaces. */
  json(value: unknown): void {
    this.out(JSON.stringify(value, null, 2));
  }
}
