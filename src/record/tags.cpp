#include "record/tags.h"

#include <locale.h>
#include <wctype.h>

#include <set>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

// Letters are those of Unicode, in every environment: never the user's own locale.
locale_t unicode() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  CHECK(locale != nullptr);
  return locale;
}

Error bad_tag(const std::string& tag, const std::string& why) {
  return invalid_argument("tags", "\"" + std::string(cut_to_bytes(tag, 60)) + "\" " + why);
}

// Empty when a character is neither a letter nor a digit nor '-' nor '_'.
std::string lower_letters(std::string_view tag) {
  std::string lower;
  while (!tag.empty()) {
    const auto letter = static_cast<wint_t>(take_code_point(tag));
    if (iswalnum_l(letter, unicode()) == 0 && letter != U'-' && letter != U'_') return {};
    append_code_point(lower, static_cast<char32_t>(towlower_l(letter, unicode())));
  }
  return lower;
}

}  // namespace

Result<std::vector<std::string>> normal_tags(const std::vector<std::string>& tags) {
  std::set<std::string> normal;
  for (const auto& tag : tags) {
    const std::string_view text = trimmed(tag);
    const std::size_t characters = code_points(text);
    if (characters < limits::tag_characters_min || characters > limits::tag_characters_max) {
      return bad_tag(tag, "has " + std::to_string(characters) + " characters; a tag has " +
                              std::to_string(limits::tag_characters_min) + " to " +
                              std::to_string(limits::tag_characters_max));
    }
    const std::string lower = lower_letters(text);
    if (lower.empty()) return bad_tag(tag, "may hold only letters, digits, '-' and '_'");
    normal.insert(lower);
  }
  return std::vector<std::string>(normal.begin(), normal.end());
}

}  // namespace memory_mcp
