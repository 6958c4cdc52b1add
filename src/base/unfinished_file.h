// A file that gets its name only when it is whole: until then it is called
// "<name>.unfinished-<process>", and it goes away when the work on it fails. Private to its owner;
// never replaces another file.
#pragma once

#include <string>

#include "base/result.h"

namespace memory_mcp {

class UnfinishedFile {
 public:
  // conflict when `name` exists already.
  static Result<UnfinishedFile> begin(const std::string& name);

  UnfinishedFile(UnfinishedFile&& other) noexcept : name_(std::move(other.name_)) {
    other.name_.clear();
  }
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();

  // Where to write meanwhile.
  std::string path() const;

  // Puts what was written on disk and gives the file its name.
  Status finish();

 private:
  explicit UnfinishedFile(std::string name) : name_(std::move(name)) {}

  std::string name_;  // Empty when there is nothing to clean up.
};

}  // namespace memory_mcp
