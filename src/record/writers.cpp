#include "record/writers.h"

#include <algorithm>

#include "base/limits.h"

namespace memory_mcp {

Status add_writer(Episode& episode, std::string_view writer) {
  auto& others = episode.other_writers;
  if (writer == writer_of(episode) || std::ranges::find(others, writer) != others.end()) {
    return Done{};
  }
  if (others.size() == limits::other_writers_max) {
    return exhausted("episode " + episode.id + " was written by " + std::to_string(others.size()) +
                     " others already, as many as one may have; go on in a new one");
  }
  others.emplace_back(writer);
  return Done{};
}

}  // namespace memory_mcp
