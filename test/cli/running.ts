/** A command that runs beside the test: what it says can be waited for, and it is gone when the test is. */

import { type ChildProcess, spawn } from "node:child_process";
import { plainEnvironment, bin as projectsBin } from "./holdfast.ts";

const all = new Set<Running>();

export class Running {
  readonly #child: ChildProcess;
  stdout = "";
  stderr = "";
  /** Both, as they came. */
  output = "";
  readonly exit: Promise<number | null>;
  #wake = (): void => undefined;

  constructor(folder: string, args: readonly string[], bin = projectsBin) {
    this.#child = spawn(process.execPath, [bin, ...args], {
      cwd: folder,
      env: plainEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that all of it can be ended.
      detached: true,
    });
    all.add(this);
    for (const name of ["stdout", "stderr"] as const)
      this.#child[name]?.on("data", (chunk) => {
        this[name] += chunk;
        this.output += chunk;
        this.#wake();
      });
    this.exit = new Promise((resolve) => {
      this.#child.on("close", (code) => {
        all.delete(this);
        this.#wake();
        resolve(code);
      });
    });
  }

  /** Until it has said something; throws where it ends before. */
  async says(what: RegExp): Promise<void> {
    while (!what.test(this.output)) {
      if (this.hasEnded) throw new Error(`it ended without saying ${what}:\n${this.output}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  get hasEnded(): boolean {
    return !all.has(this);
  }

  signal(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid !== undefined && !this.hasEnded) process.kill(-pid, name);
  }

  /** Ends whatever is still running. */
  static async endAll(): Promise<void> {
    await Promise.all(
      [...all].map((running) => {
        running.signal("SIGKILL");
        return running.exit;
      }),
    );
  }
}
