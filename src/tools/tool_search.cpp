#include "tools/tool_search.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "analysis/stemmer.h"
#include "analysis/stop_words.h"
#include "analysis/words.h"

namespace memory_mcp {
namespace {

// What a word in each part of a tool counts.
constexpr double name_weight = 3;
constexpr double keyword_weight = 3;
constexpr double title_weight = 2;
constexpr double description_weight = 1;
constexpr double argument_weight = 0.2;
// Of a word that every text has: "how long did it take" is about little else.
constexpr double stop_word_weight = 0.15;
// BM25: how soon more of the same word counts no more, and how much a long text is held back.
constexpr double saturation = 1.2;
constexpr double length_share = 0.3;

// Stems with what they weigh.
using Terms = std::map<std::string, double>;

// Names of tools are terms as a whole, too.
std::string term_of(const Word& word, Stemmer& stemmer) {
  return std::string(word.is_compound ? word.text : stemmer.stem(word.text));
}

void add(Terms& terms, std::string_view text, double weight, Stemmer& stemmer) {
  for_each_word(text, [&](const Word& word) { terms[term_of(word, stemmer)] += weight; });
}

Terms terms_of(const Tool& tool, Stemmer& stemmer) {
  Terms terms;
  add(terms, tool.info.name, name_weight, stemmer);
  add(terms, tool.info.title, title_weight, stemmer);
  add(terms, tool.info.keywords, keyword_weight, stemmer);
  add(terms, tool.info.description, description_weight, stemmer);
  for (const auto& [name, property] : tool.input_schema["properties"].items()) {
    add(terms, name, argument_weight, stemmer);
    add(terms, property.value("description", ""), argument_weight, stemmer);
  }
  return terms;
}

double length_of(const Terms& terms) {
  double length = 0;
  for (const auto& [term, weight] : terms) length += weight;
  return length;
}

// The stems of a question and what each of them counts in it, before it is known how rare they are.
Terms question_terms(std::string_view question, Stemmer& stemmer) {
  Terms terms;
  for_each_word(question, [&](const Word& word) {
    double& weight = terms[term_of(word, stemmer)];
    weight = std::max(weight, is_stop_word(word.text) ? stop_word_weight : 1.0);
  });
  return terms;
}

// The words of a text that say something, whatever their order.
std::set<std::string> telling_words(std::string_view text, Stemmer& stemmer) {
  std::set<std::string> words;
  for_each_word(text, [&](const Word& word) {
    if (!word.is_compound && !is_stop_word(word.text)) words.emplace(stemmer.stem(word.text));
  });
  return words;
}

// Whoever says the name of a tool, or its title, means that one.
bool is_named(const Tool& tool, const std::set<std::string>& asked, Stemmer& stemmer) {
  return !asked.empty() && (asked == telling_words(tool.info.name, stemmer) ||
                            asked == telling_words(tool.info.title, stemmer));
}

}  // namespace

std::vector<FoundTool> search_tools(std::span<const Tool> tools, std::string_view question,
                                    std::size_t limit) {
  Stemmer stemmer;
  std::vector<Terms> of_tools;
  std::map<std::string, int> tools_with;
  double mean_length = 0;
  for (const Tool& tool : tools) {
    of_tools.push_back(terms_of(tool, stemmer));
    mean_length += length_of(of_tools.back()) / static_cast<double>(tools.size());
    for (const auto& [term, weight] : of_tools.back()) ++tools_with[term];
  }
  Terms asked = question_terms(question, stemmer);
  double most = 0;
  for (auto& [term, weight] : asked) {
    const auto found = tools_with.find(term);
    const double count = found == tools_with.end() ? 0 : found->second;
    weight *= std::log(1 + (static_cast<double>(tools.size()) - count + 0.5) / (count + 0.5));
    most += weight;
  }
  const std::set<std::string> named = telling_words(question, stemmer);
  std::vector<FoundTool> found;
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const double held_back =
        saturation * (1 - length_share + length_share * length_of(of_tools[i]) / mean_length);
    double score = 0;
    for (const auto& [term, weight] : asked) {
      const auto has = of_tools[i].find(term);
      if (has != of_tools[i].end()) score += weight * has->second / (has->second + held_back);
    }
    if (score == 0) continue;
    found.push_back({.tool = &tools[i], .score = score / most});
    if (is_named(tools[i], named, stemmer)) found.back().score = 1;
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &FoundTool::score);
  if (found.size() > limit) found.resize(limit);
  return found;
}

}  // namespace memory_mcp
