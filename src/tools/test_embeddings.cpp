#include <algorithm>
#include <chrono>
#include <numeric>

#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string text = "Fix the login page so that it works in every browser.";

  static constexpr auto fields() {
    return std::tuple{
        optional("text", &Arguments::text, "The text to embed.").length(1, limits::query_bytes_max),
    };
  }
};

struct SimilarityCheck {
  double related = 0;
  double unrelated = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("related", &SimilarityCheck::related,
                 "The cosine of two texts that say the same in other words.")
            .between(-1, 1),
        required("unrelated", &SimilarityCheck::unrelated,
                 "The cosine of two texts about different things; it should be well below.")
            .between(-1, 1),
    };
  }
};

struct Answer {
  bool available = false;
  std::string answering;
  std::optional<std::string> changing_to;
  std::string provider;
  std::string model;
  std::int64_t dimension = 0;
  double test_time_ms = 0;
  std::vector<double> sample_embedding;
  std::optional<SimilarityCheck> similarity_check;
  std::string message;
  std::vector<std::string> errors;

  static constexpr auto fields() {
    return std::tuple{
        required("available", &Answer::available, "Whether the tested embedder answers."),
        required("answering", &Answer::answering,
                 "Whose vectors are searched now, as provider/model."),
        optional("changing_to", &Answer::changing_to,
                 "Whose will be, once all episodes have theirs: the one chosen last."),
        required("provider", &Answer::provider, "Who was tested: the one chosen last."),
        required("model", &Answer::model, "With which model."),
        required("dimension", &Answer::dimension, "How many numbers its vectors have."),
        required("test_time_ms", &Answer::test_time_ms, "How long four texts took."),
        required("sample_embedding", &Answer::sample_embedding,
                 "The first five numbers of the text's vector."),
        optional("similarity_check", &Answer::similarity_check,
                 "Whether its vectors tell what belongs together."),
        required("message", &Answer::message, "What this means."),
        required("errors", &Answer::errors, "What went wrong."),
    };
  }
};

constexpr const char* one_text = "The tests fail because the database cannot be reached.";
constexpr const char* said_otherwise = "Database tests are failing: it cannot be reached.";
constexpr const char* something_else = "Bake the bread at a low heat until it is brown.";

double cosine(const Vector& one, const Vector& other) {
  const double sum = std::inner_product(one.begin(), one.end(), other.begin(), 0.0);
  return std::clamp(sum, -1.0, 1.0);
}

std::string message(const SimilarityCheck& check) {
  return check.related > check.unrelated
             ? "The embedder answers, and related texts are nearer to each other than others."
             : "The embedder answers, but unrelated texts are as near to each other as related "
               "ones: this is no model for embeddings, or not for this language.";
}

std::string name_of(const EmbeddingGeneration& generation) {
  return generation.provider + "/" + generation.model;
}

Answer test(Embedder& embedder, const std::string& text, const std::stop_token& cancelled) {
  constexpr std::size_t sample = 5;
  const EmbeddingGeneration& generation = embedder.generation();
  Answer answer{.provider = generation.provider,
                .model = generation.model,
                .dimension = generation.dimensions};
  const std::vector<std::string> texts{text, one_text, said_otherwise, something_else};
  const auto started = std::chrono::steady_clock::now();
  const auto vectors = embedder.embed(texts, TextRole::query, cancelled);
  answer.test_time_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  if (!vectors.ok()) {
    answer.errors.push_back(vectors.error().message);
    answer.message = "The embedder does not answer.";
    return answer;
  }
  answer.available = true;
  const Vector& first = vectors->front();
  answer.sample_embedding.assign(
      first.begin(), first.begin() + static_cast<std::ptrdiff_t>(std::min(sample, first.size())));
  answer.similarity_check = {.related = cosine((*vectors)[1], (*vectors)[2]),
                             .unrelated = cosine((*vectors)[1], (*vectors)[3])};
  answer.message = message(*answer.similarity_check);
  return answer;
}

}  // namespace

Tool test_embeddings(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "test_embeddings",
       .title = "Try out the embedder",
       .description =
           "Ask the embedder that was chosen last for the vectors of a text and of a few "
           "that are known to be related or not. Call it after configure_embeddings, or "
           "when answers say that they are degraded.",
       .keywords = "check verify provider works connection vectors quality of embedding broken",
       .scope = Scope::write,  // It makes the server ask another, which may cost.
       .runs_apart = true,
       .is_open_world = true,
       .as_task = TaskUse::when_long},
      [&index = services.index](const Arguments& arguments, CallContext& call) -> Result<Answer> {
        const auto active = index.embedder();
        const auto next = index.next_embedder();
        Answer answer = test(next ? *next : *active, arguments.text, call.cancelled);
        answer.answering = name_of(active->generation());
        if (next) answer.changing_to = name_of(next->generation());
        if (!answer.available) {
          answer.message +=
              next ? " The one before it still does." : " Memory is searched by words alone.";
        }
        return answer;
      });
}

}  // namespace memory_mcp
