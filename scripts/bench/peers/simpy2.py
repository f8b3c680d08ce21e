"""M/M/4 and machine repair in SimPy 2 (Debian's python3-simpy): `simpy2.py mmc|repair <count>`."""

import json
import random
import resource
import sys

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request

BATCHES = 21
model, count = sys.argv[1], int(sys.argv[2])
size = count // BATCHES
means = []
draw = random.Random(1)


class Waits:
    """Means of values that come one by one."""

    total, left = 0.0, size

    def add(self, value):
        self.total += value
        self.left -= 1
        if self.left == 0:
            means.append(self.total / size)
            self.total, self.left = 0.0, size
            if len(means) == BATCHES:
                sim.stopSimulation()


class Down:
    """Means over time of how many machines are down."""

    number, area, since, last, left = 0, 0.0, 0.0, 0.0, size

    def change(self, by):
        now = sim.now()
        self.area += self.number * (now - self.last)
        self.last = now
        self.number += by
        self.left -= 1
        if self.left == 0:
            means.append(self.area / (now - self.since))
            self.area, self.since, self.left = 0.0, now, size
            if len(means) == BATCHES:
                sim.stopSimulation()


class Customer(Process):
    def go(self):
        arrived = self.sim.now()
        yield request, self, servers
        waits.add(self.sim.now() - arrived)
        yield hold, self, draw.expovariate(1.0)
        yield release, self, servers


class Source(Process):
    def go(self):
        while True:
            customer = Customer(sim=self.sim)
            self.sim.activate(customer, customer.go())
            yield hold, self, draw.expovariate(3.6)


class Machine(Process):
    def go(self):
        while True:
            yield hold, self, draw.expovariate(0.001)
            down.change(1)
            yield request, self, servers
            yield hold, self, draw.expovariate(1.0)
            yield release, self, servers
            down.change(-1)


sim = Simulation()
sim.initialize()
if model == "mmc":
    waits = Waits()
    servers = Resource(capacity=4, sim=sim)
    source = Source(sim=sim)
    sim.activate(source, source.go())
else:
    down = Down()
    servers = Resource(capacity=12, sim=sim)
    for _ in range(10000):
        machine = Machine(sim=sim)
        sim.activate(machine, machine.go())
sim.simulate(until=1e12)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "measured": {"cpuSeconds": used.ru_utime + used.ru_stime},
    "outcome": {"means": " ".join(map(str, means))},
    "failures": [],
}))
