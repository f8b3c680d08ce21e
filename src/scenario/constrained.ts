/** Apps with constraints on attributes, and which of these Marathon 1.1 cannot see since Mesos takes them for numbers (bug B40). */

import type { AppDefinition } from "../model/app/definition.ts";
import { parseAttribute } from "../model/attributes.ts";
import type { GroupUpdate } from "../model/group/parse.ts";
import type { Check } from "./check.ts";
import { isApp } from "./declared-groups.ts";
import type { Known } from "./known.ts";
import type { Path } from "./located.ts";

interface Constrained {
  readonly id: string;
  readonly field: string;
  readonly path: Path;
}

export class ConstrainedApps {
  readonly #all: Constrained[] = [];

  /** An app, or all in a group, defined at that path. */
  note(content: AppDefinition | GroupUpdate, path: Path): void {
    if (isApp(content)) {
      const fields = new Set(content.constraints.map(({ field }) => field));
      for (const field of fields) this.#all.push({ id: content.id, field, path });
      return;
    }
    for (const one of [...(content.apps ?? []), ...(content.groups ?? [])]) this.note(one, path);
  }

  /** To be called once all agents are known, those that actions add, too. */
  warn(check: Check, known: Known): void {
    const numbers = new Map<string, string>();
    for (const text of known.attributes) {
      const [field = ""] = text.split("=");
      const isText = parseAttribute(text.slice(field.length + 1))?.type === "text";
      if (!isText && !numbers.has(field)) numbers.set(field, text);
    }
    for (const { id, field, path } of this.#all) {
      const number = field === "hostname" ? undefined : numbers.get(field);
      if (number === undefined) continue;
      const why = "is no text for Mesos, and Marathon 1.1 sees only texts (B40)";
      check.warn(path, `${id} has a constraint on ${field}: ${number} ${why}`);
    }
  }
}
