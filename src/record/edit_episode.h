// Changing what an episode is found by: its description, tags and metadata. What happened in it,
// how it ended and what it was worth are not for changing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/recorder.h"

namespace memory_mcp {

struct EpisodeEdit {
  std::optional<std::string> task_description;
  std::optional<std::vector<std::string>> set_tags;  // Instead of those it has.
  std::vector<std::string> add_tags;
  std::vector<std::string> remove_tags;
  std::map<std::string, std::string> set_metadata;
  std::vector<std::string> remove_metadata;
};

struct EpisodeEdited {
  Episode episode;                   // Without its steps.
  std::vector<std::string> changed;  // Which of its members are not as they were.
};

// Nothing is written when nothing changes, so that the same edit may be sent again.
// invalid_argument naming the member of the edit that is at fault.
Result<EpisodeEdited> edit_episode(Store& store, const Writing& at, const std::string& id,
                                   const EpisodeEdit& edit);

}  // namespace memory_mcp
