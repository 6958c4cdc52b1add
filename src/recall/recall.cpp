#include "recall/recall.h"

#include <algorithm>
#include <span>

#include "analysis/folding.h"
#include "base/text.h"
#include "recall/episode_text.h"
#include "recall/lesson.h"
#include "recall/search.h"
#include "recall/snippet.h"
#include "recall/vector_match.h"

namespace memory_mcp {
namespace {

// What is read of the store for one hit: which episode and which of its steps.
struct Place {
  std::string episode_id;
  std::vector<std::pair<float, std::int64_t>> steps;  // Score and number.
};

Place place_of(const NamespaceIndex& index, const Candidate& candidate) {
  Place place{.episode_id = index.episode(candidate.episode).id, .steps = {}};
  if (candidate.step) place.steps.emplace_back(0.0F, index.step(*candidate.step).step_number);
  for (const auto& [score, step] : candidate.best_steps) {
    place.steps.emplace_back(score, index.step(step).step_number);
  }
  return place;
}

// All texts of an episode or a step, one after another.
template <typename Described>
std::string whole_text(const Described& described) {
  std::string text;
  for_each_text(described, [&](const WeightedText& part) {
    if (!text.empty() && !part.text.empty()) text += " · ";
    text += part.text;
  });
  return text;
}

void add_degraded(RecallAnswer& answer, const std::string& why) {
  auto& degraded = answer.insights.degraded;
  degraded = degraded ? *degraded + "; " + why : why;
}

// Tells of what was found by reading it.
class Teller {
 public:
  Teller(Transaction& transaction, const NamespaceIndex& index, const Findings& findings,
         const RecallQuery& query)
      : transaction_(transaction), index_(index), findings_(findings), query_(query) {}

  // Of what was deleted since it was found, nothing; of what cannot be read, that it cannot.
  Result<RecallAnswer> tell() {
    RecallAnswer answer;
    for (std::size_t at = findings_.begin; at < findings_.end; ++at) {
      const Status told =
          query_.granularity == Granularity::step ? add_step(answer, at) : add_episode(answer, at);
      if (!told.ok() && told.error().fault != Fault::not_found) {
        add_degraded(answer, "left out: " + told.error().message);
      }
    }
    answer.begin = findings_.begin;
    answer.is_last_page = findings_.end == findings_.ranking.size();
    auto degraded = std::move(answer.insights.degraded);
    answer.insights = insights_of(index_, findings_.ranking);
    answer.insights.degraded = std::move(degraded);
    return answer;
  }

 private:
  Status add_step(RecallAnswer& answer, std::size_t at) {
    const Ranked& hit = findings_.ranking[at];
    const Place place = place_of(index_, hit.candidate);
    const std::int64_t number = place.steps.front().second;
    const auto step = TRY(transaction_.step(place.episode_id, number));
    if (!step) return Done{};
    answer.steps.push_back({.episode_id = place.episode_id,
                            .step_number = number,
                            .tool = step->tool,
                            .action = step->action,
                            .snippet = snippet_of(*step),
                            .relevance = hit.relevance,
                            .explanation = explanation(at)});
    return Done{};
  }

  Status add_episode(RecallAnswer& answer, std::size_t at) {
    const Ranked& hit = findings_.ranking[at];
    const Place place = place_of(index_, hit.candidate);
    Episode episode =
        TRY(query_.wants_whole_episodes ? transaction_.episode(place.episode_id)
                                        : transaction_.episode_without_steps(place.episode_id));
    FoundEpisode found{.id = episode.id,
                       .task_description = episode.task_description,
                       .task_type = episode.task_type,
                       .domain = episode.context.domain,
                       .tags = episode.context.tags,
                       .reward_score = episode.reward_score,
                       .relevance = hit.relevance,
                       .start_time = episode.start_time,
                       .lesson = lesson_of(episode),
                       .explanation = explanation(at)};
    if (episode.outcome) found.outcome = episode.outcome->type;
    for (const auto& [score, number] : place.steps) {
      const auto step = transaction_.step(place.episode_id, number);
      if (!step.ok()) add_degraded(answer, "left out: " + step.error().message);
      if (step.ok() && *step) found.matches.push_back({number, score, snippet_of(**step)});
    }
    found.snippet = snippet_of(episode);
    if (query_.wants_whole_episodes) found.episode = std::move(episode);
    answer.episodes.push_back(std::move(found));
    return Done{};
  }

