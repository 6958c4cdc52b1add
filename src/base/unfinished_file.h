// A file that gets its name only when it is whole: until then it is called
// "<name>.unfinished-<process>", and it goes away when the work on it fails. Private to its owner;
// replaces another file only when told to, and then at once.
#pragma once

#include <string>

#include "base/result.h"

namespace memory_mcp {

class UnfinishedFile {
 public:
  enum class Existing { kept, replaced };

  // conflict when `name` exists already and is to be kept. Of those who replace one name, each
  // loses what another wrote meanwhile: they need a lock of their own.
  static Result<UnfinishedFile> begin(const std::string& name, Existing existing = Existing::kept);

  UnfinishedFile(UnfinishedFile&& other) noexcept
      : name_(std::move(other.name_)), existing_(other.existing_) {
    other.name_.clear();
  }
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();

  // Where to write meanwhile.
  std::string path() const;

  // Puts what was written on disk and gives the file its name.
  Status finish();

 private:
  UnfinishedFile(std::string name, Existing existing)
      : name_(std::move(name)), existing_(existing) {}

  std::string name_;  // Empty when there is nothing to clean up.
  Existing existing_;
};

}  // namespace memory_mcp
