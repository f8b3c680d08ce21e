/** What the master remembers: agents, frameworks, offers, tasks, as records of one shape each. */

import type { AgentInfo, FrameworkInfo, Offer } from "../../model/messages.ts";
import type { Name, TaskNames } from "../../model/names.ts";
import { Resources } from "../../model/resources.ts";
import { isTerminal, type TaskInfo, type TaskState } from "../../model/tasks.ts";
import type { Port } from "../cluster/port.ts";
import type { SettledTasks } from "../cluster/settled.ts";
import { type Listed, TaskList } from "../cluster/task-list.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { IdleShare } from "./allocator-like.ts";
import { PendingTasks } from "./pending-tasks.ts";

export class TaskRecord implements Listed<TaskRecord> {
  readonly info: TaskInfo;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  readonly frameworkId: string;
  readonly taskId: string;
  /** For rows about it. */
  readonly names: TaskNames;
  /** Counts the framework's tasks. */
  readonly number: number;
  /** The newest state known. */
  state: TaskState;
  /** What the task's own check found, as the last update says; null where it says nothing. */
  healthy: boolean | null;
  /** The state of the update that went out last; null while there was none. */
  updateState: TaskState | null = null;
  /** That update's, to know its acknowledgement by. */
  updateUuid: number | null = null;
  /** It is among its framework's settled ones. */
  settled = false;
  /** Its kill was asked for, to be asked again when its agent is back. */
  killAsked = false;
  /** The master has forgotten it. */
  forgotten = false;
  /** An earlier master has told its end, as of a removed framework's task, and given away what it holds. */
  outlived = false;
  /** Among those of its agent. */
  before: TaskRecord | null = null;
  after: TaskRecord | null = null;

  /** Counts as its framework's newest. */
  constructor(
    info: TaskInfo,
    names: TaskNames,
    framework: FrameworkRecord,
    agent: AgentRecord,
    state: TaskState,
    healthy: boolean | null,
  ) {
    this.info = info;
    this.framework = framework;
    this.agent = agent;
    this.frameworkId = framework.frameworkId;
    this.taskId = info.taskId;
    this.names = names;
    this.number = framework.tasksEver++;
    this.state = state;
    this.healthy = healthy;
  }
}

/** With which message an offer is made. */
export interface Making {
  readonly masterId: string;
  readonly atMs: number;
  /** Counts the messages of offers of its master. */
  readonly turn: number;
  /** The offers of that message which it does not list; null where it lists all. */
  readonly share: IdleShare | null;
}

/** An offer: what its framework sees of it, and what the master knows. Most are never asked for their id. */
export class OfferRecord implements Offer {
  readonly framework: FrameworkRecord;
  readonly from: AgentRecord;
  readonly resources: Resources;
  readonly making: Making;
  /** As its agent had registered by then. */
  readonly #info: AgentInfo;
  /** How many offers of the agent came before it at that instant. */
  readonly #again: number;
  #offerId: string | null = null;
  /** It was not answered, nor taken back. */
  isOutstanding = true;
  /** Of offer_timeout, where that is set. */
  timer: Timer = noTimer;
  inFramework: object | null = null;

  constructor(framework: FrameworkRecord, from: AgentRecord, resources: Resources, making: Making) {
    this.framework = framework;
    this.from = from;
    this.resources = resources;
    this.making = making;
    this.#info = from.info;
    this.#again = from.countOffer(making.atMs);
  }

  /**
   * Mesos numbers its offers; here the id says when an offer was made and of which agent, so that it is the same
   * whatever was offered besides.
   */
  get offerId(): string {
    const { masterId, atMs } = this.making;
    const again = this.#again === 0 ? "" : `.${this.#again}`;
    this.#offerId ??= `${masterId}-O${atMs}.${this.from.number}${again}`;
    return this.#offerId;
  }

  get frameworkId(): string {
    return this.framework.frameworkId;
  }

  get slaveId(): string {
    return this.from.slaveId;
  }

  get agent(): string {
    return this.#info.agent;
  }

  get attributes(): Readonly<Record<string, string>> {
    return this.#info.attributes;
  }
}

const noOffers: readonly OfferRecord[] = [];

export class AgentRecord {
  /** Of one registry: another master has records of its own. */
  readonly registry: object;
  readonly slaveId: string;
  /** Counts agents as this master came to know them. */
  readonly number: number;
  /** As it registered last. */
  info: AgentInfo;
  /** The scenario's id of it, for rows. */
  readonly name: Name;
  readonly port: Port;
  /** The resources of its flags, without what is checkpointed. */
  readonly flags: Resources;
  /** All its resources, reservations and volumes among them. */
  total: Resources;
  /** How many tasks are not terminal. */
  liveTasks = 0;
  connected = true;
  /** It was removed: what still refers to it finds nothing there. */
  removed = false;
  /** Those that are outstanding, mostly none or one. */
  offers: readonly OfferRecord[] = noOffers;
  /** Its offers came or went since somebody asked. */
  offersChanged = false;
  readonly tasks = new TaskList<TaskRecord>();
  /** What the allocator knows it by. */
  inAllocator: object | null = null;
  /** When it was offered last, and how often before at that instant. */
  #offeredMs = -1;
  #offersOfInstant = 0;
  /** `used` and `free`, once somebody asked; null since a task began or ended. */
  #used: Resources | null = null;
  #free: Resources | null = null;
  /** Its total when that was asked. */
  #freeOf: Resources | null = null;

