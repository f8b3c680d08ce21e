/** Texts that rows of one run say again and again, each with the number that the run's journal gave it: found once, not for
 * each row. */

import type { Resources } from "./resources.ts";

/** A text, and its number once a row has said it; -1 before. Of one run: no two runs share one. */
export class Name {
  readonly text: string;
  number = -1;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a launch is of, and the numbers of the texts that say it: mostly the next launch of the task is of the same. */
export interface LaunchTexts {
  readonly resources: Resources;
  readonly reserved: Resources | null;
  readonly version: string | undefined;
  readonly ports: readonly number[] | undefined;
  /** As cells: NaN where there is no text. */
  readonly resourcesCell: number;
  readonly reservedCell: number;
  readonly versionCell: number;
  readonly portsCell: number;
}

/** The ids of all rows about one task, or about one launch of it where the next one has another name. */
export class TaskNames extends Name {
  readonly agent: Name;
  readonly framework: Name;
  readonly role: Name;
  readonly app: Name | null;
  /** What the row of its last launch said; only of a task that is launched again and again. */
  launch: LaunchTexts | null = null;

  constructor(agent: Name, framework: Name, role: Name, app: Name | null, taskId: string) {
    super(taskId);
    this.agent = agent;
    this.framework = framework;
    this.role = role;
    this.app = app;
  }

  /** The task's own name. */
  get task(): Name {
    return this;
  }
}
