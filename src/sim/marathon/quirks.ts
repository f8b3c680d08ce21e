/** The known bugs of Marathon 1.1.1 that this simulation reproduces: one table, read at named decision points. */

export interface Quirk {
  /** What goes wrong. */
  readonly about: string;
  readonly link: string;
}

const issue = (number: number): string => `https://github.com/d2iq-archive/marathon/issues/${number}`;

export const quirks = {
  B2: {
    about:
      "A reservation without a volume is never unreserved: UNRESERVE is only sent together with a DESTROY.",
    link: issue(6071),
  },
  B5: {
    about: "A kill is dropped while something else holds the app's lock: a wiped task runs on.",
    link: issue(5155),
  },
  B9: {
    about:
      "A persistence id with a dot cannot be parsed: the app's volumes give it no precedence in an offer.",
    link: issue(4061),
  },
  B14: {
    about:
      "Constraints see neither reservations nor launches of the same offer: UNIQUE tasks share an agent.",
    link: issue(4803),
  },
  B28: {
    about:
      "A deployment that scales down leaves the launch queue as it is: what was queued is launched, too many.",
    link: issue(6038),
  },
} as const satisfies Readonly<Record<string, Quirk>>;

export type QuirkId = keyof typeof quirks;

/** Which bugs are reproduced. */
export type Quirks = ReadonlySet<QuirkId>;

/** All ids, in the order of the table. */
export const quirkIds = Object.keys(quirks) as readonly QuirkId[];

/** All of them, as in Marathon 1.1.1. */
export const quirksOf11: Quirks = new Set(quirkIds);

/** All but those that are mended. */
export function quirksWithout(fixes: readonly string[]): Quirks {
  return new Set(quirkIds.filter((id) => !fixes.includes(id)));
}
