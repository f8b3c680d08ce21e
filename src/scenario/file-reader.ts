/** How the scenario room gets at files: it is handed a reader, and does no reading itself. */

export type FileRead =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      /** A clause about the file: `no such file`, `is a directory`. */
      readonly why: string;
      /** Where the trouble begins, where that can be said; from 1. */
      readonly line?: number;
      readonly column?: number;
    };

export interface FileReader {
  read(path: string): FileRead;
  /** The path of a file that another file names relative to itself. */
  resolve(from: string, path: string): string;
}
