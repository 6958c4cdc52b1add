#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Answer {
  bool success = true;
  EmbeddingProvider provider = EmbeddingProvider::builtin;
  std::string model;
  std::int64_t dimension = 0;
  bool reindex_required = false;
  std::int64_t episodes_to_reindex = 0;
  std::string message;
  std::vector<std::string> warnings;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: it embedded a text, and is chosen."),
        required("provider", &Answer::provider, "Who makes the vectors."),
        required("model", &Answer::model, "With which model."),
        required("dimension", &Answer::dimension, "How many numbers a vector has."),
        required("reindex_required", &Answer::reindex_required,
                 "Whether stored episodes are being embedded anew."),
        required("episodes_to_reindex", &Answer::episodes_to_reindex, "How many."),
        required("message", &Answer::message, "What happens next."),
        required("warnings", &Answer::warnings, "What to know of this choice."),
    };
  }
};

std::string message(const Answer& answer) {
  if (!answer.reindex_required) return "It answers from now on.";
  return "Episodes are embedded anew in the background; until it is done the embedder before it "
         "answers. health_check tells how far it is.";
}

std::vector<std::string> warnings(const EmbeddingChoice& choice) {
  if (choice.provider == EmbeddingProvider::builtin) {
    return {"The builtin embedder compares words and their forms, not meanings."};
  }
  if (choice.provider == EmbeddingProvider::local) return {};
  return {"Task descriptions and queries are sent to " +
          choice.base_url.value_or(std::string(name_of(choice.provider)) + "'s usual address") +
          "."};
}

}  // namespace

Tool configure_embeddings(Services& services) {
  return typed_tool<EmbeddingChoice, Answer>(
      {.name = "configure_embeddings",
       .title = "Choose the embedder",
       .description =
           "Choose who turns texts into vectors, for all namespaces and for good. The provider is "
           "tried out first: when that fails, everything stays as it is and the error says why. "
           "When vectors change, stored episodes are embedded anew in the background.",
       .keywords = "set up switch change provider model openai ollama local key vector settings",
       .effect = Effect::writes_once,
       .scope = Scope::admin,
       .runs_apart = true,
       .is_open_world = true,
       .as_task = TaskUse::when_long},
      [&embeddings = services.embeddings, &audit = services.audit](
          const EmbeddingChoice& choice, CallContext& call) -> Result<Answer> {
        const Configured configured = TRY(embeddings.configure(choice, call.cancelled));
        write_down(audit, AuditEvent::configuration_changed, call,
                   {{"change", "embedder_chosen"},
                    {"provider", name_of(choice.provider)},
                    {"model", configured.generation.model}});
        Answer answer{
            .provider = choice.provider,
            .model = configured.generation.model,
            .dimension = configured.generation.dimensions,
            .reindex_required = configured.episodes_to_reindex > 0,
            .episodes_to_reindex = static_cast<std::int64_t>(configured.episodes_to_reindex),
            .warnings = warnings(choice)};
        answer.message = message(answer);
        return answer;
      });
}

}  // namespace memory_mcp
