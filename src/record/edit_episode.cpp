#include "record/edit_episode.h"

#include <algorithm>

#include "base/text.h"
#include "recall/embedding/stored_vectors.h"
#include "record/tags.h"
#include "record/writers.h"

namespace memory_mcp {
namespace {

Result<std::vector<std::string>> normal(const std::vector<std::string>& tags, const char* field) {
  auto normal = normal_tags(tags);
  if (normal.ok()) return normal;
  return invalid_argument(field, std::move(normal).error().message);
}

bool has(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

// Whatever the episode looks like.
Status check_edit(const EpisodeEdit& edit) {
  const bool has_some = edit.task_description || edit.set_tags || !edit.add_tags.empty() ||
                        !edit.remove_tags.empty() || !edit.set_metadata.empty() ||
                        !edit.remove_metadata.empty();
  if (!has_some) {
    return invalid_argument("",
                            "nothing is to be changed; give task_description, set_tags, add_tags, "
                            "remove_tags, set_metadata or remove_metadata");
  }
  if (edit.set_tags && !(edit.add_tags.empty() && edit.remove_tags.empty())) {
    return invalid_argument(
        "set_tags",
        "set_tags replaces all tags; leave it out to add some with add_tags or to take "
        "some away with remove_tags");
  }
  for (const std::string& key : edit.remove_metadata) {
    if (edit.set_metadata.contains(key)) {
      return invalid_argument("remove_metadata", "\"" + std::string(cut_to_bytes(key, 60)) +
                                                     "\" is in set_metadata, too; name it in one "
                                                     "of both");
    }
  }
  return Done{};
}

Result<std::vector<std::string>> edited_tags(const std::vector<std::string>& tags,
                                             const EpisodeEdit& edit) {
  if (edit.set_tags) return normal(*edit.set_tags, "set_tags");
  const auto added = TRY(normal(edit.add_tags, "add_tags"));
  const auto removed = TRY(normal(edit.remove_tags, "remove_tags"));
  std::vector<std::string> all = tags;
  for (const std::string& tag : added) {
    if (has(removed, tag)) {
      return invalid_argument("remove_tags",
                              "\"" + tag + "\" is in add_tags, too; name it in one of both");
    }
    if (!has(all, tag)) all.push_back(tag);
  }
  std::erase_if(all, [&](const std::string& tag) { return has(removed, tag); });
  if (all.size() > limits::tags_max) {
    return invalid_argument("add_tags", "the episode would have " + std::to_string(all.size()) +
                                            " tags, and may have " +
                                            std::to_string(limits::tags_max) +
                                            "; take some away with remove_tags");
  }
  std::ranges::sort(all);
  return all;
}

Result<std::map<std::string, std::string>> edited_metadata(
    std::map<std::string, std::string> metadata, const EpisodeEdit& edit) {
  for (const auto& [key, value] : edit.set_metadata) metadata[key] = value;
  for (const std::string& key : edit.remove_metadata) metadata.erase(key);
  if (metadata.size() > limits::metadata_keys_max) {
    return invalid_argument("set_metadata", "the episode would have " +
                                                std::to_string(metadata.size()) +
                                                " keys of metadata, and may have " +
                                                std::to_string(limits::metadata_keys_max) +
                                                "; take some away with remove_metadata");
  }
  return metadata;
}

// A completed one is counted with its steps when it is written.
Result<Episode> read_for_writing(Transaction& transaction, const std::string& id) {
  const bool is_open = TRY(transaction.status(id)) == EpisodeStatus::open;
  return is_open ? transaction.episode_without_steps(id) : transaction.episode(id);
}

template <typename Value>
void change(Value& value, Value wanted, const char* name, std::vector<std::string>& changed) {
  if (value == wanted) return;
  value = std::move(wanted);
  changed.emplace_back(name);
}

}  // namespace

Result<EpisodeEdited> edit_episode(Store& store, const Writing& at, const std::string& id,
                                   const EpisodeEdit& edit) {
  TRY(check_edit(edit));
  return store.write(at.namespace_name, [&](Transaction& transaction) -> Result<EpisodeEdited> {
    EpisodeEdited edited{.episode = TRY(read_for_writing(transaction, id)), .changed = {}};
    Episode& episode = edited.episode;
    const std::string description = episode.task_description;
    change(episode.task_description, edit.task_description.value_or(description),
           "task_description", edited.changed);
    change(episode.context.tags, TRY(edited_tags(episode.context.tags, edit)), "tags",
           edited.changed);
    change(episode.metadata, TRY(edited_metadata(episode.metadata, edit)), "metadata",
           edited.changed);
    const bool is_described_anew = episode.task_description != description;
    // It is found out when an open one is completed; those that are keep theirs with their scores.
    if (is_described_anew && episode.status == EpisodeStatus::open) episode.novelty.reset();
    if (!edited.changed.empty()) {
      TRY(add_writer(episode, at.writer));
      TRY(transaction.update(episode));
    }
    if (is_described_anew) {
      TRY(transaction.forget_vectors(filed(description)));
    }
    episode.steps.clear();
    return edited;
  });
}

}  // namespace memory_mcp
