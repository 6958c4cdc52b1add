// Times of add_episode_step on memory-mcp: alone, sixteen in flight on one server, and sixteen
// servers on one store.
#pragma once

#include <vector>

#include "bench/disk_probe.h"
#include "bench/report.h"
#include "bench/sample_work.h"
#include "bench/servers.h"
#include "bench/sized_stores.h"
#include "bench/storage_figures.h"

namespace memory_mcp::bench {

// One write in flight; the stores and the bare disk take turns.
void measure_single_steps(const Server& server, const std::vector<SizedStore>& stores,
                          const SampleWork& work, DiskProbe& probe, Report& report);

// One client and sixteen in turns, each recording an episode of its own; then all is read back.
void measure_crowd_of_steps(const Server& server, const SizedStore& store, const SampleWork& work,
                            Disk disk, Report& report);

// Sixteen server processes on one store, one client each: what stdio clients really share.
void measure_processes(const Server& server, const SizedStore& store, const SampleWork& work,
                       Report& report);

}  // namespace memory_mcp::bench
