/** Earlier states of a Marathon's groups: its root group is stored as a whole at each change, here only what changed. */

import { type GroupChanges, GroupDraft, type Groups, type GroupTree } from "../../model/group/tree.ts";
import { timestampOf } from "../../model/units.ts";

interface Version {
  readonly versionMs: number;
  /** What made this version of the one before. */
  readonly changes: GroupChanges;
}

export class GroupHistory {
  /** Those that are kept; what made the first of them is of no use any more. */
  #versions: Version[] = [];
  /** How many instants they are of. */
  #count = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** The changes have been made. Two at one instant are one version, as in Marathon; only the last ones are kept. */
  add(versionMs: number, changes: GroupChanges): void {
    if (this.#versions.at(-1)?.versionMs !== versionMs) this.#count++;
    this.#versions.push({ versionMs, changes });
    if (this.#count <= this.#max) return;
    const oldestMs = this.#versions[0]?.versionMs;
    this.#versions = this.#versions.filter((version) => version.versionMs !== oldestMs);
    this.#count--;
  }

  /** The tree as it was in a version, as Marathon's API shows that; null where there is no such version. */
  at(version: string, now: GroupTree): Groups | null {
    const found = this.#versions.find(({ versionMs }) => timestampOf(versionMs) === version);
    if (found === undefined) return null;
    const earlier = new GroupDraft(now);
    for (let i = this.#versions.length - 1; i >= 0; i--) {
      const later = this.#versions[i];
      if (later === undefined || later.versionMs <= found.versionMs) break;
      earlier.undo(later.changes);
    }
    return earlier;
  }
}
