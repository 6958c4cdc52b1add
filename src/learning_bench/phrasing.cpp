#include "learning_bench/phrasing.h"

#include <array>
#include <cctype>
#include <span>
#include <vector>

#include "base/check.h"

namespace memory_mcp {
namespace {

constexpr auto services = std::to_array<std::string_view>(
    {"Atlas", "Beacon", "Cedar", "Delphi", "Ember", "Fjord", "Granite", "Harbour", "Iris",
     "Juniper", "Kestrel", "Lantern", "Meridian", "Nimbus", "Orchard", "Pelican"});
constexpr auto people = std::to_array<std::string_view>(
    {"Amira", "Jonas", "Priya", "Oleg", "Beatrice", "Kwame", "Lena", "Tomas", "Yuki", "Farid",
     "Ingrid", "Mateo", "Sofia", "Dmitri", "Grace", "Hugo"});
constexpr auto teams = std::to_array<std::string_view>(
    {"the sales team", "finance", "customer support", "the warehouse crew", "the legal department",
     "marketing", "the night shift", "the board", "the branch in Porto", "the research group"});
constexpr auto times = std::to_array<std::string_view>(
    {"today", "by tomorrow", "before Friday", "this week", "by the end of the month",
     "until Monday morning", "within the hour", "before the holidays", "next Tuesday"});
constexpr auto towns = std::to_array<std::string_view>(
    {"Oslo", "Lyon", "Graz", "Leeds", "Turin", "Gdansk", "Seville", "Antwerp", "Basel", "Bergen"});
constexpr auto numbers =
    std::to_array<std::string_view>({"3", "7", "12", "25", "40", "120", "260", "815", "2,300"});

struct Kind {
  std::string_view name;
  std::span<const std::string_view> words;
};
constexpr auto kinds = std::to_array<Kind>({{"service", services},
                                            {"person", people},
                                            {"team", teams},
                                            {"time", times},
                                            {"town", towns},
                                            {"number", numbers}});

// Several of them bare, as people write.
constexpr auto openings = std::to_array<std::string_view>(
    {"", "", "", "Please ", "Could you ", "Can you ", "I need you to ", "We should ",
     "You have to ", "Help me to "});

std::vector<std::string_view> alternatives_in(std::string_view list) {
  std::vector<std::string_view> alternatives;
  while (true) {
    const std::size_t end = list.find('|');
    alternatives.push_back(list.substr(0, end));
    if (end == std::string_view::npos) return alternatives;
    list.remove_prefix(end + 1);
  }
}

std::string_view word_of(std::string_view kind, Choice& choice) {
  for (const Kind& known : kinds) {
    if (known.name == kind) return choice.of(known.words);
  }
  CHECK(false && "a pattern names a kind of word that there is not");
  return {};
}

std::string filled(std::string_view pattern, Choice& choice) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t begin = pattern.find_first_of("[{");
    text += pattern.substr(0, begin);
    if (begin == std::string_view::npos) break;
    const bool is_choice = pattern[begin] == '[';
    const std::size_t end = pattern.find(is_choice ? ']' : '}', begin);
    CHECK(end != std::string_view::npos);
    const std::string_view inside = pattern.substr(begin + 1, end - begin - 1);
    text += is_choice ? choice.of(alternatives_in(inside)) : word_of(inside, choice);
    pattern.remove_prefix(end + 1);
  }
  return text;
}

char upper(char letter) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
}

}  // namespace

std::string phrased(std::string_view pattern, Choice& choice) {
  CHECK(!pattern.empty());
  std::string text = filled(pattern, choice);
  if (pattern.front() == '[') {
    text.insert(0, choice.of(openings));
  }
  text.front() = upper(text.front());
  return text;
}

}  // namespace memory_mcp
