#include "learn/patterns/prospects.h"

#include "learn/sentence.h"
#include "recall/lesson.h"
#include "tools/all_tools.h"
#include "tools/pattern_fields.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

enum class PatternStanding { established, candidate, avoided };

constexpr auto names_of(PatternStanding) {
  using namespace std::literals;
  return std::array{std::pair{PatternStanding::established, "established"sv},
                    std::pair{PatternStanding::candidate, "candidate"sv},
                    std::pair{PatternStanding::avoided, "avoided"sv}};
}

struct Arguments {
  std::string pattern_id;
  std::int64_t evidence_limit = 10;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("pattern_id", &Arguments::pattern_id,
                 "As search_patterns, analyze_patterns or recommend_patterns returned it.")
            .length(1, limits::pattern_id_bytes_max)
            .matching(label_rule),
        optional("evidence_limit", &Arguments::evidence_limit,
                 "How many of its episodes to tell of at most, newest first.")
            .between(1, 100),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct EvidenceTold {
  std::string episode_id;
  std::string task_description;
  double success = 0;
  double weight = 1;
  Timestamp ended;
  std::optional<std::string> lesson;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &EvidenceTold::episode_id, "For get_episode."),
        required("task_description", &EvidenceTold::task_description, "What was to be done."),
        required("success", &EvidenceTold::success,
                 "How well it went; of an error: whether it was overcome.")
            .between(0, 1),
        required("weight", &EvidenceTold::weight,
                 "How much it counts: 1, or less where the record is poor."),
        required("ended", &EvidenceTold::ended, "When the episode was completed."),
        optional("lesson", &EvidenceTold::lesson, "What came of it, in a sentence."),
    };
  }
};

struct Numbers {
  double episodes_weight = 0;
  double successes_weight = 0;
  double base_rate = 0;
  double success_rate = 0;
  std::vector<double> confidence_interval;
  double lift = 1;

  static constexpr auto fields() {
    return std::tuple{
        required("episodes_weight", &Numbers::episodes_weight,
                 "How many episodes speak, poor records counted in part."),
        required("successes_weight", &Numbers::successes_weight, "How many of these went well."),
        required("base_rate", &Numbers::base_rate,
                 "How much goes well where it applies, with or without it: what it is held "
                 "against.")
            .between(0, 1),
        required("success_rate", &Numbers::success_rate,
                 "What is expected of the next time: the share that went well, drawn towards the "
                 "base rate by the weight of two episodes.")
            .between(0, 1),
        required("confidence_interval", &Numbers::confidence_interval,
                 "Where the rate is with a probability of 90 %: from, to."),
        required("lift", &Numbers::lift,
                 "The success rate beside that of what all such episodes have, which is drawn "
                 "towards the base rate in the same way: above 1 it goes better."),
    };
  }
};

struct UseTold {
  std::int64_t recommended = 0;
  std::int64_t applied = 0;
  std::int64_t helped = 0;
  std::int64_t hurt = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("recommended", &UseTold::recommended,
                 "In how many completed episodes it was recommended,"),
        required("applied", &UseTold::applied, "in how many of them it was followed,"),
        required("helped", &UseTold::helped, "in how many of those the task went well,"),
        required("hurt", &UseTold::hurt, "and in how many it did not."),
    };
  }
};

struct Answer {
  PatternTold pattern;
  PatternStanding standing = PatternStanding::candidate;
  std::vector<std::string> why;
  Numbers numbers;
  std::vector<EvidenceTold> evidence;
  std::int64_t evidence_left_out = 0;
  UseTold use;
  std::vector<std::string> would_change_it;

  static constexpr auto fields() {
    return std::tuple{
        required("pattern", &Answer::pattern, "As analyze_patterns tells it."),
        required("standing", &Answer::standing,
                 "established: enough evidence to rely on; candidate: not yet; avoided: clearly "
                 "worse than usual."),
        required("why", &Answer::why, "Why it stands so, in sentences that name their figures."),
        required("numbers", &Answer::numbers, "What that was worked out from."),
        required("evidence", &Answer::evidence, "Its episodes, newest first."),
        required("evidence_left_out", &Answer::evidence_left_out,
                 "How many more there are, beyond evidence_limit."),
        required("use", &Answer::use, "What came of recommending it."),
        required("would_change_it", &Answer::would_change_it,
                 "What would make it stand otherwise, everything else being equal."),
    };
  }
};

PatternStanding standing_of(const Rates& rates) {
  if (rates.is_avoided) return PatternStanding::avoided;
  return rates.is_established ? PatternStanding::established : PatternStanding::candidate;
}

