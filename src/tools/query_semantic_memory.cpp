#include <chrono>

#include "recall/recall.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string query;
  std::int64_t limit = 10;
  std::optional<double> similarity_threshold;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("query", &Arguments::query, "The text to compare task descriptions with.")
            .length(1, limits::query_bytes_max)
            .matching(not_blank_rule),
        optional("limit", &Arguments::limit, "How many to return at most.")
            .between(1, static_cast<double>(limits::recall_limit_max)),
        optional("similarity_threshold", &Arguments::similarity_threshold,
                 "Leave out what has a lower cosine; what is high depends on the model. By default "
                 "what configure_embeddings set, or 0.")
            .between(0, 1),
        optional("domain", &Arguments::domain, "Only this area of work.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "Only this kind of task."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Found {
  std::string episode_id;
  double similarity_score = 0;
  std::string task_description;
  std::string domain;
  TaskType task_type = TaskType::other;
  std::optional<OutcomeType> outcome;
  Timestamp timestamp;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &Found::episode_id, "For get_episode."),
        required("similarity_score", &Found::similarity_score,
                 "The cosine of its vector and the query's.")
            .between(-1, 1),
        required("task_description", &Found::task_description, "What was to be done."),
        required("domain", &Found::domain, "The area of work."),
        required("task_type", &Found::task_type, "The kind of task."),
        optional("outcome", &Found::outcome, "How it ended; absent while it is open."),
        required("timestamp", &Found::timestamp, "When it was created."),
    };
  }
};

struct Answer {
  bool success = true;
  std::int64_t results_found = 0;
  std::vector<Found> results;
  std::int64_t embedding_dimension = 0;
  double query_time_ms = 0;
  std::string provider;
  std::string model;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: vectors were compared."),
        required("results_found", &Answer::results_found, "How many are returned."),
        required("results", &Answer::results, "The nearest, best first."),
        required("embedding_dimension", &Answer::embedding_dimension,
                 "How many numbers a vector has."),
        required("query_time_ms", &Answer::query_time_ms, "How long it took."),
        required("provider", &Answer::provider, "Who made the vectors."),
        required("model", &Answer::model, "With which model."),
    };
  }
};

Found told(const Similar& one) {
  Found found{.episode_id = one.episode.id,
              .similarity_score = one.cosine,
              .task_description = one.episode.task_description,
              .domain = one.episode.context.domain,
              .task_type = one.episode.task_type,
              .timestamp = one.episode.start_time};
  if (one.episode.outcome) found.outcome = one.episode.outcome->type;
  return found;
}

}  // namespace

Tool query_semantic_memory(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "query_semantic_memory",
       .title = "Compare with memory",
       .description =
           "The episodes whose task descriptions are nearest to a text, by their vectors alone. "
           "query_memory, which looks at words and steps too, is the better search; this one "
           "shows what the embedder makes of a text.",
       .keywords = "similar alike meaning cosine nearest neighbours embedding closest related"},
      [&recall = services.recall](const Arguments& arguments, CallContext& call) -> Result<Answer> {
        const auto started = std::chrono::steady_clock::now();
        const auto similar = TRY(recall.similar(
            arguments.namespace_name, arguments.query,
            {.limit = static_cast<std::size_t>(arguments.limit),
             .cosine_min = arguments.similarity_threshold,
             .filter = {.domain = arguments.domain, .task_type = arguments.task_type}},
            {.cancelled = call.cancelled}));
        const EmbeddingGeneration generation = recall.generation();
        Answer answer{.results_found = std::ssize(similar),
                      .embedding_dimension = generation.dimensions,
                      .provider = generation.provider,
                      .model = generation.model};
        for (const Similar& one : similar) answer.results.push_back(told(one));
        answer.query_time_ms =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
                .count();
        return answer;
      });
}

}  // namespace memory_mcp
