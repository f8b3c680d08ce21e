/** Earlier states of a Marathon's groups: its root group is stored as a whole at each change, here only what changed. */

import { type GroupChanges, GroupDraft, type Groups, type GroupTree } from "../../model/group/tree.ts";
import { timestampOf } from "../../model/units.ts";

interface Version {
  readonly versionMs: number;
  /** What made this version of the one before. */
  readonly changes: GroupChanges;
}

export class GroupHistory {
  readonly #versions: Version[] = [];

  /** The changes have been made. Two at one instant are one version, as in Marathon. */
  add(versionMs: number, changes: GroupChanges): void {
    this.#versions.push({ versionMs, changes });
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