std::vector<std::string> why(const Pattern& pattern) {
  const Rates& rates = pattern.rates;
  const bool is_above = rates.low > rates.base_rate;
  const bool is_below = rates.high < rates.base_rate;
  std::vector<std::string> sentences;
  sentences.push_back("It was seen in " + counted(pattern.occurrences, "episode") + "; " +
                      percent(rates.success_rate) + " is expected of the next time, between " +
                      percent(rates.low) + " and " + percent(rates.high) +
                      " with a probability of 90 %, and " + percent(rates.base_rate) +
                      " goes well there anyway.");
  if (!rates.is_corroborated) {
    sentences.emplace_back(
        "Several record in this memory, and one had a hand in all of its episodes: nobody else has "
        "confirmed it, so it stays a candidate.");
    return sentences;
  }
  if (rates.is_avoided && !is_below) {
    sentences.emplace_back("Not one of its episodes went well, and there are enough: avoid it.");
  } else if (rates.is_avoided) {
    sentences.emplace_back("The whole interval lies below what goes well anyway: avoid it.");
  } else if (is_above) {
    sentences.emplace_back("The whole interval lies above what goes well anyway: it helps.");
  } else if (!is_below && rates.is_established) {
    sentences.emplace_back(
        "What goes well anyway lies within the interval: it is well known, and not shown to be "
        "better or worse than other ways.");
  }
  if (!rates.is_established) {
    sentences.emplace_back(
        "Established is what five episodes show, or two whose interval lies beside what goes well "
        "anyway: this has too little of both.");
  }
  if (pattern.writers) {
    sentences.push_back(counted(*pattern.writers, "writer") +
                        " recorded these episodes, and agree.");
  }
  return sentences;
}

std::vector<std::string> would_change(const Pattern& pattern) {
  std::vector<std::string> sentences;
  if (!pattern.rates.is_corroborated) {
    sentences.emplace_back(
        "An episode of another writer that shows the same, so that nobody had a hand in all.");
  }
  const Prospects ahead = prospects_of(pattern);
  const auto add = [&](std::optional<int> count, const char* what, const char* then) {
    if (!count) return;
    sentences.push_back(counted(static_cast<std::size_t>(*count), what) + " more" +
                        (*count == 1 ? "" : " in a row") + " would " + then + ".");
  };
  add(ahead.successes_to_establish, "successful episode", "establish it");
  add(ahead.failures_to_establish, "failed episode",
      "establish how it goes: no better than usual, or worse");
  if (ahead.failures_to_avoid != ahead.failures_to_establish) {
    add(ahead.failures_to_avoid, "failed episode", "make it one to avoid");
  }
  add(ahead.successes_to_clear, "successful episode", "clear it: it would be avoided no longer");
  sentences.emplace_back(
      "Deleting its episodes takes their share away: it is worked out anew from what is stored.");
  return sentences;
}

Result<std::vector<EvidenceTold>> evidence_of(Store& store, const std::string& space,
                                              const FoundPattern& found) {
  return store.read(space, [&](Transaction& transaction) -> Result<std::vector<EvidenceTold>> {
    std::vector<EvidenceTold> all;
    for (const PatternEvidence& one : found.pattern.evidence) {
      const auto id = found.episode_ids.find(one.row);
      if (id == found.episode_ids.end()) continue;
      auto episode = transaction.episode_without_steps(id->second);
      // Deleted since, or damaged, which `doctor` tells.
      if (!episode.ok()) continue;
      all.push_back({.episode_id = id->second,
                     .task_description = episode->task_description,
                     .success = rounded(one.success),
                     .weight = rounded(one.weight),
                     .ended = one.when,
                     .lesson = lesson_of(*episode)});
    }
    return all;
  });
}

// Masses are in tenths, and thousandths of these.
Numbers numbers_of(const Pattern& pattern) {
  const Rates& rates = pattern.rates;
  constexpr double tenths = 10;
  const double weight = static_cast<double>(pattern.mass.weight) / tenths;
  return {.episodes_weight = rounded(weight),
          .successes_weight = rounded(weight * pattern.mass.share(0)),
          .base_rate = rounded(rates.base_rate),
          .success_rate = rounded(rates.success_rate),
          .confidence_interval = {rounded(rates.low), rounded(rates.high)},
          .lift = rounded(rates.lift)};
}

Result<Answer> explain(Services& services, const Arguments& arguments) {
  const std::string& space = arguments.namespace_name;
  FoundPattern found = TRY(services.advisor.pattern(
      space, arguments.pattern_id, static_cast<std::size_t>(arguments.evidence_limit)));
  const Pattern& pattern = found.pattern;
  Answer answer{.pattern = told(pattern, found.episode_ids),
                .standing = standing_of(pattern.rates),
                .why = why(pattern),
                .numbers = numbers_of(pattern),
                .evidence = TRY(evidence_of(services.store, space, found)),
                .use = {.recommended = found.use.recommended,
                        .applied = found.use.applied,
                        .helped = found.use.helped,
                        .hurt = found.use.hurt},
                .would_change_it = would_change(pattern)};
  constexpr std::size_t told_with_pattern_max = 5;
  auto& with_pattern = answer.pattern.evidence;
  with_pattern.resize(std::min(with_pattern.size(), told_with_pattern_max));
  answer.evidence_left_out =
      static_cast<std::int64_t>(pattern.occurrences) - std::ssize(answer.evidence);
  return answer;
}

}  // namespace

Tool explain_pattern(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "explain_pattern",
       .title = "Why a pattern holds",
       .description =
           "Why a learnt pattern is established, a candidate or one to avoid: its figures in "
           "sentences, the episodes behind it and how each went, what came of recommending it, and "
           "how many more successes or failures would change its standing. Use it before relying "
           "on a pattern, or when one looks wrong: a wrong episode behind it can be deleted, and "
           "record_feedback says that following it did not help. To find patterns use "
           "search_patterns or analyze_patterns. Up to 100 episodes are told.",
       .keywords = "explain reason justify justification trust evidence proof confidence interval "
                   "why established doubt provenance",
       .listed_from = ToolListing::all},
      [&services](const Arguments& arguments, CallContext&) {
        return explain(services, arguments);
      });
}

}  // namespace memory_mcp
