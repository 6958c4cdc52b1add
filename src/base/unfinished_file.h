// A file that gets its name only when it is whole: until then it is called
// "<name>.unfinished-<process>", and it goes away when the work on it fails. Private to its owner;
// replaces no other file unless that is asked for.
#pragma once

#include <string>

#include "base/result.h"

namespace memory_mcp {

enum class IfThere { refuse, replace };

class UnfinishedFile {
 public:
  // conflict when `name` exists already and is not to be replaced.
  static Result<UnfinishedFile> begin(const std::string& name, IfThere if_there = IfThere::refuse);

  UnfinishedFile(UnfinishedFile&& other) noexcept
      : name_(std::move(other.name_)), if_there_(other.if_there_) {
    other.name_.clear();
  }
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();

  // Where to write meanwhile.
  std::string path() const;

  // Puts what was written on disk and gives the file its name.
  Status finish();

 private:
  UnfinishedFile(std::string name, IfThere if_there)
      : name_(std::move(name)), if_there_(if_there) {}

  std::string name_;  // Empty when there is nothing to clean up.
  IfThere if_there_;
};

}  // namespace memory_mcp
