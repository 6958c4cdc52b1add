#include "record/tags.h"

#include <locale.h>
#include <wchar.h>
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
  return invalid_argument("tags",
                          "arguments.tags: \"" + std::string(cut_to_bytes(tag, 60)) + "\" " + why);
}

// Decodes, lower-cases and encodes again; nothing when a character is neither letter nor digit.
std::string lower_letters(std::string_view tag) {
  const locale_t before = uselocale(unicode());
  std::string lower;
  mbstate_t decoding{};
  mbstate_t encoding{};
  while (!tag.empty()) {
    wchar_t character = 0;
    const std::size_t length = mbrtowc(&character, tag.data(), tag.size(), &decoding);
    if (length == 0 || length > tag.size()) break;
    const auto letter = static_cast<wint_t>(character);
    if (iswalnum_l(letter, unicode()) == 0 && character != L'-' && character != L'_') break;
    char bytes[16];
    const std::size_t written =
        wcrtomb(bytes, static_cast<wchar_t>(towlower_l(letter, unicode())), &encoding);
    lower.append(bytes, written);
    tag.remove_prefix(length);
  }
  uselocale(before);
  return tag.empty() ? lower : "";
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
