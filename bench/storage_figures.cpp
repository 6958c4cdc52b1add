#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

std::string with_thousands(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string named(const std::string& name, Disk disk) {
  return disk == Disk::slow ? name + "_slow_disk" : name;
}

std::string labelled(const std::string& label, Disk disk) {
  return disk == Disk::slow ? label + ", flush + 2 ms" : label;
}

}  // namespace

Figure figure_at(std::size_t size, const std::string& name, const std::string& label,
                 const std::string& unit, Better better, std::optional<double> goal) {
  return {name + "_at_" + std::to_string(size), label + ", store of " + with_thousands(size), unit,
          better, goal};
}

Figure write_p50(std::size_t size) {
  return figure_at(size, "write_p50_ms", "one recorded step, p50", "ms", Better::lower);
}

Figure write_p99(std::size_t size) {
  return figure_at(size, "write_p99_ms", "one recorded step, p99", "ms", Better::lower);
}

// "Flat": within the noise of a fifth, whatever the size.
Figure write_growth(std::size_t size) {
  return figure_at(size, "write_growth", "one step beside the empty store's", "x", Better::lower,
                   1.2);
}

Figure writes_alone(std::size_t size, Disk disk) {
  return figure_at(size, named("writes_alone_per_s", disk),
                   labelled("recorded steps, 1 client", disk), "steps/s", Better::higher);
}

Figure writes_in_crowd(std::size_t size, Disk disk) {
  return figure_at(size, named("writes_in_crowd_per_s", disk),
                   labelled("recorded steps, 16 clients", disk), "steps/s", Better::higher);
}

Figure crowd_gain(std::size_t size, Disk disk) {
  return figure_at(size, named("crowd_gain", disk), labelled("16 clients beside 1", disk), "x",
                   Better::higher, 5);
}

Figure writes_kept(std::size_t size) {
  return figure_at(size, "writes_kept_percent", "acknowledged steps kept, 16 clients", "%",
                   Better::higher, 100);
}

Figure writes_by_processes(std::size_t size) {
  return figure_at(size, "writes_by_processes_per_s", "recorded steps, 16 processes on one store",
                   "steps/s", Better::higher);
}

Figure start_p50(std::size_t size) {
  return figure_at(size, "start_p50_ms", "start to answer of initialize, p50", "ms", Better::lower,
                   size == 0 ? 20 : 50);
}

Figure idle_memory(std::size_t size) {
  const std::optional<double> goal = size == 0 ? std::optional<double>(20) : std::nullopt;
  return figure_at(size, "idle_rss_mb", "idle resident memory", "MB", Better::lower, goal);
}

Figure bytes_per_episode(std::size_t size) {
  return figure_at(size, "bytes_per_episode", "disk for one episode of 8 steps", "bytes",
                   Better::lower);
}

Figure writes_while_filling() {
  return {"writes_while_filling_per_s",
          "writes while filling, 48 in flight",
          "calls/s",
          Better::higher,
          {}};
}

}  // namespace memory_mcp::bench
