#include "importers/imported_episode.h"

#include <algorithm>

#include "audit/redaction.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/text.h"
#include "importers/import_limits.h"
#include "json/to_json.h"
#include "model/import_keys.h"
#include "record/tags.h"

namespace memory_mcp {
namespace {

// Texts as they may be kept.
class Cleaner {
 public:
  explicit Cleaner(Cleaning& cleaning) : cleaning_(cleaning) {}

  std::string text(std::string_view given, std::size_t bytes_max) {
    // Looks a little further than it keeps, or a secret at the end would be cut and no longer known
    // for one.
    const std::string near = well_formed_utf8(
        std::string(cut_to_bytes(given, bytes_max + limits::import_secret_margin_bytes)));
    std::string clean = text_without_secrets(near);
    if (clean != near) ++cleaning_.secrets_redacted;
    if (clean.size() <= bytes_max && given.size() <= bytes_max) return clean;
    if (clean.size() <= bytes_max && near.size() == given.size()) return clean;
    ++cleaning_.texts_cut;
    const std::string mark = "… [cut: " + std::to_string(given.size()) + " bytes]";
    return std::string(cut_to_bytes(clean, bytes_max - mark.size())) + mark;
  }

  // One line, without what steers terminals.
  std::string label(std::string_view given, std::size_t bytes_max) {
    std::string line = text(given, bytes_max);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return line;
  }

  std::optional<JsonObjectText> arguments(const Json& given) {
    if (given.is_null()) return std::nullopt;
    const Json object = given.is_object() ? given : Json{{"arguments", given}};
    const Json short_texts = cut(object);
    const Json clean = without_secrets(short_texts);
    if (clean != short_texts) ++cleaning_.secrets_redacted;
    std::string line = to_line(clean);
    if (line.size() <= limits::parameters_bytes_max) return JsonObjectText{std::move(line)};
    ++cleaning_.texts_cut;
    return JsonObjectText{
        to_line(Json{{"arguments", "… [cut: " + std::to_string(line.size()) + " bytes]"}})};
  }

 private:
  // The same with its texts cut, which may hold whole files. What goes over the margin is looked
  // through for secrets afterwards.
  Json cut(const Json& json) {
    if (json.is_string()) {
      const auto& given = json.get_ref<const std::string&>();
      return given.size() <= limits::step_text_bytes_max
                 ? json
                 : Json(text(given, limits::step_text_bytes_max));
    }
    if (!json.is_structured()) return json;
    Json copy = json;
    for (auto& item : copy) item = cut(item);
    return copy;
  }

