/** Scenarios with known answers: agents as machines under repair, jobs as customers of a queue. */

/**
 * N machines, each up for an exponential time of mean `up` and down for one of mean `down`, all up at 0: the mean share
 * of them that is up over [from, to]. A machine is up at t with probability A + (1 - A) e^-(1/up + 1/down) t, where
 * A = up / (up + down) (e.g. Trivedi, Probability and Statistics, ch. 8: the two-state chain).
 */
export function shareUp(up: number, down: number, from: number, to: number): number {
  const rate = 1 / up + 1 / down;
  const available = up / (up + down);
  const decayed = (Math.exp(-rate * from) - Math.exp(-rate * to)) / rate;
  return available + ((1 - available) * decayed) / (to - from);
}

/**
 * The same in the long run, where only so many crews mend them: the number that is down is a birth-death chain with rates
 * (N - n) / up and min(n, crews) / down (the machine-repair model; e.g. Trivedi, ch. 8).
 */
export function shareUpWithCrews(machines: number, up: number, down: number, crews: number): number {
  let weight = 1;
  let [sum, allUp] = [1, machines];
  for (let n = 1; n <= machines; n++) {
    weight *= (machines - n + 1) / up / (Math.min(n, crews) / down);
    sum += weight;
    allUp += weight * (machines - n);
  }
  return allUp / sum / machines;
}

/**
 * Customers in service of M/M/infinity, empty at 0: their number at t is Poisson of mean l s (1 - e^-t/s), with l arrivals
 * in a unit of time and s the mean time in service (Kleinrock, Queueing Systems I, 3.4); its mean over [0, to].
 */
export function meanInService(arrivals: number, service: number, to: number): number {
  return arrivals * service * (1 - (1 - Math.exp(-to / service)) / (to / service));
}

/** Three machines, up for 20 h and down for 10 h in the mean: hosts with one process each, which lives and dies with its host. */
export const machineRepair = `name: machine-repair
duration: 5d
network: { latency: 0ms }
agents: [{ id: m, count: 3, resources: { cpus: 1, mem: 1GiB, disk: 1GiB } }]
frameworks:
  - { name: marathon, kind: marathon, role: marathon, principal: marathon, flags: { decline_offer_duration: 86400000, reconciliation_interval: 86400000, scale_apps_interval: 86400000 } }
apps:
  - id: /machine
    cmd: serve
    cpus: 1
    mem: 512
    instances: 3
    container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 10 } }] }
    residency: { taskLostBehavior: WAIT_FOREVER }
tasks: [{ staging: 0s }]
faults:
  - { do: agent.crash, agents: all, every: { exponential: { mean: 20h } }, recovers: { exponential: { mean: 10h } } }
`;

/** Jobs come every 2 minutes and take 4 in the mean, on as many cpus as `servers`, first come, first served. */
export const queueOf = (servers: number): string => `name: queue
duration: 6h
network: { latency: 0ms }
agents: [{ id: s, resources: { cpus: ${servers}, mem: 1TiB } }]
frameworks:
  - name: jobs
    kind: batch
    role: jobs
    arrives: { exponential: { mean: 2m } }
    task: { cpus: 1, mem: 16, runs: { exponential: { mean: 4m } } }
`;
