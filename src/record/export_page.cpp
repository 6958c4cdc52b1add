#include "record/export_page.h"

#include <charconv>

namespace memory_mcp {
namespace {

constexpr std::string_view episodes_prefix = "episodes-";
constexpr std::string_view relations_prefix = "relations-";

std::string too_large(const std::string& what, const ExportBounds& bounds) {
  return what + " is larger than " + std::to_string(bounds.record_bytes >> 20U) +
         " MiB; `memory-mcp export` writes it";
}

Status add_episode(Transaction& transaction, const std::string& name, Episode episode,
                   const ExportBounds& bounds, ArchiveWriter& writer, ExportPage& page) {
  const std::string id = episode.id;
  if (!writer.add(ArchivedEpisode{name, std::move(episode)}, bounds.record_bytes)) {
    page.left_out.push_back(too_large("episode " + id, bounds));
    return Done{};
  }
  const auto checkpoints = transaction.checkpoints(id);
  if (!checkpoints.ok()) {
    page.left_out.push_back(checkpoints.error().message);
    return Done{};
  }
  for (const Checkpoint& one : *checkpoints) writer.add(ArchivedCheckpoint{name, one});
  return Done{};
}

// How many bytes an episode takes, about: what is large in it is its steps.
std::size_t weight(const Episode& episode) {
  std::size_t bytes = episode.task_description.size();
  for (const Step& step : episode.steps) {
    bytes += step.action.size() + (step.parameters ? step.parameters->text.size() : 0);
    if (!step.result) continue;
    bytes += step.result->output.value_or("").size() + step.result->message.value_or("").size();
  }
  return bytes;
}

Result<ExportPage> page_of_episodes(Transaction& transaction, const std::string& name,
                                    std::int64_t from, const ExportBounds& bounds,
                                    ArchiveWriter& writer) {
  const std::size_t bytes_before = writer.bytes();
  const EpisodeIds ids = TRY(transaction.episode_ids(from, bounds.records));
  ExportPage page;
  for (std::size_t i = 0; i < ids.ids.size(); ++i) {
    auto episode = transaction.episode(ids.ids[i]);
    if (!episode.ok()) {
      page.left_out.push_back(episode.error().message);
      continue;
    }
    const std::size_t written = writer.bytes() - bytes_before;
    if (i > 0 && written + weight(*episode) > bounds.page_bytes) {
      const auto rest = TRY(transaction.episode_ids(from, i)).next;
      page.next = ExportPlace{.part = ExportPlace::Part::episodes, .from = rest.value_or(from)};
      return page;
    }
    TRY(add_episode(transaction, name, *std::move(episode), bounds, writer, page));
  }
  page.next = ids.next ? ExportPlace{ExportPlace::Part::episodes, *ids.next}
                       : ExportPlace{ExportPlace::Part::relations, 0};
  return page;
}

Result<ExportPage> page_of_relations(Transaction& transaction, const std::string& name,
                                     std::int64_t from, const ExportBounds& bounds,
                                     ArchiveWriter& writer) {
  const RelationPage relations = TRY(transaction.relation_page(from, bounds.records));
  for (const Relation& one : relations.relations) writer.add(ArchivedRelation{name, one});
  ExportPage page{.next = {}, .left_out = relations.damaged};
  if (relations.next) page.next = ExportPlace{ExportPlace::Part::relations, *relations.next};
  return page;
}

}  // namespace

std::string ExportPlace::to_text() const {
  return std::string(part == Part::episodes ? episodes_prefix : relations_prefix) +
         std::to_string(from);
}

std::optional<ExportPlace> ExportPlace::from_text(std::string_view text) {
  ExportPlace place;
  if (text.starts_with(relations_prefix)) place.part = Part::relations;
  const auto& prefix = place.part == Part::relations ? relations_prefix : episodes_prefix;
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, place.from);
  if (problem != std::errc() || stopped != end || place.from < 0) return std::nullopt;
  return place;
}

Result<ExportPage> export_page(Transaction& transaction, const std::string& namespace_name,
                               const ExportPlace& place, const ExportBounds& bounds,
                               ArchiveWriter& writer) {
  const auto part =
      place.part == ExportPlace::Part::episodes ? page_of_episodes : page_of_relations;
  return part(transaction, namespace_name, place.from, bounds, writer);
}

}  // namespace memory_mcp