  Cleaning& cleaning_;
};

// Those that can be tags, with '-' for what stands in no tag.
std::vector<std::string> tags_of(const std::vector<std::string>& given) {
  std::vector<std::string> tags;
  for (const std::string& one : given) {
    std::string tag(trimmed(one));
    std::ranges::replace_if(
        tag,
        [](char c) { return std::string_view(" \t.,:;/\\").find(c) != std::string_view::npos; },
        '-');
    if (normal_tags({tag}).ok()) tags.push_back(std::move(tag));
  }
  auto normal = normal_tags(tags);
  if (!normal.ok()) return {};
  if (normal->size() > limits::tags_max) normal->resize(limits::tags_max);
  return *std::move(normal);
}

void add_steps(const ImportedTask& task, Cleaner& cleaner, Episode& episode) {
  for (const ImportedStep& told : task.steps) {
    Step step;
    step.step_number = std::ssize(episode.steps) + 1;
    step.timestamp = told.timestamp.value_or(episode.start_time);
    step.tool = cleaner.label(told.tool, limits::tool_name_bytes_max);
    step.action = cleaner.text(told.action, limits::action_bytes_max);
    step.parameters = cleaner.arguments(told.arguments);
    if (told.result) {
      step.result = StepResult{.type = told.result->type};
      const auto clean = [&](const std::optional<std::string>& text) {
        return text ? std::optional(cleaner.text(*text, limits::step_text_bytes_max)) : text;
      };
      step.result->output = clean(told.result->output);
      step.result->message = clean(told.result->message);
    }
    if (told.latency_ms && *told.latency_ms <= limits::latency_ms_max) {
      step.latency_ms = told.latency_ms;
    }
    if (told.tokens_used && *told.tokens_used <= limits::tokens_used_max) {
      step.tokens_used = told.tokens_used;
    }
    episode.steps.push_back(std::move(step));
  }
}

std::optional<Outcome> clean_outcome(const std::optional<Outcome>& told, Cleaner& cleaner) {
  if (!told) return std::nullopt;
  Outcome outcome = *told;
  const auto clean = [&](std::optional<std::string>& text) {
    if (text) text = cleaner.text(*text, limits::outcome_text_bytes_max);
  };
  clean(outcome.verdict);
  clean(outcome.reason);
  return outcome;
}

// Of what was recorded: not of when, as a file without times says nothing of that.
std::string digest_of(const Episode& episode) {
  Episode timeless = episode;
  timeless.metadata.clear();
  timeless.start_time = {};
  timeless.end_time.reset();
  timeless.duration_ms.reset();
  for (Step& step : timeless.steps) step.timestamp = {};
  return sha256_hex(to_line(to_json(timeless)));
}

void add_metadata(const ImportedTask& task, const EpisodeRules& rules, Cleaner& cleaner,
                  Episode& episode) {
  for (const auto& [name, value] : task.metadata) {
    if (!value.empty()) {
      episode.metadata[name] = cleaner.text(value, limits::metadata_value_bytes_max);
    }
  }
  episode.metadata["imported_from"] = rules.kind;
  episode.metadata[std::string(imported_id_key)] =
      cleaner.text(task.source_id, limits::metadata_value_bytes_max);
  if (!task.outcome_rule.empty()) episode.metadata[outcome_inferred_key] = task.outcome_rule;
  episode.metadata[std::string(import_digest_key)] = digest_of(episode);
}

Status check_task(const ImportedTask& task) {
  if (is_blank(task.task_description)) {
    return invalid_argument("task_description", "nothing says what was to be done");
  }
  if (std::ssize(task.steps) > limits::steps_per_episode_max) {
    return exhausted("a task of " + std::to_string(task.steps.size()) +
                     " calls; an episode has at most " +
                     std::to_string(limits::steps_per_episode_max));
  }
  for (const ImportedStep& step : task.steps) {
    if (is_blank(step.tool) || step.tool == end_of_task) {
      return invalid_argument("tool", "a call of \"" + step.tool + "\", which is no tool's name");
    }
  }
  return Done{};
}

}  // namespace

std::string imported_episode_id(std::string_view kind, std::string_view source_id) {
  std::string digits = sha256_hex(std::string(kind) + '\n' + std::string(source_id)).substr(0, 32);
  // RFC 9562: version 8, whose other bits are for whoever makes it to say, and its variant.
  digits[12] = '8';
  constexpr std::string_view variants = "89ab";
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  digits[16] = variants[hexadecimal.find(digits[16]) % variants.size()];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) digits.insert(at, "-");
  return digits;
}

Result<Episode> episode_of(const ImportedTask& task, const EpisodeRules& rules,
                           Cleaning& cleaning) {
  TRY(check_task(task));
  Cleaner cleaner(cleaning);
  Episode episode;
  episode.id = imported_episode_id(rules.kind, task.source_id);
  episode.task_description =
      cleaner.text(task.task_description, limits::task_description_bytes_max);
  episode.task_type = rules.task_type;
  episode.context.domain =
      cleaner.label(rules.domain.value_or(task.domain), limits::domain_bytes_max);
  if (is_blank(episode.context.domain)) episode.context.domain = rules.kind;
  episode.context.tags = tags_of(task.tags);
  episode.start_time = task.start_time.value_or(rules.recorded);
  add_steps(task, cleaner, episode);
  episode.outcome = clean_outcome(task.outcome, cleaner);
  if (episode.outcome) {
    episode.status = EpisodeStatus::completed;
    episode.end_time = std::max(task.end_time.value_or(episode.start_time), episode.start_time);
    episode.duration_ms = episode.end_time->ms - episode.start_time.ms;
    // Those of its kind that are stored decide on the scores, when it is written.
    episode.reward = RewardParts{};
    episode.reward_score = 0;
    episode.quality_score = 0;
  }
  add_metadata(task, rules, cleaner, episode);
  return episode;
}

}  // namespace memory_mcp
