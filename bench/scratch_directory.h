// A directory of our own on the disk to be measured; gone when the benchmark ends.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/bench_error.h"

namespace memory_mcp::bench {

class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::filesystem::path& parent) {
    std::filesystem::create_directories(parent);
    std::string name = (std::filesystem::absolute(parent) / "run-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw system_error("make a directory in " + parent.string());
    path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;  // a leftover directory must not hide the figures
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  // A new, empty directory inside.
  std::filesystem::path make(const std::string& name) const {
    std::filesystem::create_directories(path_ / name);
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace memory_mcp::bench
