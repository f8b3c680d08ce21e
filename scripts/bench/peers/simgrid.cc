// M/M/4 on SimGrid, one actor for each customer, a semaphore of four: `simgrid mmc <count>`.
#include <cstdlib>
#include <random>
#include <simgrid/s4u.hpp>
#include "means.h"

namespace sg = simgrid::s4u;

static std::mt19937_64 generator(1);
static double exponential(double rate) { return std::exponential_distribution<double>(rate)(generator); }

int main(int argc, char** argv) {
  sg::Engine engine(&argc, argv);
  Means means(std::atol(argv[2]));
  auto* zone = sg::create_full_zone("zone");
  auto* host = zone->create_host("host", 1e9);
  zone->seal();
  auto servers = sg::Semaphore::create(4);
  sg::Actor::create("source", host, [&] {
    while (!means.over()) {
      sg::Actor::create("customer", host, [&] {
        double arrived = sg::Engine::get_clock();
        servers->acquire();
        if (!means.over()) means.value(sg::Engine::get_clock() - arrived);
        sg::this_actor::sleep_for(exponential(1.0));
        servers->release();
      });
      sg::this_actor::sleep_for(exponential(3.6));
    }
  });
  engine.run();
  means.print();
}
