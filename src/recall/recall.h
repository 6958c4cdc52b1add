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
  std::optional<double> cosine_min;  // By default the threshold of the embedder's choice.
  RecallFilter filter;
};

struct Similar {
  Episode episode;  // Without its steps.
  double cosine = 0;
};

struct NearEpisode {
  std::string id;
  double cosine = 0;  // Above that of unrelated texts.
};

struct NearEpisodes {
  std::vector<NearEpisode> episodes;  // Nearest first.
  // Added to the nearest one's cosine, it tells whether that is alike (vector_match.h).
  double standing_out = 0;
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
  // Waits until it is.
  Status catch_up() { return index_.catch_up(); }

  // What belongs to the query, of all that was written before the call by whomever. Nothing when
  // nothing does.
  Result<RecallAnswer> find(const std::string& namespace_name, const RecallQuery& query,
                            const Patience& patience = {});

  // The episodes whose descriptions are nearest to a text, by vectors alone.
  Result<std::vector<Similar>> similar(const std::string& namespace_name, const std::string& text,
                                       const SimilarOptions& options,
                                       const Patience& patience = {});

  // Likewise, without reading them; nearest first. Open ones too.
  Result<NearEpisodes> nearest(const std::string& namespace_name, const std::string& text,
                               const Patience& patience = {});

  // The same of the description of the episode in a row of the store, which is not among them. None
  // without its vector.
  Result<NearEpisodes> nearest_to(const std::string& namespace_name, std::int64_t row);
  // The same without how they stand out, which is more than half of the work.
  Result<std::vector<NearEpisode>> others_like(const std::string& namespace_name, std::int64_t row);

  // How near the nearest other episode is, 0..1, that is older than the one with that id. 0 as long
  // as its own vector is awaited.
  Result<double> likeness_to_older(const std::string& namespace_name, const Episode& episode);

  // Whose vectors are compared now.
  EmbeddingGeneration generation() const { return index_.embedder()->generation(); }

 private:
  // conflict when the embedder was changed meanwhile.
  Result<std::vector<Similar>> similar_by_embedder(const std::string& namespace_name,
                                                   const std::string& text,
                                                   const SimilarOptions& options,
                                                   const Patience& patience);

  Store& store_;
  FollowedIndex& index_;
  EmbeddingService& embeddings_;
  const Clock& clock_;
};

}  // namespace memory_mcp
