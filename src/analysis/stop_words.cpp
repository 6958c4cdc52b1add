#include "analysis/stop_words.h"

#include <string>
#include <unordered_set>

namespace memory_mcp {
namespace {

// Articles, pronouns, prepositions, conjunctions, auxiliaries and question words: closed classes.
// "not" and "no" are none: what failed differs from what did not.
constexpr std::string_view stop_words =
    "a about after all also am an and any are as at be because been before being both but by can "
    "could did do does doing down during each few for from further had has have having he her "
    "here hers herself him himself his how i if in into is it its itself just me more most my "
    "myself of off on once only or other our ours ourselves out over own same she should so some "
    "such than that the their theirs them themselves then there these they this those through to "
    "too under until up us very was we were what when where which while who whom whose why will "
    "with would you your yours yourself yourselves im ive id ill youre youve youll youd hes shes "
    "theyre theyve theyll weve were dont didnt doesnt isnt arent wasnt havent hasnt hadnt wont "
    "cant couldnt shouldnt wouldnt lets thats whats";

std::unordered_set<std::string_view> split(std::string_view words) {
  std::unordered_set<std::string_view> set;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    set.insert(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return set;
}

}  // namespace

bool is_stop_word(std::string_view word) {
  static const auto set = split(stop_words);
  return set.contains(word);
}

}  // namespace memory_mcp
