#include "learn/patterns/pattern_finder.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "base/text.h"

namespace memory_mcp {
namespace {

// Of a question's words: fewer are in common by chance.
constexpr double text_min = 0.2;
// A pattern's last evidence counts half after so many days before the newest episode.
constexpr double half_life_days = 90;
// Only what matches best is put into words.
constexpr std::size_t read_max = 100;
// Neither for nor against.
constexpr double unknown = 0.5;

}  // namespace

PatternFinder::PatternFinder(const History& history, const PatternQuestion& question)
    : history_(history),
      book_(history.patterns()),
      question_(question),
      words_(question.text, history),
      reading_(book_, history) {
  std::istringstream text{std::string(question.text)};
  for (std::string word; text >> word;) {
    text_words_.insert(to_lower(word));
    text_words_.insert(std::move(word));
  }
}

bool PatternFinder::wants(PatternKind kind) const {
  return !question_.kind || *question_.kind == kind;
}

bool PatternFinder::is_wanted(const PatternScope& scope) const {
  return !question_.only_domain || !question_.domain || scope.domain == *question_.domain;
}

// A pattern matches as well as the part of them that has it, each counted by the square of its
// likeness: a few that are very like the task outweigh many that are a little.
void PatternFinder::add_of_alike() {
  double best = 0;
  double all = 0;
  std::map<PatternName, double> with;
  for (const auto& [row, likeness] : question_.alike) {
    best = std::max(best, likeness);
    all += likeness * likeness;
    for (const PatternName& name : book_.names_fed_by(row, history_)) {
      with[name] += likeness * likeness;
    }
  }
  considered_ += with.size();
  for (const auto& [name, likeness] : with) {
    if (!wants(name.kind) || name.kind == PatternKind::decision_point) continue;
    text_[name] = std::max(text_[name], best * likeness / all);
  }
}

void PatternFinder::add_words(const PatternName& name, WordMask mask) {
  ++considered_;
  const double share = words_.share(mask);
  if (share >= text_min) text_[name] = std::max(text_[name], share);
}

void PatternFinder::add_of_words() {
  if (wants(PatternKind::error_recovery)) {
    for (const auto& [key, entry] : book_.error_recoveries().entries()) {
      WordMask mask = words_.of_tool(entry.state.tool) | words_.of_error(entry.state.error);
      for (const auto& choice : entry.choices) mask |= words_.of_tools(choice.label.tools);
      // "How to fix X": what was done against errors of anything else is no answer.
      if (mask != 0 || words_.is_only_of_failing()) mask |= words_.of_failing();
      add_words({PatternKind::error_recovery, key}, mask);
    }
  }
  for (const Scope& scope : book_.scopes()) {
    if (is_wanted(scope.first)) add_words_of_scope(scope);
  }
}

void PatternFinder::add_words_of_scope(const Scope& scope) {
  const WordMask domain = words_.of_text(scope.first.domain);
  if (wants(PatternKind::tool_sequence)) {
    scope.second.sequences.for_each_repeated([&](PatternKey key, std::span<const NameId> tools) {
      const WordMask mask = words_.of_tools(tools);
      if (mask != 0) add_words({PatternKind::tool_sequence, key}, domain | mask);
    });
  }
  if (!wants(PatternKind::decision_point)) return;
  for (const auto& [key, entry] : scope.second.decisions.entries()) {
    WordMask mask = words_.of_tool(entry.state.tool) | words_.of_error(entry.state.error);
    for (const auto& choice : entry.choices) mask |= words_.of_tool(choice.label);
    if (mask == 0 || !is_decision_point(entry)) continue;
    add_words({PatternKind::decision_point, key}, domain | mask);
  }
}

// What is given, and whatever stands in the text by its very name.
std::vector<ContextItem> PatternFinder::circumstances() const {
  std::set<ContextItem> items;
  if (question_.domain) items.insert({ItemKind::domain, *question_.domain});
  if (question_.task_type) {
    items.insert({ItemKind::task_type, std::string(name_of(*question_.task_type))});
  }
  for (const std::string& tag : question_.tags) items.insert({ItemKind::tag, to_lower(tag)});
  for (const std::string& word : text_words_) {
    for (const auto kind :
         {ItemKind::language, ItemKind::framework, ItemKind::domain, ItemKind::tag}) {
      items.insert({kind, word});
    }
  }
  return {items.begin(), items.end()};
}

void PatternFinder::add_of_state() {
  const PastNames names{history_.tools(), history_.errors()};
  const DecisionState& state = question_.state;
  const bool has_failed = state.result && *state.result != StepResultType::success;
  if (has_failed) {
    const PatternName recovery{PatternKind::error_recovery,
                               recovery_key({state.tool, state.error}, names)};
    if (book_.error_recoveries().find(recovery.key) != nullptr) text_[recovery] = 1;
  }
  for (const auto& [scope, book] : book_.scopes()) {
    if (scope.domain != question_.domain) continue;
    if (question_.task_type && scope.task_type != question_.task_type) continue;
    const PatternName decision{PatternKind::decision_point,
                               decision_key(state, scope.part(), names)};
    // Where a task of any kind may be says less than where one like this was.
    if (book.decisions.find(decision.key) != nullptr) {
      text_[decision] = question_.alike.empty() ? unknown : 1;
    }
  }
}

void PatternFinder::add_contexts() {
  if (!wants(PatternKind::context_pattern)) return;
  contexts_ = book_.contexts().significant_among(circumstances());
  considered_ += contexts_.size();
}

double PatternFinder::tags_in_common(const Pattern& pattern) const {
  std::set<std::string> theirs;
  for (const PatternEvidence& one : pattern.evidence) {
    const PastEpisode* const episode = history_.find(one.row);
    if (episode != nullptr) theirs.insert(episode->tags.begin(), episode->tags.end());
  }
  std::size_t common = 0;
  std::set<std::string> both = theirs;
  for (const std::string& tag : question_.tags) {
    common += theirs.contains(to_lower(tag)) ? 1 : 0;
    both.insert(to_lower(tag));
  }
  return static_cast<double>(common) / static_cast<double>(both.size());
}

// The mean over what the question gives.
double PatternFinder::context_of(const Pattern& pattern) const {
  double sum = 0;
  double count = 0;
  const auto add = [&](double part) {
    sum += part;
    count += 1;
  };
  if (question_.domain) {
    add(pattern.domain.empty() ? unknown : pattern.domain == *question_.domain ? 1 : 0);
  }
  if (question_.task_type) {
    add(!pattern.task_type ? unknown : pattern.task_type == question_.task_type ? 1 : 0);
  }
  if (!question_.tags.empty()) add(tags_in_common(pattern));
  return count == 0 ? unknown : sum / count;
}

// How many of the circumstances the question names. A task in hand names none: it has them.
double PatternFinder::text_of(const ContextPatterns::Found& context) const {
  if (question_.text.empty()) return unknown;
  const std::vector<ContextItem> items = book_.contexts().items(context.set);
  const auto named = std::ranges::count_if(
      items, [&](const ContextItem& item) { return text_words_.contains(to_lower(item.value)); });
  return static_cast<double>(named) / static_cast<double>(items.size());
}

std::vector<FittingPattern> PatternFinder::read() {
  std::vector<std::pair<PatternName, double>> best;
  for (const auto& [name, text] : text_) {
    if (text >= text_min) best.emplace_back(name, text);
  }
  std::ranges::sort(best, {}, [](const auto& one) { return std::pair(-one.second, one.first); });
  best.resize(std::min(best.size(), read_max));
  for (const auto& [name, text] : best) reading_.look_at(name);
  for (const auto& context : contexts_) {
    reading_.look_at(context);
    text_[{PatternKind::context_pattern, context.key}] = text_of(context);
  }
  std::vector<FittingPattern> fitting;
  for (Pattern& pattern : reading_.tell({})) {
    if (question_.only_domain && !pattern.domain.empty() && pattern.domain != question_.domain) {
      continue;
    }
    const PatternUse use = history_.advice().of(pattern.name);
    const double days = static_cast<double>(book_.newest_day().ms - pattern.last_seen.ms) /
                        static_cast<double>(day_ms);
    const PatternFit fit{.text = text_.at(pattern.name),
                         .context = context_of(pattern),
                         .effectiveness = use.effectiveness(),
                         .recency = std::exp2(-std::max(0.0, days) / half_life_days),
                         .success_rate = pattern.rates.success_rate};
    fitting.push_back({.pattern = std::move(pattern), .use = use, .fit = fit});
  }
  return fitting;
}

}  // namespace memory_mcp