  constructor(
    registry: object,
    slaveId: string,
    number: number,
    info: AgentInfo,
    name: Name,
    port: Port,
    flags: Resources,
    total: Resources,
  ) {
    this.registry = registry;
    this.slaveId = slaveId;
    this.number = number;
    this.info = info;
    this.name = name;
    this.port = port;
    this.flags = flags;
    this.total = total;
  }

  offerCame(offer: OfferRecord): void {
    this.offers = this.offers.length === 0 ? [offer] : [...this.offers, offer];
  }

  offerWent(offer: OfferRecord): void {
    this.offers = this.offers.length === 1 ? noOffers : this.offers.filter((each) => each !== offer);
  }

  /** It is offered at that instant once more; how often it was before. */
  countOffer(atMs: number): number {
    this.#offersOfInstant = this.#offeredMs === atMs ? this.#offersOfInstant + 1 : 0;
    this.#offeredMs = atMs;
    return this.#offersOfInstant;
  }

  /** A task more that is not terminal or, with -1, one less. */
  countLive(sign: 1 | -1): void {
    this.liveTasks += sign;
    this.#used = null;
    this.#free = null;
  }

  /** What no such task holds, offered or not. */
  get free(): Resources {
    if (this.#free === null || this.#freeOf !== this.total) {
      this.#free = this.total.minus(this.used);
      this.#freeOf = this.total;
    }
    return this.#free;
  }

  /** Held by tasks that are not terminal: few ask, and not after each task. */
  get used(): Resources {
    if (this.#used === null) {
      let used = Resources.none;
      for (const { state, info } of this.tasks) if (!isTerminal(state)) used = used.plus(info.resources);
      this.#used = used;
    }
    return this.#used;
  }

  /** What it was summed to since the last change; null where nobody has asked. */
  get usedAsSummed(): Resources | null {
    return this.#used;
  }
}

export interface Settlement {
  readonly settled: SettledTasks;
  readonly unsettled: Set<TaskRecord>;
}

export class FrameworkRecord {
  readonly registry: { readonly agents: Iterable<AgentRecord> };
  readonly frameworkId: string;
  /** As it subscribed last. */
  info: FrameworkInfo;
  /** Its name and role, for rows. */
  readonly name: Name;
  readonly role: Name;
  readonly port: Port;
  /** False for one whose tasks agents reported and that has not subscribed to this master. */
  known = false;
  /** It was removed: what still refers to it finds nothing there. */
  removed = false;
  active = false;
  /** Of its failover timeout, while it is disconnected. */
  timer: Timer = noTimer;
  /** Its tasks by id, once somebody asked. */
  #tasks: Map<string, TaskRecord> | null = null;
  /** Which of its tasks are settled, and the others, from the first time on that it asks about its tasks. */
  settlement: Settlement | null = null;
  tasksEver = 0;
  /** Its tasks as a list, once somebody asked; null since one came or went. */
  listed: readonly TaskRecord[] | null = null;
  /** Tasks of ACCEPTs that are being authorised. */
  readonly pending = new PendingTasks();

  constructor(
    registry: { readonly agents: Iterable<AgentRecord> },
    frameworkId: string,
    info: FrameworkInfo,
    name: Name,
    role: Name,
    port: Port,
  ) {
    this.registry = registry;
    this.frameworkId = frameworkId;
    this.info = info;
    this.name = name;
    this.role = role;
    this.port = port;
  }

  /** Its tasks by id, in the order in which they came: made of those of all agents at first, and kept up from then on. */
  get tasks(): Map<string, TaskRecord> {
    this.#tasks ??= this.#collected();
    return this.#tasks;
  }

  /** Keeps them up from now on: agents may bring two of one id, and the later one counts. */
  keepTasks(): void {
    this.#tasks ??= this.#collected();
  }

  /** Its tasks, as `tasks` has them; not kept for that. */
  get tasksNow(): Iterable<TaskRecord> {
    return (this.#tasks ?? this.#collected()).values();
  }

  #collected(): Map<string, TaskRecord> {
    const all: TaskRecord[] = [];
    for (const { tasks } of this.registry.agents)
      for (const task of tasks) if (task.framework === this) all.push(task);
    all.sort((a, b) => a.number - b.number);
    return new Map(all.map((task) => [task.taskId, task]));
  }

  /** Whether it has a task of that id. Of many frameworks' tasks none has an id that was ever said before. */
  hasTask(taskId: string, wasSaid: (text: string) => boolean): boolean {
    return (this.#tasks !== null || wasSaid(taskId)) && this.tasks.has(taskId);
  }

  /** The task is among those of its agent. */
  taskCame(task: TaskRecord): void {
    this.listed = null;
    this.#tasks?.set(task.taskId, task);
  }

  taskWent({ taskId }: TaskRecord): void {
    this.listed = null;
    this.#tasks?.delete(taskId);
  }
}
