// Episodes, steps and what belongs to them as the JSON documents that rows hold, and the checksums
// that guard them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/checkpoint.h"
#include "model/episode.h"
#include "model/recommendation.h"
#include "model/relation.h"

namespace memory_mcp {

std::string episode_document(const Episode& episode);  // Everything but the steps.
std::string step_document(const Step& step);
std::string recommendation_document(const Recommendation& recommendation);
std::string relation_document(const Relation& relation);
std::string checkpoint_document(const Checkpoint& checkpoint);

// How the document of an episode of that description holds it.
std::string description_member(const std::string& description);

// XXH3-64 of the key and the document, so that a document moved to another row is noticed too.
std::int64_t document_checksum(std::string_view key, std::string_view document);

// The keys under which documents are guarded that have no id of their own in all of a namespace.
std::string step_key(std::string_view episode_id, std::int64_t step_number);
std::string relation_key(const Relation& relation);
std::string checkpoint_key(std::string_view episode_id, std::string_view id);

// unavailable, naming the record, when the checksum or the document is not what we wrote.
Result<Episode> read_episode_document(std::string_view id, std::string_view document,
                                      std::int64_t checksum);
Result<Step> read_step_document(std::string_view episode_id, std::int64_t step_number,
                                std::string_view document, std::int64_t checksum);
Result<Recommendation> read_recommendation_document(std::string_view id, std::string_view document,
                                                    std::int64_t checksum);
// `type` is its name.
Result<Relation> read_relation_document(std::string_view from_id, std::string_view to_id,
                                        std::string_view type, std::string_view document,
                                        std::int64_t checksum);
Result<Checkpoint> read_checkpoint_document(std::string_view episode_id, std::string_view id,
                                            std::string_view document, std::int64_t checksum);

}  // namespace memory_mcp
