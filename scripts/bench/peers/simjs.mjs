/** M/M/4 and machine repair in simjs: `simjs.mjs <folder of its package> mmc|repair <count>`. */

import { createRequire } from "node:module";
import { join } from "node:path";
import { argv, cpuUsage, stdout } from "node:process";

const [, , folder, model, text] = argv;
// It looks for a browser's window.
globalThis.window = {};
createRequire(join(folder, "package.json"))("simjs");
const { Sim, Entity, Facility, Random } = globalThis.window.Sim;
const size = Math.floor(Number(text) / 21);
const means = [];
let [sum, left, since, last, down] = [0, size, 0, 0, 0];

const random = new Random(1);
const sim = new Sim();

function waited(value) {
  sum += value;
  if (--left > 0) return;
  means.push(sum / size);
  [sum, left] = [0, size];
}

function changed(now, by) {
  sum += down * (now - last);
  last = now;
  down += by;
  if (--left > 0) return;
  means.push(sum / (now - since));
  [sum, since, left] = [0, now, size];
}

if (model === "mmc") {
  const servers = new Facility("servers", Facility.FCFS, 4);
  class Source extends Entity {
    start() {
      this.arrive();
    }
    arrive() {
      if (means.length >= 21) return;
      const arrived = this.time();
      const service = random.exponential(1);
      // What it tells at the end: when that was.
      this.useFacility(servers, service).done(() => waited(this.time() - arrived - service));
      this.setTimer(random.exponential(3.6)).done(this.arrive);
    }
  }
  sim.addEntity(Source);
} else {
  const repairers = new Facility("repairers", Facility.FCFS, 12);
  class Machine extends Entity {
    start() {
      this.run();
    }
    run() {
      if (means.length >= 21) return;
      this.setTimer(random.exponential(0.001)).done(this.fail);
    }
    fail() {
      changed(this.time(), 1);
      this.useFacility(repairers, random.exponential(1)).done(this.repaired);
    }
    repaired() {
      changed(this.time(), -1);
      this.run();
    }
  }
  for (let i = 0; i < 10_000; i++) sim.addEntity(Machine);
}
sim.simulate(Number.MAX_VALUE);
const { user, system } = cpuUsage();
const done = {
  measured: { cpuSeconds: (user + system) / 1e6 },
  outcome: { means: means.slice(0, 21).join(" ") },
  failures: [],
};
stdout.write(`${JSON.stringify(done)}\n`);