  template <typename Described>
  std::string snippet_of(const Described& described) const {
    return snippet(whole_text(described), findings_.words, index_.lexicon());
  }

  std::optional<Explanation> explanation(std::size_t at) const {
    if (findings_.explanations.empty()) return std::nullopt;
    return findings_.explanations[at - findings_.begin];
  }

  Transaction& transaction_;
  const NamespaceIndex& index_;
  const Findings& findings_;
  const RecallQuery& query_;
};

RecallFilter normalised(RecallFilter filter) {
  if (filter.domain) filter.domain = folded(*filter.domain);
  return filter;
}

RecallQuery normalised(RecallQuery query) {
  if (query.domain) query.domain = folded(*query.domain);
  query.filter = normalised(std::move(query.filter));
  return query;
}

Status check_period(const RecallFilter& filter) {
  if (!filter.since || !filter.until || filter.since->ms <= filter.until->ms) return Done{};
  return invalid_argument("until", "is before since: no episode started in that time");
}

// All but one, which may be no_episode.
std::vector<NearEpisode> told(const NamespaceIndex& index, std::span<const Neighbour> nearest,
                              EpisodeNumber but) {
  std::vector<NearEpisode> near;
  for (const auto& [number, cosine] : nearest) {
    if (number != but) near.push_back({index.episode(number).id, cosine});
  }
  return near;
}

NearEpisodes told(const NamespaceIndex& index, const VectorMatch& match, EpisodeNumber but) {
  return {.episodes = told(index, match.nearest(), but), .standing_out = match.standing_out()};
}

// By the builtin embedder: others take a query for something else than a description, or have
// vectors still to come.
std::optional<double> likeness_in(const Findings& findings, const EmbeddedText& text) {
  if (!is_instant(text.generation) || !findings.highest_cosine) return std::nullopt;
  return std::clamp(*findings.highest_cosine, 0.0F, 1.0F);
}

// Vectors of two generations say nothing about each other.
Status check_comparable(const NamespaceIndex& index, const EmbeddedText& text) {
  if (index.generation() == text.generation) return Done{};
  return conflict("the embedder was changed just now; ask again");
}

}  // namespace

bool Recall::is_ready() {
  constexpr std::chrono::milliseconds moment{100};
  const auto ready = index_.catch_up_within(moment);
  return ready.ok() && *ready;
}

void Recall::warm_up() {
  index_.warm_up();
  embeddings_.nudge();
}

Result<RecallAnswer> Recall::find(const std::string& namespace_name, const RecallQuery& asked,
                                  const Patience& patience) {
  const RecallQuery query = normalised(asked);
  TRY(check_period(query.filter));
  embeddings_.wait_for_stored_vectors(patience);
  const auto text = embeddings_.embed_query(query.text, patience);
  if (!text.ok() && text.error().fault == Fault::cancelled) return text.error();
  auto answer =
      index_.read(namespace_name, [&](const NamespaceIndex& index) -> Result<RecallAnswer> {
        const Status comparable = text.ok() ? check_comparable(index, *text) : text.error();
        const Findings findings =
            search(index, query, comparable.ok() ? *text : EmbeddedText{}, clock_.now());
        RecallAnswer told = TRY(store_.read(namespace_name, [&](Transaction& transaction) {
          return Teller(transaction, index, findings, query).tell();
        }));
        if (comparable.ok()) {
          told.likeness = likeness_in(findings, *text);
        } else {
          add_degraded(told, "found by words alone: " + comparable.error().message);
        }
        return told;
      });
  embeddings_.nudge();
  if (!answer.ok() || answer->insights.degraded) return answer;
  const std::string degraded = embeddings_.degraded(namespace_name);
  if (!degraded.empty()) answer->insights.degraded = degraded;
  return answer;
}

Result<std::vector<Similar>> Recall::similar(const std::string& namespace_name,
                                             const std::string& text, const SimilarOptions& options,
                                             const Patience& patience) {
  auto found = similar_by_embedder(namespace_name, text, options, patience);
  if (found.ok() || found.error().fault != Fault::conflict) return found;
  return similar_by_embedder(namespace_name, text, options, patience);  // By the new one.
}

Result<std::vector<Similar>> Recall::similar_by_embedder(const std::string& namespace_name,
                                                         const std::string& text,
                                                         const SimilarOptions& options,
                                                         const Patience& patience) {
  embeddings_.wait_for_stored_vectors(patience);
  const auto embedded = TRY(embeddings_.embed_query(text, patience));
  std::vector<Similar> similar;
  if (!embedded.vector) return similar;
  const RecallFilter filter = normalised(options.filter);
  const double cosine_min = options.cosine_min.value_or(embeddings_.similarity_threshold());
  TRY(index_.read(namespace_name, [&](const NamespaceIndex& index) -> Status {
    TRY(check_comparable(index, embedded));
    const auto nearest = index.vectors().search(
        *embedded.vector, options.limit,
        [&](EpisodeNumber episode) { return accepts(index.episode(episode), filter); });
    return store_.read(namespace_name, [&](Transaction& transaction) -> Status {
      for (const auto& [number, cosine] : nearest) {
        if (cosine < cosine_min) break;
        auto episode = transaction.episode_without_steps(index.episode(number).id);
        if (episode.ok()) similar.push_back({*std::move(episode), cosine});
      }
      return Done{};
    });
  }));
  return similar;
}

Result<NearEpisodes> Recall::nearest(const std::string& namespace_name, const std::string& text,
                                     const Patience& patience) {
  embeddings_.wait_for_stored_vectors(patience);
  const auto embedded = TRY(embeddings_.embed_query(text, patience));
  return index_.read(namespace_name, [&](const NamespaceIndex& index) -> Result<NearEpisodes> {
    TRY(check_comparable(index, embedded));
    const VectorMatch match(index, embedded.vector, nullptr, embedded.unrelated_cosine);
    return told(index, match, no_episode);
  });
}

Result<NearEpisodes> Recall::nearest_to(const std::string& namespace_name, std::int64_t row) {
  return index_.read(namespace_name, [&](const NamespaceIndex& index) -> Result<NearEpisodes> {
    const EpisodeNumber own = index.number_of(row);
    if (own == no_episode) return NearEpisodes{};
    const VectorMatch match(index, index.vectors().vector(own), nullptr,
                            embeddings_.unrelated_cosine());
    return told(index, match, own);
  });
}

Result<std::vector<NearEpisode>> Recall::others_like(const std::string& namespace_name,
                                                     std::int64_t row) {
  using Near = std::vector<NearEpisode>;
  return index_.read(namespace_name, [&](const NamespaceIndex& index) -> Result<Near> {
    const EpisodeNumber own = index.number_of(row);
    if (own == no_episode) return Near{};
    return told(index, nearest_others(index, own, embeddings_.unrelated_cosine()), no_episode);
  });
}

Result<double> Recall::likeness_to_older(const std::string& namespace_name,
                                         const Episode& episode) {
  const auto embedded = TRY(embeddings_.embed_description_at_once(episode.task_description));
  if (!embedded.vector) return 0.0;
  return index_.read(namespace_name, [&](const NamespaceIndex& index) -> Result<double> {
    TRY(check_comparable(index, embedded));
    const auto nearest = index.vectors().search(*embedded.vector, 1, [&](EpisodeNumber number) {
      const EpisodeFacts& other = index.episode(number);
      return other.id != episode.id && other.start_ms <= episode.start_time.ms;
    });
    if (nearest.empty()) return 0.0;
    return std::max(0.0F, above_unrelated(nearest.front().cosine, embedded.unrelated_cosine));
  });
}

}  // namespace memory_mcp
