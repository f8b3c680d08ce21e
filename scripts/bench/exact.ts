/** Exact long-run answers for the models of `peers`, by the textbook (Kleinrock, Queueing Systems I, chapter 3). */

/** Mean wait in an M/M/c queue: Erlang's C, over what the servers have left. */
export function meanWait(arrivals: number, services: number, servers: number): number {
  const load = arrivals / services;
  // Erlang's B by its recursion, then C from B.
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  const waits = blocked / (1 - (load / servers) * (1 - blocked));
  return waits / (servers * services - arrivals);
}

/** Mean number of machines down: birth and death, failures of those that are up, repairs by those repairers. */
export function meanDown(machines: number, failures: number, repairers: number, repairs: number): number {
  // The weight of n down, each from the one before; scaled by none, since the load here keeps them finite.
  let [weight, sum, area] = [1, 1, 0];
  for (let n = 1; n <= machines; n++) {
    weight *= ((machines - n + 1) * failures) / (Math.min(n, repairers) * repairs);
    sum += weight;
    area += n * weight;
  }
  return area / sum;
}
