/** The master's side of a framework's life: subscription, disconnection, return, removal. Follows master/master.cpp @
 * 0.28.3. */

import type { ToMaster } from "../../model/messages.ts";
import { Resources } from "../../model/resources.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AllocatorLike } from "./allocator-like.ts";
import type { Offers } from "./offers.ts";
import type { FrameworkRecord } from "./records.ts";
import type { Registry } from "./registry.ts";
import type { Tasks } from "./tasks.ts";

/** What frameworks need of the master. */
export interface FrameworksContext {
  readonly kernel: Kernel;
  readonly registry: Registry;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly allocator: AllocatorLike;
  readonly tasks: Tasks;
  readonly offers: Offers;
  /** The flag roles; null for any. */
  readonly roles: ReadonlySet<string> | null;
}

type Subscribe = Extract<ToMaster, { type: "SUBSCRIBE" }>;

export class Frameworks {
  readonly #context: FrameworksContext;
  readonly #failoverTimeout: EventKind;

  constructor(context: FrameworksContext) {
    this.#context = context;
    this.#failoverTimeout = context.kernel.kind("mesos/framework failover timeout", (_a, _b, payload) =>
      this.remove(payload as FrameworkRecord, "failover-timeout"),
    );
  }

  /**
   * A new framework gets an id; one that brings its id takes up where it was, or is added with the tasks that agents
   * reported; a removed one is refused (master.cpp:2200-2460).
   */
  subscribe({ info, force }: Subscribe): void {
    const { registry, network, roles } = this.#context;
    if (roles !== null && !roles.has(info.role)) {
      const message = `Role '${info.role}' is not present in the master's --roles`;
      return network.toFramework(info.name, { type: "ERROR", message });
    }
    if (info.frameworkId === null) {
      const before = registry.frameworkNamed(info.name);
      // The same framework tries again: the first answer is under way. A new one in the place of a dead one is new.
      if (before?.active) {
        network.toFramework(info.name, { type: "REGISTERED", frameworkId: before.frameworkId });
        return;
      }
      return this.#add(info);
    }
    if (registry.isCompleted(info.frameworkId)) {
      return network.toFramework(info.name, { type: "ERROR", message: "Framework has been removed" });
    }
    const known = registry.framework(info.frameworkId);
    if (known === null) this.#add(info);
    else {
      // Role, principal and checkpointing stay as they were (master.hpp:1885-1947).
      known.info = { ...known.info, failoverTimeoutMs: info.failoverTimeoutMs };
      this.#return(known, force);
      // Of the same scheduler, which is where it was, agents hear nothing.
      if (!force) return;
    }
    this.#tellAgents(info.frameworkId);
  }

  /** All agents hear where the framework is now, and send it what waits (master.cpp:2466-2474). */
  #tellAgents(frameworkId: string): void {
    const { registry, network } = this.#context;
    for (const { port } of registry.agents) network.toAgent(port, { type: "UPDATE_FRAMEWORK", frameworkId });
  }

  /** Its connection broke: its offers are rescinded, its tasks run on (master.cpp:1210-1245, 2523-2579). */
  exited(framework: FrameworkRecord, reason: "disconnected" | "failover" = "disconnected"): void {
    const { kernel, recorder } = this.#context;
    if (!framework.active) return;
    this.#deactivate(framework);
    recorder.add("framework.disconnected", {
      framework: framework.info.name,
      role: framework.info.role,
      framework_id: framework.frameworkId,
      reason,
    });
    framework.timer = kernel.after(framework.info.failoverTimeoutMs, this.#failoverTimeout, 0, 0, framework);
  }

  /**
   * Agents shut its executors down; its tasks count as killed at once, without an update; reservations and volumes
   * stay with the role (master.cpp:5908-6048).
   */
  remove(framework: FrameworkRecord, reason: "teardown" | "failover-timeout"): void {
    const { kernel, registry, recorder, network, allocator, tasks } = this.#context;
    const { frameworkId, info } = framework;
    kernel.cancel(framework.timer);
    if (framework.active) allocator.deactivateFramework(frameworkId);
    for (const agent of registry.agents) {
      network.toAgent(agent.info.agent, { type: "SHUTDOWN_FRAMEWORK", frameworkId });
    }
    framework.pending.clear();
    tasks.killAll(framework, `Framework ${frameworkId} removed`);
    for (const record of this.#context.offers.ofFramework(framework)) this.#context.offers.recover(record);
    registry.removeFramework(framework);
    allocator.removeFramework(frameworkId);
    recorder.add("framework.removed", {
      framework: info.name,
      role: info.role,
      framework_id: frameworkId,
      reason,
    });
  }

  #add(info: Subscribe["info"]): void {
    const { registry, network, allocator } = this.#context;
    const framework = registry.addFramework(info);
    this.#recordRegistered(framework);
    network.toFramework(info.name, { type: "REGISTERED", frameworkId: framework.frameworkId });
    const used = new Map<string, Resources>();
    for (const { agent, info: task, state } of framework.tasksNow) {
      if (isTerminal(state)) continue;
      used.set(agent.slaveId, (used.get(agent.slaveId) ?? Resources.none).plus(task.resources));
    }
    allocator.addFramework(framework.frameworkId, info.role, used);
  }

  /** With `force` a failed-over scheduler takes over; without, the same one is back (master.cpp:2341-2428, 5813-5880). */
  #return(framework: FrameworkRecord, force: boolean): void {
    const { kernel, registry, network, allocator, offers } = this.#context;
    kernel.cancel(framework.timer);
    framework.timer = noTimer;
    // A subscription of a process that is gone came late, as of a new framework: nobody is at the other end of it.
    const late = registry.frameworkNamed(framework.info.name);
    if (late !== null && late !== framework) this.exited(late);
    registry.nameMeans(framework);
    for (const record of offers.ofFramework(framework)) {
      if (force) offers.recover(record);
      else offers.rescind(record, "framework-disconnected");
    }
    const wasActive = framework.active;
    framework.active = true;
    this.#recordRegistered(framework);
    network.toFramework(framework.info.name, {
      type: force ? "REGISTERED" : "REREGISTERED",
      frameworkId: framework.frameworkId,
    });
    if (!wasActive) allocator.activateFramework(framework.frameworkId);
  }

  #deactivate(framework: FrameworkRecord): void {
    framework.active = false;
    this.#context.allocator.deactivateFramework(framework.frameworkId);
    for (const record of this.#context.offers.ofFramework(framework))
      this.#context.offers.rescind(record, "framework-disconnected");
  }

  #recordRegistered({ info, frameworkId }: FrameworkRecord): void {
    this.#context.recorder.add("framework.registered", {
      framework: info.name,
      role: info.role,
      framework_id: frameworkId,
      principal: info.principal,
    });
  }
}
