#include "recall/recall.h"
#include "recall/relevance.h"
#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/idempotency.h"
#include "tools/offers/episode_changes.h"
#include "tools/recording.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string task_description;
  std::string domain;
  TaskType task_type = TaskType::other;
  std::optional<std::string> language;
  std::optional<std::string> framework;
  std::vector<std::string> tags;
  Complexity complexity = Complexity::moderate;
  std::map<std::string, std::string> metadata;
  bool advice = true;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("task_description", &Arguments::task_description,
                 "What is to be done, in words that a later search would use.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        required("domain", &Arguments::domain, "The area of work, such as \"web-api\".")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        required("task_type", &Arguments::task_type, "The kind of task."),
        optional("language", &Arguments::language, "Programming language.")
            .length(1, limits::language_bytes_max)
            .matching(label_rule),
        optional("framework", &Arguments::framework, "Framework or library.")
            .length(1, limits::framework_bytes_max)
            .matching(label_rule),
        optional("tags", &Arguments::tags,
                 "Labels of 2 to 100 letters, digits, '-' and '_'; kept in lower case, each once.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("complexity", &Arguments::complexity, "How hard the task looks."),
        optional("metadata", &Arguments::metadata,
                 "Further labels of up to 100 bytes, and their values.")
            .length(0, limits::metadata_keys_max)
            .each_key_length(1, limits::metadata_key_bytes_max)
            .each_length(0, limits::metadata_value_bytes_max),
        optional("advice", &Arguments::advice,
                 "Whether the answer may carry advice on the first step."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct SimilarEpisode {
  std::string episode_id;
  std::string task_description;
  std::optional<OutcomeType> outcome;
  std::optional<double> reward_score;
  double relevance = 0;
  std::optional<std::string> lesson;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &SimilarEpisode::episode_id, "For get_episode."),
        required("task_description", &SimilarEpisode::task_description, "What was to be done."),
        optional("outcome", &SimilarEpisode::outcome, "How it ended; absent while it is open."),
        optional("reward_score", &SimilarEpisode::reward_score, "How well it went, 0..1."),
        required("relevance", &SimilarEpisode::relevance, "0..1: how sure it is that it is alike.")
            .between(0, 1),
        optional("lesson", &SimilarEpisode::lesson, "What came of it, in a sentence."),
    };
  }
};

struct Answer {
  bool success = true;
  std::string episode_id;
  std::string task_description;
  std::string domain;
  TaskType task_type = TaskType::other;
  std::string message;
  std::vector<SimilarEpisode> similar_episodes;
  std::optional<ShortAdvice> advice;

  static constexpr auto fields() {
    return std::tuple{
        required("success", &Answer::success, "True: the episode is on disk."),
        required("episode_id", &Answer::episode_id, "Pass it to the other episode tools."),
        required("task_description", &Answer::task_description, "As given."),
        required("domain", &Answer::domain, "As given."),
        required("task_type", &Answer::task_type, "As given."),
        required("message", &Answer::message, "What to do next."),
        required("similar_episodes", &Answer::similar_episodes,
                 "What memory knows of such tasks, best first."),
        optional("advice", &Answer::advice,
                 "What to begin with, by experience with such tasks; absent when there is none "
                 "that is better than what an agent would do anyway."),
    };
  }
};

// What is worth reading before the work begins. Not to know is no reason to refuse an episode.
RecallAnswer known_of(Recall& recall, const Arguments& task, const CallContext& call) {
  constexpr std::size_t told = 3;
  if (!recall.is_ready()) return {};
  auto found =
      recall.find(task.namespace_name,
                  {.text = task.task_description,
                   .filter = {},
                   .domain = task.domain,
                   .task_type = task.task_type,
                   .min_relevance = relevance_of_similar,
                   .limit = told},
                  {.cancelled = call.cancelled, .embedder_wait = limits::recording_embedder_wait});
  return found.ok() ? *std::move(found) : RecallAnswer{};
}

std::vector<SimilarEpisode> similar_in(const RecallAnswer& known) {
  std::vector<SimilarEpisode> similar;
  for (const FoundEpisode& one : known.episodes) {
    similar.push_back({.episode_id = one.id,
                       .task_description = one.task_description,
                       .outcome = one.outcome,
                       .reward_score = one.reward_score,
                       .relevance = one.relevance,
                       .lesson = one.lesson});
  }
  return similar;
}

NewEpisode task_from(const Arguments& arguments, const RecallAnswer& known) {
  return {.task_description = arguments.task_description,
          .task_type = arguments.task_type,
          .context = {.domain = arguments.domain,
                      .language = arguments.language,
                      .framework = arguments.framework,
                      .complexity = arguments.complexity,
                      .tags = arguments.tags},
          .metadata = arguments.metadata,
          .likeness = known.likeness};
}

std::optional<Advice> advice_on(Advisor& advisor, const Arguments& task, const CallContext& call) {
  if (!task.advice || !advisor.is_ready()) return std::nullopt;
  return unasked(advisor.advise(
      task.namespace_name,
      {.task_description = task.task_description,
       .last_tools = std::vector<std::string>{},
       .asker = call.caller.recorded_name()},
      {.cancelled = call.cancelled, .embedder_wait = limits::recording_embedder_wait}));
}

}  // namespace

Tool create_episode(Services& services) {
  return recording(
      typed_tool<Arguments, Answer>(
          {.name = "create_episode",
           .title = "Start an episode",
           .description =
               "Start recording a task, before its first step. Returns the episode_id that "
               "add_episode_step and complete_episode need. One episode is one task with one "
               "outcome; "
               "describe it as you would search for it later. Ids do not expire: an episode stays "
               "open, "
               "also across restarts, until it is completed or deleted.",
           .keywords = "begin new task log track open job note remember what I am doing",
           .effect = Effect::writes,
           .listed_from = ToolListing::core,
           .takes_idempotency_key = true},
          [&recorder = services.recorder, &recall = services.recall, &advisor = services.advisor,
           &changes = services.changes, &clock = services.clock](
              const Arguments& arguments, CallContext& call) -> Result<Answer> {
            const RecallAnswer known = known_of(recall, arguments, call);
            const std::optional<Advice> advice = advice_on(advisor, arguments, call);
            const auto answer_of = [&](const Episode& episode) {
              return Answer{.episode_id = episode.id,
                            .task_description = episode.task_description,
                            .domain = episode.context.domain,
                            .task_type = episode.task_type,
                            .message =
                                "Episode opened. Record each action with add_episode_step, and "
                                "end with complete_episode.",
                            .similar_episodes = similar_in(known),
                            .advice = told(advice)};
            };
            const Episode episode =
                TRY(recorder.open({arguments.namespace_name, call.caller.recorded_name()},
                                  task_from(arguments, known), kept_of(advice),
                                  keeping<Episode>(call, clock, answer_of)));
            announce_episode(changes, arguments.namespace_name, episode.id);
            return answer_of(episode);
          }),
      services.recorded_secrets);
}

}  // namespace memory_mcp
