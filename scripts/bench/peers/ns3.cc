// M/M/4 and machine repair on ns-3's Simulator::Schedule: `ns3 mmc|repair <count>`. A unit of time is a simulated second.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include "means.h"
#include "ns3/core-module.h"

using namespace ns3;

static std::mt19937_64 generator(1);
static double exponential(double rate) { return std::exponential_distribution<double>(rate)(generator); }
static double now() { return Simulator::Now().GetNanoSeconds() / 1e9; }
static void after(double seconds, void (*f)()) { Simulator::Schedule(NanoSeconds(std::llround(seconds * 1e9)), f); }

static Means* means;
static std::deque<double> waiting;
static int idle = 4;

static void leave();
static void serve(double arrived) {
  means->value(now() - arrived);
  if (means->over()) Simulator::Stop();
  after(exponential(1.0), leave);
}
static void leave() {
  if (waiting.empty()) { idle++; return; }
  double arrived = waiting.front();
  waiting.pop_front();
  serve(arrived);
}
static void arrive() {
  after(exponential(3.6), arrive);
  if (idle > 0) { idle--; serve(now()); } else waiting.push_back(now());
}

static const int repairers = 12;
static int down = 0;
static void change(int by) {
  means->level(now(), down);
  down += by;
  if (means->over()) Simulator::Stop();
}
static void repaired();
static void fail() {
  change(1);
  if (down <= repairers) after(exponential(1.0), repaired);
}
static void repaired() {
  change(-1);
  after(exponential(0.001), fail);
  if (down >= repairers) after(exponential(1.0), repaired);
}

int main(int, char** argv) {
  Means m(std::atol(argv[2]));
  means = &m;
  if (!std::strcmp(argv[1], "mmc")) after(0, arrive);
  else for (int i = 0; i < 10000; i++) after(exponential(0.001), fail);
  Simulator::Run();
  Simulator::Destroy();
  m.print();
}
