#include "transport/line_splitter.h"

#include "base/text.h"

namespace memory_mcp {

void LineSplitter::feed(std::string_view chunk) {
  while (!chunk.empty()) {
    const auto end = chunk.find('\n');
    if (end == std::string_view::npos) {
      keep(chunk);
      return;
    }
    const std::string_view line = chunk.substr(0, end);
    chunk.remove_prefix(end + 1);
    if (partial_.empty() && !skipping_ && line.size() <= line_bytes_max_) {
      emit(line);  // The usual case: a whole line in one chunk, and no copy.
    } else {
      keep(line);
      finish();
    }
  }
}

void LineSplitter::finish() {
  if (!skipping_) emit(partial_);
  partial_.clear();
  skipping_ = false;
}

void LineSplitter::keep(std::string_view part) {
  if (skipping_) return;
  // The carriage return of a CRLF is not part of the line, so one byte more may come.
  if (partial_.size() + part.size() <= line_bytes_max_ + 1) {
    partial_ += part;
    return;
  }
  skipping_ = true;
  partial_ = {};
  sinks_.oversized();
}

void LineSplitter::emit(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (is_blank(line)) return;
  if (line.size() > line_bytes_max_)
    sinks_.oversized();
  else
    sinks_.line(line);
}

}  // namespace memory_mcp
