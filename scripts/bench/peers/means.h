// Batch means as scripts/bench/batch-means.ts makes them, and the JSON that the bench reads.
#pragma once
#include <sys/resource.h>
#include <cstdio>
#include <vector>

struct Means {
  long size, left;
  double sum = 0, since = 0, last = 0;
  std::vector<double> means;
  explicit Means(long count) : size(count / 21), left(size) {}
  bool over() const { return means.size() >= 21; }
  void value(double v) {
    sum += v;
    if (--left == 0) { means.push_back(sum / size); sum = 0; left = size; }
  }
  void level(double now, double v) {
    sum += v * (now - last);
    last = now;
    if (--left == 0) { means.push_back(sum / (now - since)); sum = 0; since = now; left = size; }
  }
  void print() const {
    rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    std::printf("{\"measured\":{\"cpuSeconds\":%f},\"outcome\":{\"means\":\"", cpu);
    for (size_t i = 0; i < 21 && i < means.size(); i++) std::printf(i ? " %.10g" : "%.10g", means[i]);
    std::printf("\"},\"failures\":[]}\n");
  }
};
