/** Texts that rows of one run say again and again, each with the number that the run's journal gave it: found once, not for
 * each row. */

/** A text, and its number once a row has said it; -1 before. Of one run: no two runs share one. */
export class Name {
  readonly text: string;
  number = -1;

  constructor(text: string) {
    this.text = text;
  }
}

/** The ids of all rows about one launch of a task, or about all launches on one reservation. */
export class TaskNames {
  readonly agent: Name;
  readonly framework: Name;
  readonly role: Name;
  readonly app: Name | null;
  readonly task: Name;
  /** What the row about its last launch says beside: of who writes rows, and looked at by nobody else. */
  launch: object | null = null;

  constructor(agent: Name, framework: Name, role: Name, app: Name | null, task: Name) {
    this.agent = agent;
    this.framework = framework;
    this.role = role;
    this.app = app;
    this.task = task;
  }
}
