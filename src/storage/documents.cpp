#include "storage/documents.h"

#include <xxhash.h>

#include "base/limits.h"
#include "json/from_json.h"
#include "json/to_json.h"

namespace memory_mcp {
namespace {

Error damaged(const std::string& what, std::string_view why) {
  return unavailable(what + " is damaged in the store (" + std::string(why) +
                     "); run `memory-mcp doctor`, and restore it from a backup");
}

std::string relation_key(std::string_view from_id, std::string_view to_id, std::string_view type) {
  return std::string(from_id) + "/" + std::string(type) + "/" + std::string(to_id);
}

template <typename Record>
Result<Record> read_document(const std::string& what, std::string_view key,
                             std::string_view document, std::int64_t checksum) {
  if (document_checksum(key, document) != checksum) {
    return damaged(what, "its checksum does not match");
  }
  const auto json = parse_json(document, std::string_view::npos, limits::document_depth_max);
  if (!json.ok()) return damaged(what, json.error().message);
  auto record = from_json<Record>(*json, "document");
  if (!record.ok()) return damaged(what, record.error().message);
  return record;
}

}  // namespace

std::string episode_document(const Episode& episode) {
  Json document = to_json(episode);
  document.erase("steps");
  return to_line(document);
}

std::string description_member(const std::string& description) {
  const std::string object = to_line(Json{{"task_description", description}});
  return object.substr(1, object.size() - 2);
}

std::string step_document(const Step& step) { return to_line(to_json(step)); }

std::string recommendation_document(const Recommendation& recommendation) {
  return to_line(to_json(recommendation));
}

std::string relation_document(const Relation& relation) { return to_line(to_json(relation)); }

std::string checkpoint_document(const Checkpoint& checkpoint) {
  return to_line(to_json(checkpoint));
}

std::int64_t document_checksum(std::string_view key, std::string_view document) {
  const std::uint64_t seed = XXH3_64bits(key.data(), key.size());
  return static_cast<std::int64_t>(XXH3_64bits_withSeed(document.data(), document.size(), seed));
}

std::string step_key(std::string_view episode_id, std::int64_t step_number) {
  return std::string(episode_id) + "/" + std::to_string(step_number);
}

std::string relation_key(const Relation& relation) {
  return relation_key(relation.from_episode_id, relation.to_episode_id,
                      name_of(relation.relation_type));
}

std::string checkpoint_key(std::string_view episode_id, std::string_view id) {
  return std::string(episode_id) + "/checkpoint/" + std::string(id);
}

Result<Episode> read_episode_document(std::string_view id, std::string_view document,
                                      std::int64_t checksum) {
  return read_document<Episode>("episode " + std::string(id), id, document, checksum);
}

Result<Step> read_step_document(std::string_view episode_id, std::int64_t step_number,
                                std::string_view document, std::int64_t checksum) {
  return read_document<Step>(
      "step " + std::to_string(step_number) + " of episode " + std::string(episode_id),
      step_key(episode_id, step_number), document, checksum);
}

Result<Recommendation> read_recommendation_document(std::string_view id, std::string_view document,
                                                    std::int64_t checksum) {
  return read_document<Recommendation>("recommendation " + std::string(id), id, document, checksum);
}

Result<Relation> read_relation_document(std::string_view from_id, std::string_view to_id,
                                        std::string_view type, std::string_view document,
                                        std::int64_t checksum) {
  return read_document<Relation>(
      "the relation " + std::string(from_id) + " " + std::string(type) + " " + std::string(to_id),
      relation_key(from_id, to_id, type), document, checksum);
}

Result<Checkpoint> read_checkpoint_document(std::string_view episode_id, std::string_view id,
                                            std::string_view document, std::int64_t checksum) {
  return read_document<Checkpoint>(
      "checkpoint " + std::string(id) + " of episode " + std::string(episode_id),
      checkpoint_key(episode_id, id), document, checksum);
}

}  // namespace memory_mcp
