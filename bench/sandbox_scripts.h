// The scripts that the sandbox and its rivals run: the files of bench/scripts. Each is the body of
// a function with `input` in scope.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace memory_mcp::bench {

// A script that is meant to succeed. Input and output are JSON text.
struct SandboxJob {
  std::string code;
  std::string input;
  std::string output;  // what it must give
};

class SandboxScripts {
 public:
  explicit SandboxScripts(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::string text(const std::string& file) const;

  // `return input.a + 1`: so little that only what is around it is measured.
  SandboxJob simple() const;
  SandboxJob small_typescript() const;

  // Over all files.
  std::string data_hash() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace memory_mcp::bench
