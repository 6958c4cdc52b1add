// Recall: the one door to what is remembered. It reads the index for what matches, and the store
// for what is told of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/recall_query.h"
#include "recall/embedding/embedding_service.h"
#include "recall/followed_index.h"
#include "storage/store.h"

namespace memory_mcp {

// Which neighbours are wanted.
struct SimilarOptions {
  std::size_t limit = 10;
  float cosine_min = 0;
  RecallFilter filter;
};

struct Similar {
  Episode episode;  // Without its steps.
  double cosine = 0;
};

// Safe for concurrent use.
class Recall {
 public:
  Recall(Store& store, FollowedIndex& index, EmbeddingService& embeddings, const Clock& clock)
      : store_(store), index_(index), embeddings_(embeddings), clock_(clock) {}

  // Whether the index holds what the store does, or does so in a moment. Right after a start with a
  // large store it may not, and whoever can do without it need not wait.
  bool is_ready();
  void warm_up();

  // What belongs to the query, of all that was written before the call by whomever. Nothing when
  // nothing does.
  Result<RecallAnswer> find(const std::string& namespace_name, const RecallQuery& query);

  // The episodes whose descriptions are nearest to a text, by vectors alone.
  Result<std::vector<Similar>> similar(const std::string& namespace_name, const std::string& text,
                                       const SimilarOptions& options);

  // How near the nearest other episode is, 0..1, that is older than the one with that id.
  Result<double> likeness_to_older(const std::string& namespace_name, const Episode& episode);

  // Whose vectors are compared now.
  EmbeddingGeneration generation() const { return index_.embedder()->generation(); }

 private:
  // conflict when the embedder was changed meanwhile.
  Result<std::vector<Similar>> similar_by_embedder(const std::string& namespace_name,
                                                   const std::string& text,
                                                   const SimilarOptions& options);
  Status forget_if_gone(const std::string& namespace_name, const Episode& episode);

  Store& store_;
  FollowedIndex& index_;
  EmbeddingService& embeddings_;
  const Clock& clock_;
};

}  // namespace memory_mcp
