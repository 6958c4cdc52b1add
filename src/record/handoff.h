// Handing a half-done episode to somebody else: a checkpoint beside it, and a pack of all that
// whoever goes on needs, also on another server.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/recorder.h"

namespace memory_mcp {

struct NewCheckpoint {
  std::string note;
  std::vector<std::string> remaining;
  std::vector<std::string> cautions;
};

struct CheckpointMade {
  Checkpoint checkpoint;
  Episode episode;        // With its steps.
  bool repeated = false;  // Its writer has just made one that says the same.
};

// conflict when the episode is completed, exhausted when it has as many checkpoints as it may.
Result<CheckpointMade> make_checkpoint(Store& store, const Clock& clock, const Writing& at,
                                       const std::string& id, const NewCheckpoint& wanted);

struct HandoffPack {
  std::string format;
  std::int64_t version = 0;
  std::string namespace_name;
  Checkpoint checkpoint;
  bool is_whole = false;  // With all steps; otherwise with none of them.
  Episode episode;
  std::string checksum;

  static constexpr auto fields() {
    return std::tuple{
        required("format", &HandoffPack::format, "memory-mcp-handoff."),
        required("version", &HandoffPack::version, "Of the format."),
        required("namespace", &HandoffPack::namespace_name, "Where the episode is.")
            .length(1, limits::namespace_bytes_max)
            .matching(namespace_rule),
        required("checkpoint", &HandoffPack::checkpoint, "Where it was left."),
        required("is_whole", &HandoffPack::is_whole, "Whether it has all steps."),
        required("episode", &HandoffPack::episode, "What was done until then."),
        required("checksum", &HandoffPack::checksum, "Whether it is as it was made."),
    };
  }
};

// As JSON text. The steps are left out when it would be larger than limits::handoff_bytes_max.
std::string pack_text(const std::string& namespace_name, const CheckpointMade& made,
                      bool& is_whole);
// invalid_argument when it is none, or not as it was made.
Result<HandoffPack> read_pack(std::string_view text);

struct Resumed {
  Episode episode;  // As it is now, with its steps.
  std::optional<Checkpoint> checkpoint;
  // By whom, and when, the checkpoint had been resumed already.
  std::optional<Timestamp> resumed_before_at;
  std::optional<std::string> resumed_before_by;
  bool created = false;  // It was not here, and was made from the pack.
};

// Goes on with an episode from its newest checkpoint, if it has any. not_found when it is not here,
// conflict when it is completed.
Result<Resumed> resume_here(Store& store, const Clock& clock, const Writing& at,
                            const std::string& id);
// Goes on from what the pack tells. Where its episode is not, a whole pack makes it anew, as opened
// by whoever resumes it. conflict when the episode of that id is another one here.
Result<Resumed> resume_pack(Store& store, const Clock& clock, const Writing& at,
                            const HandoffPack& pack);

}  // namespace memory_mcp
