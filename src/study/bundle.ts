/** The files of a base as a folder: for whoever plays it without the disk that they came from. */

import { createHash } from "node:crypto";
import { posix } from "node:path";
import { byCodeUnit } from "../model/units.ts";
import type { FileReader } from "../scenario/file-reader.ts";
import type { Base } from "./job.ts";

/** Reads files that were gathered; absolute names are names as they stand. */
export function bundledFiles(files: Base["files"]): FileReader {
  return {
    resolve: (from, name) => (posix.isAbsolute(name) ? name : posix.join(posix.dirname(from), name)),
    read: (name) => {
      const lines = Object.hasOwn(files, name) ? files[name] : undefined;
      return lines === undefined
        ? { ok: false, why: "is not among the files of the study" }
        : { ok: true, text: lines.join("\n") };
    },
  };
}

/** The base with its digest. */
export function withDigest(base: Omit<Base, "digest">): Base {
  const { version, file, files, settings, warmUpMs, check } = base;
  const hash = createHash("sha256").update(JSON.stringify([version, file, settings, warmUpMs, check]));
  for (const name of Object.keys(files).sort(byCodeUnit)) hash.update(JSON.stringify([name, files[name]]));
  return { ...base, digest: hash.digest("hex") };
}
