/** M/M/4 in simscript: `simscript.mjs <folder of its package> mmc <count>`. */

import { createRequire } from "node:module";
import { join } from "node:path";
import { argv, cpuUsage, stdout } from "node:process";

const [, , folder, , text] = argv;
// It waits for a browser's next frame now and then.
globalThis.requestAnimationFrame = (work) => setImmediate(work);
const { Entity, Queue, Simulation } = createRequire(join(folder, "package.json"))("simscript");
const size = Math.floor(Number(text) / 21);
const means = [];
let [sum, left] = [0, size];
let seed = 1;

/** Uniform in (0, 1): mulberry32. */
function uniform() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
}
const exponential = (rate) => -Math.log(uniform()) / rate;

class Customer extends Entity {
  async script() {
    const { servers } = this.simulation;
    const arrived = this.simulation.timeNow;
    await this.enterQueue(servers);
    sum += this.simulation.timeNow - arrived;
    if (--left === 0) {
      means.push(sum / size);
      [sum, left] = [0, size];
    }
    await this.delay(exponential(1));
    this.leaveQueue(servers);
  }
}

class Source extends Entity {
  async script() {
    while (means.length < 21) {
      this.simulation.activate(new Customer());
      await this.delay(exponential(3.6));
    }
  }
}

class MM4 extends Simulation {
  servers = new Queue("servers", 4);
  onStarting() {
    super.onStarting();
    this.activate(new Source());
  }
}

const simulation = new MM4({ maxTimeStep: 0, frameDelay: 0 });
await new Promise((over) => {
  simulation.finished.addEventListener(over);
  simulation.start();
});
const { user, system } = cpuUsage();
const done = {
  measured: { cpuSeconds: (user + system) / 1e6 },
  outcome: { means: means.slice(0, 21).join(" ") },
  failures: [],
};
stdout.write(`${JSON.stringify(done)}\n`);
