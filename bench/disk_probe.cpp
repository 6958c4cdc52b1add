#include "bench/disk_probe.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "bench/bench_error.h"
#include "bench/latency.h"

namespace memory_mcp::bench {
namespace {

constexpr long blocks = 1'000;
constexpr std::size_t block_bytes = 4'096;

}  // namespace

DiskProbe::DiskProbe(const std::filesystem::path& file)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) throw system_error("open " + file.string());
  for (long block = 0; block < blocks; ++block) write_ms();
}

DiskProbe::~DiskProbe() { ::close(descriptor_); }

double DiskProbe::write_ms() {
  static const std::string block(block_bytes, 'x');
  const long offset = next_block_ * static_cast<long>(block_bytes);
  next_block_ = (next_block_ + 1) % blocks;
  const SteadyTime started = now();
  const bool is_written = ::pwrite(descriptor_, block.data(), block.size(), offset) ==
                          static_cast<ssize_t>(block.size());
  if (!is_written || ::fdatasync(descriptor_) != 0) throw system_error("write to the probe file");
  return ms_since(started);
}

}  // namespace memory_mcp::bench
