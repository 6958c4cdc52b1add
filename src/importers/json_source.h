// The JSON values of one file, one after the other: lines of JSON, the items of a list, or those of
// a list that is a member of the document. One of them is in memory at a time.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "json/json.h"

namespace memory_mcp {

class JsonSource {
 public:
  using OnValue = std::function<Status(const Json& value, std::int64_t line)>;
  // What is no JSON, or too long; reading goes on behind it where that can be told.
  using OnFlaw = std::function<void(std::int64_t line, std::string why)>;
  // Told of bytes of the file now and then.
  using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

  // A regular file. not_found, or unavailable when it cannot be read.
  static Result<JsonSource> open(const std::string& path, Progress progress);

  // Calls `on_value` with each value and stops at its first error. A document that is an object is
  // one value, or, where `member` is named, each item of the list which that member is.
  Status each(std::string_view member, const OnValue& on_value, const OnFlaw& on_flaw);

  const std::string& path() const { return path_; }
  // When the file was written: when what it tells of was over, if it does not say so itself.
  Timestamp written() const { return written_; }

 private:
  enum class Taken { value, end, too_long };

  JsonSource(std::string path, Progress progress);

  int peek();
  int next();
  void skip_space();
  // A line without its break; empty at the end, when at_end() is true.
  Taken take_line(std::string& line);
  // One value of a document, as it is written.
  Taken take_value(std::string& text);
  bool is_of_lines();
  void rewind();

  Status each_line(const OnValue& on_value, const OnFlaw& on_flaw);
  Status each_item(const OnValue& on_value, const OnFlaw& on_flaw);
  Status each_item_of(std::string_view member, const OnValue& on_value, const OnFlaw& on_flaw);
  Status give(const std::string& text, std::int64_t line, const OnValue& on_value,
              const OnFlaw& on_flaw);

  std::string path_;
  Progress progress_;
  Timestamp written_;
  std::int64_t bytes_ = 0;
  std::ifstream file_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::int64_t read_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace memory_mcp
