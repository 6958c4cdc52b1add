#include "bench/sandbox_scripts.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "bench/bench_error.h"
#include "bench/data_hash.h"

namespace memory_mcp::bench {

std::string SandboxScripts::text(const std::string& file) const {
  std::ifstream in(folder_ / file);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw system_error("read " + (folder_ / file).string());
  return text.str();
}

SandboxJob SandboxScripts::simple() const { return {text("simple.js"), R"({"a":1})", "2"}; }

SandboxJob SandboxScripts::small_typescript() const {
  return {text("small.ts"), R"({"a":1})", "2"};
}

std::string SandboxScripts::data_hash() const {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    files.push_back(entry.path().filename().string());
  }
  std::sort(files.begin(), files.end());
  DataHash hash;
  for (const std::string& file : files) {
    hash.add(file);
    hash.add(text(file));
  }
  return hash.text();
}

}  // namespace memory_mcp::bench
