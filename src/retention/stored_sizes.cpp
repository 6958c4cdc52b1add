#include "retention/stored_sizes.h"

namespace memory_mcp {
namespace {

std::int64_t bytes_of(const std::optional<std::string>& text) {
  return text ? std::ssize(*text) : 0;
}

std::int64_t bytes_of(const Episode& episode) {
  std::int64_t bytes = std::ssize(episode.id) + std::ssize(episode.task_description) +
                       std::ssize(episode.context.domain) + bytes_of(episode.context.language) +
                       bytes_of(episode.context.framework);
  for (const std::string& tag : episode.context.tags) bytes += std::ssize(tag);
  for (const auto& [name, value] : episode.metadata) bytes += std::ssize(name) + std::ssize(value);
  if (!episode.outcome) return bytes;
  const Outcome& outcome = *episode.outcome;
  bytes += bytes_of(outcome.verdict) + bytes_of(outcome.reason) + bytes_of(outcome.error_details);
  for (const auto* const list : {&outcome.artifacts, &outcome.completed, &outcome.failed}) {
    if (!*list) continue;
    for (const std::string& item : **list) bytes += std::ssize(item);
  }
  return bytes;
}

std::int64_t bytes_of(const Step& step) {
  std::int64_t bytes = std::ssize(step.tool) + std::ssize(step.action);
  if (step.parameters) bytes += std::ssize(step.parameters->text);
  if (step.result) bytes += bytes_of(step.result->output) + bytes_of(step.result->message);
  return bytes;
}

}  // namespace

StoredSizes::Kept& StoredSizes::kept(const EpisodeRow& at) {
  const auto found = spaces_.find(at.namespace_name);
  Space& space = found == spaces_.end() ? spaces_[std::string(at.namespace_name)] : found->second;
  space_of_[at.row] = &space;
  Kept& kept = space[at.row];
  kept.all.row = at.row;
  return kept;
}

void StoredSizes::episode(const EpisodeRow& at, const Episode& episode) {
  const std::scoped_lock lock(mutex_);
  Kept& known = kept(at);
  const std::int64_t bytes = bytes_of(episode);
  known.all.bytes += bytes - known.own_bytes;
  known.own_bytes = bytes;
  known.all.time = episode.end_time.value_or(episode.start_time);
  known.all.is_completed = episode.outcome.has_value();
}

void StoredSizes::step(const EpisodeRow& at, const Step& step) {
  const std::scoped_lock lock(mutex_);
  Kept& known = kept(at);
  ++known.all.steps;
  known.all.bytes += bytes_of(step);
}

void StoredSizes::removed(std::int64_t row) {
  const std::scoped_lock lock(mutex_);
  const auto space = space_of_.find(row);
  if (space == space_of_.end()) return;
  space->second->erase(row);
  space_of_.erase(space);
}

std::map<std::string, NamespaceSize> StoredSizes::namespaces() const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, NamespaceSize> sizes;
  for (const auto& [name, space] : spaces_) {
    NamespaceSize& size = sizes[name];
    for (const auto& [row, known] : space) {
      ++size.episodes;
      size.steps += known.all.steps;
      size.bytes += known.all.bytes;
    }
  }
  return sizes;
}

NamespaceSize StoredSizes::of(std::string_view namespace_name) const {
  NamespaceSize size;
  for (const StoredEpisode& episode : episodes(namespace_name)) {
    ++size.episodes;
    size.steps += episode.steps;
    size.bytes += episode.bytes;
  }
  return size;
}

std::vector<StoredEpisode> StoredSizes::episodes(std::string_view namespace_name) const {
  const std::scoped_lock lock(mutex_);
  std::vector<StoredEpisode> episodes;
  const auto space = spaces_.find(namespace_name);
  if (space == spaces_.end()) return episodes;
  for (const auto& [row, known] : space->second) episodes.push_back(known.all);
  return episodes;
}

void BothFollowers::episode(const EpisodeRow& at, const Episode& episode) {
  first_.episode(at, episode);
  second_.episode(at, episode);
}

void BothFollowers::step(const EpisodeRow& at, const Step& step) {
  first_.step(at, step);
  second_.step(at, step);
}

void BothFollowers::removed(std::int64_t row) {
  first_.removed(row);
  second_.removed(row);
}

void BothFollowers::recommendation(const EpisodeRow& at, const Recommendation& recommendation) {
  first_.recommendation(at, recommendation);
  second_.recommendation(at, recommendation);
}

}  // namespace memory_mcp
