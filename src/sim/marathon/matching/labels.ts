/** The labels by which Marathon knows its reservations again (TaskLabels.scala). */

import type { Kind, Label } from "../../../model/resources.ts";

const frameworkIdLabel = "marathon_framework_id";
const taskIdLabel = "marathon_task_id";

/** The labels of a task's reservation. */
export function labelsOf(frameworkId: string, taskId: string): readonly Label[] {
  return [
    { key: frameworkIdLabel, value: frameworkId },
    { key: taskIdLabel, value: taskId },
  ];
}

/** A label's value; of a key that is there twice, the last one's, as in a map made of the list. */
function labelValue(labels: readonly Label[], key: string): string | undefined {
  for (let i = labels.length - 1; i >= 0; i--) if (labels[i]?.key === key) return labels[i]?.value;
  return undefined;
}

/** Whether the kind's reservation has all of these labels, and maybe others (ResourceMatcher.scala:50-60). */
export function carriesLabels(kind: Kind, required: readonly Label[]): boolean {
  const labels = kind.reservation?.labels ?? [];
  for (const { key, value } of required) if (labelValue(labels, key) !== value) return false;
  return true;
}

/** Whether a Marathon has reserved it for a task, whichever Marathon. */
export function isLabelled(kind: Kind): boolean {
  const labels = kind.reservation?.labels ?? [];
  return labels.some(({ key }) => key === frameworkIdLabel || key === taskIdLabel);
}

/**
 * The task for which this framework reserved resources of the kind; null where nobody did or another framework,
 * one of an earlier framework id included (TaskLabels.scala:18-25).
 */
export function reservedFor(frameworkId: string, kind: Kind): string | null {
  const labels = kind.reservation?.labels;
  if (labels === undefined || labelValue(labels, frameworkIdLabel) !== frameworkId) return null;
  return labelValue(labels, taskIdLabel) ?? null;
}
