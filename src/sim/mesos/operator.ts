/**
 * Mesos' operator endpoints: what they check, what they rescind, what they answer (master/http.cpp:561-1049,
 * 2373-2510, quota_handler.cpp @ 0.28.3; weights as Mesos 1.0's handler). Registry writes and authorization take no
 * simulated time.
 */

import type { Entry } from "../../model/entries.ts";
import type { Kind } from "../../model/kinds.ts";
import { defaultRefuseMs } from "../../model/messages.ts";
import type { Operation } from "../../model/operations.ts";
import { applyOperation, withoutPersistence } from "../../model/operations.ts";
import { kindOf, Resources, sameReservation, unreservedRole, volume } from "../../model/resources.ts";
import type { Owner } from "../cluster/ledger.ts";
import type { LeftBy, OperatorApi, ReserveRequest, VolumesRequest } from "../cluster/operator-api.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import { type AcceptContext, recordApplied } from "./accept.ts";
import type { Offers } from "./offers.ts";
import type { AgentRecord } from "./records.ts";
import type { Registry } from "./registry.ts";
import { checkpointedPart, refuseOperation } from "./validation.ts";

/** What the operator's calls need of the master. */
export interface OperatorContext extends AcceptContext {
  readonly kernel: Kernel;
  readonly registry: Registry;
  readonly roles: ReadonlySet<string> | null;
}

/** Whom a call is about, and who makes it. */
type Parties = Pick<ReserveRequest, "agent" | "role" | "principal">;

type ResourceOperation = Exclude<Operation, { type: "LAUNCH" }>;

/** A share of the registry's agents, and a time, after which quotas are served again (hierarchical.cpp:151-212). */
const recoveredShare = 0.8;
const recoveryWaitMs = 600_000;

/** What operators have set, as a new leading master finds it: in the registry, or in the whitelist's file. */
export interface Settings {
  readonly quotas: ReadonlyMap<string, Resources>;
  /** Those that were updated; the master's flag has the others. */
  readonly weights: ReadonlyMap<string, number>;
  /** Null: no whitelist. */
  readonly whitelist: ReadonlySet<string> | null;
}

export const noSettings: Settings = { quotas: new Map(), weights: new Map(), whitelist: null };

export class Operator implements OperatorApi {
  readonly #context: OperatorContext;
  readonly #offers: Offers;
  readonly #quotas: Map<string, Resources>;
  /** Those of which the allocator does not know. */
  readonly #unallocated = new Set<string>();
  readonly #weights: Map<string, number>;
  #whitelist: ReadonlySet<string> | null;
  readonly #resume: EventKind;

  /** `settings` are those that hold already. */
  constructor(context: OperatorContext, offers: Offers, settings: Settings) {
    const { allocator, kernel } = context;
    this.#context = context;
    this.#offers = offers;
    this.#quotas = new Map(settings.quotas);
    this.#weights = new Map(settings.weights);
    this.#whitelist = settings.whitelist;
    this.#resume = kernel.kind("mesos/quota recovery is over", () => allocator.resume());
    allocator.updateWeights(settings.weights);
    allocator.updateWhitelist(settings.whitelist);
  }

