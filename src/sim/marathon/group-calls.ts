/** The operator's calls on groups: what they make of the root group (GroupsResource.scala:112-241). */

import { applyUpdate, restore, scaleApps } from "../../model/group/edits.ts";
import { type GroupParse, type GroupUpdate, parseGroup } from "../../model/group/parse.ts";
import { groupPath } from "../../model/group/rules.ts";
import type { GroupDraft } from "../../model/group/tree.ts";
import type { Store } from "./store.ts";
import { type Refused, refusal, refusedAs } from "./upgrades.ts";

type Json = Readonly<Record<string, unknown>>;

export type Edit = (draft: GroupDraft) => Refused | null;

/** A call on one group. */
export interface GroupCall {
  readonly id: string;
  readonly edit: Edit;
  /** Found before the change gets its turn. */
  readonly refused: Refused | null;
}

/** POST /v2/groups. */
export function createGroup(store: Store, json: Json, healthMax: number): GroupCall {
  const parse = parseGroup(json, "/", healthMax);
  if (!parse.ok) return refusedCall(json, parse);
  const { id } = parse.update;
  return { id, edit: editOf(store, parse), refused: existing(store, id) };
}

/** PUT /v2/groups/{id}: `json` may name a group below. */
export function updateGroup(store: Store, group: string, json: Json, healthMax: number): GroupCall {
  const parse = parseGroup(json, group, healthMax);
  if (!parse.ok) return { ...refusedCall(json, parse), id: group };
  return { id: parse.update.id, edit: editOf(store, parse), refused: null };
}

/** DELETE /v2/groups/{id}: all that is in it, at once. */
export function deleteGroup(id: string): Edit {
  return (draft) => {
    if (draft.group(id) === null) return refusal(404, "unknown", `Group '${id}' does not exist`);
    draft.removeGroup(id);
    return null;
  };
}

function existing({ groups }: Store, id: string): Refused | null {
  if (groups.group(id) !== null) {
    return refusal(409, "exists", `Group ${id} is already created. Use PUT to change this group.`);
  }
  return groups.app(id) === null
    ? null
    : refusal(409, "exists", `An app with the path ${id} already exists.`);
}

function refusedCall(json: Json, { refusal: why }: GroupParse & { ok: false }): GroupCall {
  const { id } = json;
  const named = typeof id === "string" ? `/${id.replace(/^\/+/, "")}` : "/";
  return { id: named, edit: () => null, refused: refusedAs("invalid", why) };
}

const editOf =
  (store: Store, { update, misplaced }: GroupParse & { ok: true }): Edit =>
  (draft) => {
    if (update.version !== null) return toVersion(store, draft, update, update.version);
    if (update.scaleBy !== null) {
      draft.makeGroup(update.id);
      scaleApps(draft, update.id, update.scaleBy);
      return null;
    }
    applyUpdate(draft, update);
    if (misplaced.length === 0) return null;
    // They would stand behind the others.
    const details = misplaced.map(({ parent, error }, i) => {
      const index = draft.groupsOf(parent).length + i;
      return { path: `${groupPath(draft, parent)}/groups(${index})/id`, errors: [error] };
    });
    return { type: "refused", status: 422, reason: "invalid", message: "Object is not valid", details };
  };

function toVersion(store: Store, draft: GroupDraft, { id }: GroupUpdate, version: string): Refused | null {
  const state = store.history.at(version, store.groups);
  if (state?.group(id) == null) {
    // Marathon prints the whole group in place of its id (GroupsResource.scala:226).
    return refusal(422, "invalid", `Group ${id} not available in version ${version}`);
  }
  restore(draft, id, state);
  return null;
}
