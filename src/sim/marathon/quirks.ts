/**
 * The known bugs of Marathon 1.1.1 that this simulation reproduces and can mend: one table, read at named decision
 * points. B2 to B47 are as docs/known-failures.md lists them, which also has those that cannot be switched off.
 */

export interface Quirk {
  /** What goes wrong. */
  readonly about: string;
  readonly link: string;
  /** Where Marathon 1.1.1 decides it. */
  readonly at: string;
  /** The first versions that do it differently, and the change; what is done here instead where none ever did. */
  readonly mended: string;
}

const issue = (number: number): string => `https://github.com/d2iq-archive/marathon/issues/${number}`;
const pull = (number: number): string => `https://github.com/d2iq-archive/marathon/pull/${number}`;

export const quirks = {
  B2: {
    about:
      "A reservation without a volume is never unreserved: UNRESERVE is only sent together with a DESTROY.",
    link: pull(6071),
    at: "TaskOp.scala:79",
    mended: "1.4.12, 1.5.7, 1.6.392 (b527bd3c8)",
  },
  B5: {
    about: "A kill is dropped while something else holds the app's lock: a wiped task runs on.",
    link: issue(5155),
    at: "MarathonSchedulerActor.scala:158-160",
    mended: "1.4.2, 1.5.0 (560ba8bde)",
  },
  B7: {
    about:
      "An instance that ended comes up on any volume of the app that is offered, one of an instance scaled away included.",
    link: issue(3748),
    at: "PersistentVolumeMatcher.scala:21-31",
    mended: "1.8.180 (Goal.scala): what was scaled away is stopped, and not started in place of another",
  },
  B9: {
    about:
      "A persistence id with a dot cannot be parsed: its app has no precedence in an offer, and no later leader can load the tasks.",
    link: issue(4061),
    at: "Task.scala:364",
    mended: "1.4.0 (b110c6a19)",
  },
  B14: {
    about:
      "Constraints see neither reservations nor launches of the same offer: UNIQUE tasks share an agent.",
    link: issue(4803),
    at: "ResourceMatcher.scala:117-131",
    mended: "1.4.7, 1.5.1 (e835e1c3f)",
  },
  B17: {
    about: "A resident app may not ask for more than half of its instances during an upgrade.",
    link: issue(3901),
    at: "UpgradeStrategy.scala:29-32",
    mended: "1.3.0 (546cdfea2): up to all of them; one at a time is replaced",
  },
  B21: {
    about: "Apps without residency use nothing that is reserved dynamically, labelled by Marathon or not.",
    link: issue(3851),
    at: "TaskBuilder.scala:81-83",
    mended: "1.2.0-RC1, 1.3.0 (e4622c161): what carries no label of Marathon's is used",
  },
  B22: {
    about: "The host ports of a reservation may change places among an app's ports at each launch.",
    link: issue(4819),
    at: "PortsMatcher.scala:219-271",
    mended: "never, up to 1.9; mended here, ports of a reservation are taken in ascending order",
  },
  B27: {
    about:
      "Without its framework id Marathon registers as a new framework: all that it has reserved and launched is orphaned.",
    link: issue(2224),
    at: "MarathonScheduler.scala:112-150, SchedulerDriverFactory.scala:25-31",
    mended: "1.5.12, 1.6.564, 1.7.174 (c77c5ef35): it refuses to start while it knows instances",
  },
  B35: {
    about: "RELAUNCH_AFTER_TIMEOUT is accepted and does nothing: a lost task is waited for without end.",
    link: issue(3368),
    at: "Residency.scala:9-13",
    mended:
      "never, up to 1.9; mended here as Marathon's ignored tests say (ResidentTaskIntegrationTest.scala:235-240)",
  },
  B38: {
    about:
      "A deployment that scales down leaves the launch queue as it is: what was queued is launched, too many.",
    link: issue(4059),
    at: "DeploymentActor.scala:113-137",
    mended: "1.8.180: instances that are only scheduled are scaled away, too",
  },
  B39: {
    about:
      "A new task that finishes during an upgrade is not started again: the deployment waits for it for ever.",
    link: issue(4866),
    at: "TaskReplaceActor.scala:74-77",
    mended: "1.3.7 (90843e492)",
  },
  B40: {
    about:
      "A constraint goes by the text of an attribute, and one that is a number or a range has none: such a constraint is not met, or does not keep tasks apart.",
    link: issue(1711),
    at: "Constraints.scala:76-113",
    mended: "1.3.0 (6df3b0667): the value as it is written, a number with at most three decimals",
  },
  B41: {
    about:
      "A leader that steps down cancels its deployments; when it leads again they go on without their locks, and are stored no more.",
    link: issue(4085),
    at: "MarathonSchedulerActor.scala:84-105",
    mended: "1.3.0 (fd29ebfb2): they are stopped, and taken up as they are stored",
  },
  B43: {
    about:
      "An upgrade kills an old task when a new one becomes healthy, and another one when it becomes ready: fewer are left than minimumHealthCapacity asks for.",
    link: issue(3899),
    at: "TaskReplaceActor.scala:92-95",
    mended: "1.3.0 (3dd1f661a): one is killed once a new one is both",
  },
  B44: {
    about:
      "A new leader takes deployments up from their first step, and the first step of a new app is to have none: all that it has is killed.",
    link: issue(3783),
    at: "AppStartActor.scala:31-33",
    mended: "1.4.0 (00a29fc4f): what runs already is kept",
  },
  B45: {
    about:
      "A launch delay is forgotten within 10 s of its end: an app whose tasks take longer to fail is started again and again after its first delay.",
    link: issue(3059),
    at: "RateLimiter.scala:22-26",
    mended: "1.5.0 (910219915): it is kept for a minute",
  },
  B46: {
    about:
      "A new leader knows no result of a COMMAND check until a task gets better or worse: Mesos tells it what is stored already, and that is passed over.",
    link: issue(3957),
    at: "MarathonHealthCheckManager.scala:57-83",
    mended: "1.1.4 (47d0b6a03): it begins with what is stored",
  },
  B47: {
    about:
      "A new leader begins an upgrade anew: what is of the new version already is killed once more, and what is not healthy yet counts as if it was.",
    link: issue(2688),
    at: "TaskReplaceActor.scala:34-37",
    mended: "1.4.0 (ccf689d06): what is of the new version is kept",
  },
} as const satisfies Readonly<Record<string, Quirk>>;

export type QuirkId = keyof typeof quirks;

/** Which bugs are reproduced. */
export type Quirks = ReadonlySet<QuirkId>;

/** All ids, in the order of the table. */
export const quirkIds = Object.keys(quirks) as readonly QuirkId[];

/** All of them, as in Marathon 1.1.1. */
export const quirksOf11: Quirks = new Set(quirkIds);

/** How much of itself a resident app may ask to keep healthy during an upgrade: B17. */
export const residentHealthMax = (quirks: Quirks): number => (quirks.has("B17") ? 0.5 : 1);

/** All but those that are mended. */
export function quirksWithout(fixes: readonly string[]): Quirks {
  return new Set(quirkIds.filter((id) => !fixes.includes(id)));
}