  get settings(): Settings {
    return { quotas: this.#quotas, weights: this.#weights, whitelist: this.#whitelist };
  }

  /**
   * With quotas, nothing is allocated after a fail-over before most of the registry's agents are back. Where the registry
   * names one agent at most there is nobody to wait for, and Mesos does not tell its allocator of the quotas either
   * (hierarchical.cpp:170-207).
   */
  recover(admitted: number): void {
    const { allocator, kernel } = this.#context;
    if (this.#quotas.size === 0) return;
    const awaited = Math.floor(admitted * recoveredShare);
    if (awaited === 0) {
      for (const role of this.#quotas.keys()) this.#unallocated.add(role);
      return;
    }
    allocator.awaitAgents(awaited);
    kernel.after(recoveryWaitMs, this.#resume);
    for (const [role, guarantee] of this.#quotas) allocator.setQuota(role, guarantee.scalars());
  }

  reserve(request: ReserveRequest): void {
    const resources = reservedBy(request);
    this.#operate("operator.reserve", request, { type: "RESERVE", resources }, resources.flatten());
  }

  unreserve(request: ReserveRequest): void {
    const resources = reservedBy(request);
    this.#operate("operator.unreserve", request, { type: "UNRESERVE", resources }, resources);
  }

  unreserveOf(left: LeftBy): void {
    const { ledger } = this.#context;
    const entries = this.#entriesLeft("operator.unreserve", left, (kind) =>
      kind.reservation === null ? null : ledger.ofReservation(left.agent, kind),
    );
    const groups = new Map<string, Entry[]>();
    for (const entry of entries) {
      const group = groups.get(entry.kind.group);
      if (group === undefined) groups.set(entry.kind.group, [entry]);
      else group.push(entry);
    }
    for (const group of groups.values()) {
      const resources = Resources.of(...group);
      const request = callAbout(left.agent, group);
      this.#operate("operator.unreserve", request, { type: "UNRESERVE", resources }, resources);
    }
  }

  createVolumes(request: VolumesRequest): void {
    const volumes = this.#volumesOf(request);
    this.#operate(
      "operator.create-volumes",
      request,
      { type: "CREATE", volumes },
      withoutPersistence(volumes),
    );
  }

  destroyVolumes(request: VolumesRequest): void {
    const volumes = this.#volumesOf(request);
    this.#operate("operator.destroy-volumes", request, { type: "DESTROY", volumes }, volumes);
  }

  destroyVolumesOf(left: LeftBy): void {
    const { ledger } = this.#context;
    const entries = this.#entriesLeft("operator.destroy-volumes", left, (kind) =>
      kind.persistenceId === null ? null : ledger.ofVolume(left.agent, kind),
    );
    for (const entry of entries) {
      const volumes = Resources.of(entry);
      const request = callAbout(left.agent, [entry]);
      this.#operate("operator.destroy-volumes", request, { type: "DESTROY", volumes }, volumes);
    }
  }

  /** What the agent has of the app, by whose owner `ownerOf` says; an agent that the master does not know answers the call. */
  #entriesLeft(
    action: string,
    { agent: name, app, framework }: LeftBy,
    ownerOf: (kind: Kind) => Owner | null,
  ): readonly Entry[] {
    const agent = this.#context.registry.agentNamed(name);
    if (agent === null) {
      this.#answer(action, name, null, 400, "No slave found with specified ID");
      return [];
    }
    return agent.total.entries.filter(({ kind }) => {
      const owner = ownerOf(kind);
      return owner?.app === app && owner.framework === framework;
    });
  }

  /**
   * Refused for the default role, without resources (quota.cpp:128-139), where the role has one, or where all quotas together exceed what agents hold unreserved by their flags;
   * the allocator allocates first, then offers that were out before are rescinded, whole agents at a time, until they
   * cover the guarantee and every framework of the role could get an agent (quota_handler.cpp:67-200, 317-329).
   */
  setQuota(role: string, guarantee: Resources | null): void {
    const { registry, allocator } = this.#context;
    const answer = (status: number, message: string): void =>
      this.#answer("operator.set-quota", null, role, status, message);
    if (role === unreservedRole) return answer(400, "QuotaInfo must not specify the default '*' role");
    if (guarantee === null) return answer(400, "QuotaInfo with empty 'guarantee'");
    if (this.#quotas.has(role)) return answer(400, "Can not set quota for a role that already has quota");
    if (this.#context.roles !== null && !this.#context.roles.has(role))
      return answer(400, `Unknown role '${role}'`);
    const all = [...this.#quotas.values()].reduce((sum, quota) => sum.plus(quota), guarantee);
    let capacity = Resources.none;
    for (const agent of registry.agents)
      if (agent.connected) capacity = capacity.plus(agent.flags.unreserved());
    if (!capacity.contains(all)) {
      return answer(409, "Not enough available cluster capacity to reasonably satisfy quota request");
    }
    this.#quotas.set(role, guarantee);
    const agents = [...registry.agents].filter((agent) => agent.connected);
    const before = new Map(agents.map((agent) => [agent, this.#offers.ofAgent(agent)]));
    allocator.setQuota(role, guarantee.scalars());
    const inRole = [...registry.frameworks].filter(({ info, active }) => active && info.role === role).length;
    let rescinded = Resources.none;
    let visited = 0;
    for (const offers of before.values()) {
      if (rescinded.contains(guarantee) && visited >= inRole) break;
      for (const record of offers) {
        rescinded = rescinded.plus(record.resources);
        this.#offers.rescind(record, "quota");
      }
      if (offers.length > 0) visited++;
    }
    answer(200, "");
  }

  removeQuota(role: string): void {
    const known = this.#quotas.delete(role);
    // Of one that its allocator does not know Mesos' master would die (hierarchical.cpp:1066): here nothing comes of it.
    if (known && !this.#unallocated.delete(role)) this.#context.allocator.removeQuota(role);
    const message = known ? "" : "Can not remove quota for a role that has no quota set";
    this.#answer("operator.remove-quota", null, role, known ? 200 : 400, message);
  }

  /** Offers that were out before are rescinded where some role of these has frameworks. */
  updateWeights(weights: Readonly<Record<string, number>>): void {
    const { registry, allocator } = this.#context;
    const before = [...this.#offers.all];
    const roles = new Set([...registry.frameworks].map(({ info }) => info.role));
    for (const [role, weight] of Object.entries(weights)) this.#weights.set(role, weight);
    allocator.updateWeights(new Map(Object.entries(weights)));
    if (Object.keys(weights).some((role) => roles.has(role))) {
      for (const record of before) this.#offers.rescind(record, "weights");
    }
    this.#answer("operator.update-weights", null, null, 200, "");
  }

  /** Outstanding offers stay (hierarchical.cpp:570-586). */
  whitelist(agents: readonly string[] | null): void {
    this.#whitelist = agents === null ? null : new Set(agents);
    this.#context.allocator.updateWhitelist(this.#whitelist);
    this.#answer("operator.whitelist", null, null, 200, "");
  }

  /**
   * Offers that hold some of what is `required` are rescinded, oldest first, with the default filter so that they do
   * not come straight back, until they could carry the operation; what seems free counts for nothing. They stay
   * rescinded where the operation then fails (http.cpp:2449-2503).
   */
  #operate(
    action: string,
    { agent: name, role, principal }: Parties,
    operation: ResourceOperation,
    required: Resources,
  ): void {
    const answer = (status: number, message: string): void =>
      this.#answer(action, name, role, status, message);
    const agent = this.#context.registry.agentNamed(name);
    if (agent === null) return answer(400, "No slave found with specified ID");
    const refusal = refuseOperation(operation, { principal, role: null }, checkpointedPart(agent.total));
    if (refusal !== null) return answer(400, `Invalid ${operation.type} operation: ${refusal}`);
    this.#rescindFor(agent, operation, required);
    if (!this.#context.allocator.updateAvailable(agent.slaveId, operation)) {
      return answer(409, `Invalid ${operation.type} operation: insufficient-resources`);
    }
    const total = applyOperation(agent.total, operation);
    if (!total.ok)
      throw new Error(`${operation.type} applies to what is free, and not to its agent ${agent.slaveId}`);
    this.#context.retotal(agent, total.resources);
    const checkpointed = checkpointedPart(agent.total);
    this.#context.network.toAgent(name, { type: "CHECKPOINT_RESOURCES", resources: checkpointed });
    recordApplied(this.#context, null, agent, operation);
    answer(200, "");
  }

  /** A caller with neither principal nor labels means statically reserved disk where the agent has no other of the role. */
  #volumesOf(request: VolumesRequest): Resources {
    const disks = this.#context.registry
      .agentNamed(request.agent)
      ?.total.filter(({ kind }) => kind.name === "disk" && kind.role === request.role);
    const asked = reservationOf(request);
    const isStatic =
      request.principal === null &&
      request.labels === null &&
      disks?.isEmpty === false &&
      !disks.entries.some(
        ({ kind }) => kind.reservation !== null && sameReservation(kind.reservation, asked),
      );
    return Resources.of(
      ...request.volumes.map(({ id, sizeMilli, path }) =>
        volume(kindOf("disk", request.role, isStatic ? null : asked, id), sizeMilli, path),
      ),
    );
  }

  #rescindFor(agent: AgentRecord, operation: ResourceOperation, required: Resources): void {
    let missing = required;
    let recovered = Resources.none;
    for (const record of this.#offers.ofAgent(agent)) {
      const { resources } = record;
      const rest = missing.minus(resources);
      if (rest.equals(missing)) continue;
      recovered = recovered.plus(resources);
      missing = rest;
      this.#offers.rescind(record, "operator-operation", defaultRefuseMs);
      if (applyOperation(recovered, operation).ok) break;
    }
  }

  #answer(action: string, agent: string | null, role: string | null, status: number, message: string): void {
    this.#context.recorder.add("operator.answered", { agent, role, action, status, message });
  }
}

function reservationOf({ principal, labels }: Pick<ReserveRequest, "principal" | "labels">) {
  return { ...(principal === null ? {} : { principal }), ...(labels === null ? {} : { labels }) };
}

/** As whoever reserved those entries, which are of one reservation. */
function callAbout(agent: string, [first]: readonly Entry[]): Parties {
  return {
    agent,
    role: first?.kind.role ?? unreservedRole,
    principal: first?.kind.reservation?.principal ?? null,
  };
}

function reservedBy(request: ReserveRequest): Resources {
  return request.resources.flatten(request.role, reservationOf(request));
}
