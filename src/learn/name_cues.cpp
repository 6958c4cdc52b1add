#include "learn/name_cues.h"

#include <algorithm>
#include <unordered_map>

#include "analysis/stemmer.h"
#include "analysis/stop_words.h"
#include "analysis/words.h"
#include "base/check.h"
#include "learn/calibration.h"

namespace memory_mcp {
namespace {

enum Named : std::size_t { not_at_all, in_part, mostly, whole };
constexpr std::size_t named_count = 4;

template <typename Number>
std::vector<NameId> numbered_words(std::string_view text, Number number) {
  thread_local Stemmer stemmer;
  std::vector<NameId> words;
  for_each_word(text, [&](const Word& word) {
    if (word.is_compound || is_stop_word(word.text)) return;  // The parts of a compound follow.
    words.push_back(number(stemmer.stem(word.text)));
  });
  return words;
}

// Where each word stands last, and the place behind the mentions of the tools of a path.
class Text {
 public:
  Text(std::span<const NameId> words, const ToolWords& tools, std::span<const NameId> path) {
    for (std::size_t i = 0; i < words.size(); ++i) last_place_[words[i]] = i;
    for (const NameId tool : path) {
      const auto& name = tools[tool];
      const auto mention =
          std::find_if(words.begin() + static_cast<std::ptrdiff_t>(behind_path_), words.end(),
                       [&](NameId word) { return std::ranges::find(name, word) != name.end(); });
      if (mention != words.end()) {
        behind_path_ = static_cast<std::size_t>(mention - words.begin()) + 1;
      }
    }
  }

  struct Mention {
    Named named = not_at_all;
    bool is_to_come = false;
  };

  Mention mention(std::span<const NameId> name) const {
    std::size_t found = 0;
    bool is_behind = false;
    for (const NameId word : name) {
      const auto place = last_place_.find(word);
      if (place == last_place_.end()) continue;
      ++found;
      is_behind = is_behind || place->second >= behind_path_;
    }
    if (found == 0) return {};
    const Named named = found == name.size() ? whole : 2 * found >= name.size() ? mostly : in_part;
    return {named, is_behind};
  }

 private:
  std::unordered_map<NameId, std::size_t> last_place_;
  std::size_t behind_path_ = 0;
};

}  // namespace

std::vector<NameId> task_words(std::string_view text, Names& words) {
  return numbered_words(text, [&](std::string_view stem) { return words.add(stem); });
}

std::vector<NameId> known_task_words(std::string_view text, const Names& words) {
  return numbered_words(text, [&](std::string_view stem) { return words.find(stem); });
}

std::vector<std::size_t> name_cues(std::span<const NameId> text, const ToolWords& tools,
                                   std::span<const NameId> path) {
  static_assert(cue_count == named_count * (1 + 2 * 2));
  const Text task(text, tools, path);
  std::vector<bool> is_used(tools.size());
  for (const NameId tool : path) is_used[tool] = true;
  std::vector<std::size_t> cues(tools.size() + 1);
  std::size_t still_to_come = not_at_all;
  for (std::size_t tool = 0; tool < tools.size(); ++tool) {
    const auto [named, is_to_come] = task.mention(tools[tool]);
    cues[tool] = named_count * (1 + (is_used[tool] ? 1 : 0) + (is_to_come ? 2 : 0)) + named;
    if (!is_used[tool] && is_to_come) still_to_come = std::max<std::size_t>(still_to_come, named);
  }
  cues.back() = still_to_come;
  return cues;
}

}  // namespace memory_mcp
