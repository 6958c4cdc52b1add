// The limit of every durable write: 4 KiB written and flushed by fdatasync on the same disk, into
// blocks that already exist. No durable store answers faster than this.
#pragma once

#include <filesystem>

namespace memory_mcp::bench {

class DiskProbe {
 public:
  explicit DiskProbe(const std::filesystem::path& file);
  ~DiskProbe();
  DiskProbe(const DiskProbe&) = delete;
  DiskProbe& operator=(const DiskProbe&) = delete;

  // Writes the next block durably; returns how long that took.
  double write_ms();

 private:
  int descriptor_ = -1;
  long next_block_ = 0;
};

}  // namespace memory_mcp::bench
