/** Which of an offer's resources a match may look at (ResourceMatcher.scala:46-65). */

import { type Kind, type Label, unreservedRole } from "../../../model/resources.ts";
import { carriesLabels, isLabelled } from "./labels.ts";

export interface ResourceSelector {
  readonly roles: ReadonlySet<string>;
  /** Only what was reserved dynamically, or only what was not, static reservations being the latter; or either, without
   * what a Marathon has labelled. */
  readonly reserved: boolean | "either";
  /** Which the reservation must carry. */
  readonly labels: readonly Label[];
}

/** What no role has reserved. */
export const unreservedOnly: ResourceSelector = {
  roles: new Set([unreservedRole]),
  reserved: false,
  labels: [],
};

/** Volumes are never selected: the volume matcher takes them or nobody does. */
export function selects(selector: ResourceSelector, kind: Kind): boolean {
  return (
    kind.persistenceId === null &&
    (selector.reserved === "either"
      ? !isLabelled(kind)
      : (kind.reservation !== null) === selector.reserved) &&
    selector.roles.has(kind.role) &&
    (selector.labels.length === 0 || carriesLabels(kind, selector.labels))
  );
}
