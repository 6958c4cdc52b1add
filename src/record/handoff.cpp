#include "record/handoff.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/id.h"
#include "base/sha256.h"
#include "json/from_json.h"
#include "json/to_json.h"
#include "record/check_episode.h"
#include "record/writers.h"

namespace memory_mcp {
namespace {

constexpr const char* pack_format = "memory-mcp-handoff";
constexpr std::int64_t pack_version = 1;
// Up to which JavaScript has every whole number: 2^53 - 1.
constexpr double whole_number_max = 9'007'199'254'740'991;

std::optional<std::string> some_writer(std::string_view writer) {
  return writer == local_name ? std::nullopt : std::optional<std::string>(writer);
}

Error is_completed(const Episode& episode) {
  return {Fault::conflict,
          "episode " + episode.id + " is completed (" +
              std::string(name_of(episode.outcome->type)) +
              "): there is nothing left to hand on; record further work in a new episode",
          "episode_id"};
}

bool says_the_same(const Checkpoint& made, const NewCheckpoint& wanted, const Writing& at,
                   std::int64_t steps) {
  return made.note == wanted.note && made.remaining == wanted.remaining &&
         made.cautions == wanted.cautions && made.writer == some_writer(at.writer) &&
         made.after_steps == steps && !made.resumed_at;
}

Status check_room(const std::vector<Checkpoint>& checkpoints, const std::string& id) {
  if (checkpoints.size() < limits::checkpoints_per_episode_max) return Done{};
  return exhausted("episode " + id + " has " + std::to_string(checkpoints.size()) +
                   " checkpoints, as many as one may have; complete it and go on in a new one");
}

// The same for JSON that differs in looks only, as it does when another program has read it and
// written it again: in the order of members, and in 1.0 for 1.
void append_canonical(const Json& json, std::string& text) {
  if (json.is_object()) {
    std::map<std::string, const Json*> members;
    for (const auto& [key, value] : json.items()) members[key] = &value;
    text += '{';
    for (const auto& [key, value] : members) {
      text += to_line(Json(key)) + ':';
      append_canonical(*value, text);
      text += ',';
    }
    text += '}';
  } else if (json.is_array()) {
    text += '[';
    for (const Json& item : json) {
      append_canonical(item, text);
      text += ',';
    }
    text += ']';
  } else if (json.is_number_float() && std::abs(json.get<double>()) <= whole_number_max &&
             std::trunc(json.get<double>()) == json.get<double>()) {
    text += std::to_string(static_cast<std::int64_t>(json.get<double>()));
  } else {
    text += to_line(json);
  }
}

std::string canonical(const Json& json) {
  std::string text;
  append_canonical(json, text);
  return text;
}

std::string checksum_of(HandoffPack pack) {
  pack.checksum.clear();
  return sha256_hex(canonical(to_json(pack)));
}

std::string text_of(HandoffPack pack) {
  pack.checksum = checksum_of(pack);
  return to_line(to_json(pack));
}

// Notes that it is being resumed, and tells who did so before.
Status mark_resumed(Transaction& transaction, const Clock& clock, const Writing& at,
                    Resumed& resumed) {
  Checkpoint& checkpoint = *resumed.checkpoint;
  resumed.resumed_before_at = checkpoint.resumed_at;
  resumed.resumed_before_by = checkpoint.resumed_by;
  checkpoint.resumed_at = clock.now();
  checkpoint.resumed_by = std::string(at.writer);
  return transaction.put_checkpoint(checkpoint);
}

Result<Resumed> insert_from(Transaction& transaction, const Clock& clock, const Writing& at,
                            const HandoffPack& pack) {
  if (!pack.is_whole) {
    return Error{Fault::not_found,
                 "there is no episode " + pack.episode.id + " in namespace \"" +
                     std::string(at.namespace_name) +
                     "\", and this pack is too large to have its steps with it; resume it where it "
                     "was made",
                 "pack"};
  }
  Resumed resumed{.episode = pack.episode, .checkpoint = pack.checkpoint, .created = true};
  // Whoever brings it answers for it: a pack can name anybody.
  resumed.episode.writer = some_writer(at.writer);
  resumed.episode.other_writers.clear();
  TRY(transaction.insert(resumed.episode));
  TRY(mark_resumed(transaction, clock, at, resumed));
  return resumed;
}

// Steps may have been added since; those of the pack must be there as they were.
Status check_same(const Episode& stored, const HandoffPack& pack) {
  const bool is_same_task =
      stored.start_time == pack.episode.start_time && stored.task_type == pack.episode.task_type;
  const bool has_steps = std::ranges::all_of(pack.episode.steps, [&](const Step& step) {
    const auto same = std::ranges::find(stored.steps, step.step_number, &Step::step_number);
    return same != stored.steps.end() && canonical(to_json(*same)) == canonical(to_json(step));
  });
  if (is_same_task && has_steps) return Done{};
  return Error{Fault::conflict,
               "episode " + stored.id +
                   " is here already, and is another one than that of the pack; resume it by its "
                   "episode_id, or the pack where it was made",
               "pack"};
}

Error bad_pack(const std::string& why) {
  return invalid_argument("pack", why +
                                      "; pass it unchanged as checkpoint_episode returned it, or "
                                      "resume by episode_id alone where the episode is");
}

}  // namespace

Result<CheckpointMade> make_checkpoint(Store& store, const Clock& clock, const Writing& at,
                                       const std::string& id, const NewCheckpoint& wanted) {
  return store.write(at.namespace_name, [&](Transaction& transaction) -> Result<CheckpointMade> {
    Episode episode = TRY(transaction.episode(id));
    if (episode.outcome) return is_completed(episode);
    const auto before = TRY(transaction.checkpoints(id));
    const std::int64_t steps = std::ssize(episode.steps);
    if (!before.empty() && says_the_same(before.back(), wanted, at, steps)) {
      return CheckpointMade{before.back(), std::move(episode), true};
    }
    TRY(check_room(before, id));
    const Checkpoint checkpoint{.id = make_id(clock),
                                .episode_id = id,
                                .made_at = clock.now(),
                                .writer = some_writer(at.writer),
                                .after_steps = steps,
                                .note = wanted.note,
                                .remaining = wanted.remaining,
                                .cautions = wanted.cautions};
    TRY(transaction.put_checkpoint(checkpoint));
    return CheckpointMade{checkpoint, std::move(episode), false};
  });
}

std::string pack_text(const std::string& namespace_name, const CheckpointMade& made,
                      bool& is_whole) {
  HandoffPack pack{.format = pack_format,
                   .version = pack_version,
                   .namespace_name = namespace_name,
                   .checkpoint = made.checkpoint,
                   .is_whole = true,
                   .episode = made.episode};
  std::string text = text_of(pack);
  is_whole = text.size() <= limits::handoff_bytes_max;
  if (is_whole) return text;
  pack.is_whole = false;
  pack.episode.steps.clear();
  return text_of(pack);
}

Result<HandoffPack> read_pack(std::string_view text) {
  const auto json = parse_json(text, limits::handoff_bytes_max, limits::document_depth_max);
  if (!json.ok()) return bad_pack("this is no pack: " + json.error().message);
  auto pack = from_json<HandoffPack>(*json, "pack");
  if (!pack.ok()) return bad_pack(pack.error().message);
  if (pack->format != pack_format || pack->version != pack_version) {
    return bad_pack("this is a pack of format \"" + pack->format + "\", version " +
                    std::to_string(pack->version) + ", and this program reads " + pack_format +
                    ", version " + std::to_string(pack_version));
  }
  if (pack->checksum != checksum_of(*pack)) {
    return bad_pack("its checksum does not match: it was changed since it was made");
  }
  const Status checked = check_episode(pack->episode);
  if (!checked.ok()) return bad_pack(checked.error().message);
  if (pack->episode.outcome || pack->checkpoint.episode_id != pack->episode.id) {
    return bad_pack("its checkpoint is not one of an open episode");
  }
  return pack;
}

Result<Resumed> resume_here(Store& store, const Clock& clock, const Writing& at,
                            const std::string& id) {
  return store.write(at.namespace_name, [&](Transaction& transaction) -> Result<Resumed> {
    Resumed resumed{.episode = TRY(transaction.episode(id))};
    if (resumed.episode.outcome) return is_completed(resumed.episode);
    const auto checkpoints = TRY(transaction.checkpoints(id));
    if (checkpoints.empty()) return resumed;
    resumed.checkpoint = checkpoints.back();
    TRY(mark_resumed(transaction, clock, at, resumed));
    return resumed;
  });
}

Result<Resumed> resume_pack(Store& store, const Clock& clock, const Writing& at,
                            const HandoffPack& pack) {
  if (pack.namespace_name != at.namespace_name) {
    return invalid_argument("namespace", "this pack is of the namespace \"" + pack.namespace_name +
                                             "\"; pass that one as namespace");
  }
  return store.write(at.namespace_name, [&](Transaction& transaction) -> Result<Resumed> {
    auto stored = transaction.episode(pack.episode.id);
    if (!stored.ok()) {
      if (stored.error().fault != Fault::not_found) return stored.error();
      return insert_from(transaction, clock, at, pack);
    }
    TRY(check_same(*stored, pack));
    if (stored->outcome) return is_completed(*stored);
    Resumed resumed{.episode = *std::move(stored), .checkpoint = pack.checkpoint};
    const auto known = TRY(transaction.checkpoints(resumed.episode.id));
    const auto same = std::ranges::find(known, pack.checkpoint.id, &Checkpoint::id);
    if (same == known.end()) {
      TRY(check_room(known, resumed.episode.id));
    } else {
      resumed.checkpoint = *same;
    }
    TRY(mark_resumed(transaction, clock, at, resumed));
    return resumed;
  });
}

}  // namespace memory_mcp
