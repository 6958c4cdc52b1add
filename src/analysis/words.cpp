#include "analysis/words.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "analysis/folding.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

using Take = std::function<void(const Word&)>;

// Longer ones are data (base64, hashes of whole files), which nobody asks for by name.
constexpr std::size_t compound_bytes_max = 80;
constexpr std::size_t word_bytes_max = 64;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What a character does in a run of words.
enum class Role {
  none,
  letter,    // Or a digit.
  unspaced,  // A letter of a script that puts no spaces between words, or none before endings.
  mark,      // Belongs to the character before it.
  joint,     // Of compounds, such as the slashes of a path.
  apostrophe,
};

bool is_unspaced(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

Role role_of_ascii(UChar32 c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
    return Role::letter;
  }
  constexpr std::string_view joints = "_.-/:@\\+";
  if (joints.find(static_cast<char>(c)) != std::string_view::npos) return Role::joint;
  return c == '\'' ? Role::apostrophe : Role::none;
}

Role role_of(UChar32 c) {
  if (c < 0x80) return role_of_ascii(c);
  constexpr UChar32 zero_width_non_joiner = 0x200C;
  constexpr UChar32 zero_width_joiner = 0x200D;
  if (c == zero_width_non_joiner || c == zero_width_joiner) return Role::mark;
  if ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) return Role::mark;
  if (u_isalnum(c) == 0) return Role::none;
  return is_unspaced(c) ? Role::unspaced : Role::letter;
}

// The characters of a text in UTF-8, one after another.
class Characters {
 public:
  explicit Characters(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t place() const { return at_; }
  UChar32 next() {
    const auto first = static_cast<unsigned char>(text_[at_]);
    if (first < 0x80) {
      ++at_;
      return first;
    }
    std::string_view rest = text_.substr(at_);
    const auto c = static_cast<UChar32>(take_code_point(rest));
    at_ = text_.size() - rest.size();
    return c;
  }
  // Without going on; 0 at the end.
  UChar32 peek() const { return at_end() ? 0 : Characters(*this).next(); }

 private:
  std::string_view text_;
  std::size_t at_;
};

// "caroline's" is Caroline, and "don't" one word.
void drop_apostrophes(std::string& word) {
  if (word.ends_with("'s")) word.resize(word.size() - 2);
  std::erase(word, '\'');
}

// `word` is folded.
void give(std::string word, bool is_compound, const Take& take) {
  drop_apostrophes(word);
  const std::size_t most = is_compound ? compound_bytes_max : word_bytes_max;
  if (word.empty() || word.size() > most) return;
  take({.text = word, .is_compound = is_compound});
}

// camelCase and HTTPServer: a word begins at a capital behind a small letter, and at the last of
// several capitals.
bool begins_in_camel_case(UChar32 before, UChar32 c, UChar32 behind) {
  if (u_isupper(c) == 0) return false;
  if (u_islower(before) != 0 || u_isdigit(before) != 0) return true;
  return u_isupper(before) != 0 && u_islower(behind) != 0;
}

std::vector<std::string_view> parts_of(std::string_view compound) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto end_part = [&](std::size_t end) {
    if (end > begin) parts.push_back(compound.substr(begin, end - begin));
  };
  UChar32 before = 0;
  for (Characters rest(compound); !rest.at_end();) {
    const std::size_t at = rest.place();
    const UChar32 c = rest.next();
    if (role_of(c) == Role::joint) {
      end_part(at);
      begin = rest.place();
    } else if (at > begin && begins_in_camel_case(before, c, rest.peek())) {
      end_part(at);
      begin = at;
    }
    before = c;
  }
  end_part(compound.size());
  return parts;
}

// ICU's rules, and its dictionaries for scripts that write no spaces.
class WordBreaker {
 public:
  WordBreaker() {
    UErrorCode error = U_ZERO_ERROR;
    breaker_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
  }

  void split(std::string_view text, const Take& take) {
    if (breaker_ == nullptr) return;
    const auto characters = icu::UnicodeString::fromUTF8(folded(text));
    breaker_->setText(characters);
    for (auto begin = breaker_->first(), end = breaker_->next(); end != icu::BreakIterator::DONE;
         begin = end, end = breaker_->next()) {
      if (breaker_->getRuleStatus() == UBRK_WORD_NONE) continue;
      std::string word;
      characters.tempSubStringBetween(begin, end).toUTF8String(word);
      give(std::move(word), false, take);
    }
  }

 private:
  std::unique_ptr<icu::BreakIterator> breaker_;
};

// Typographic apostrophes are written as the plain one, so that both are one word.
std::string with_plain_apostrophes(std::string_view text) {
  constexpr std::string_view typographic = "\u2019";
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(typographic)) {
      plain += '\'';
      at += typographic.size();
    } else {
      plain += text[at++];
    }
  }
  return plain;
}

void take_part(std::string_view part, const Take& take) {
  if (is_ascii(part)) return give(folded(part), false, take);
  thread_local WordBreaker breaker;
  breaker.split(part, take);
}

// A run of word characters and single joints between them.
void take_run(std::string_view run, const Take& take) {
  const auto parts = parts_of(run);
  if (parts.size() > 1) give(folded(run), true, take);
  for (const std::string_view part : parts) take_part(part, take);
}

// It also ends where an identifier stands in a text without spaces.
std::size_t run_end(std::string_view text, std::size_t begin) {
  Characters rest(text, begin);
  Role last = role_of(rest.next());
  while (!rest.at_end()) {
    const std::size_t here = rest.place();
    const Role role = role_of(rest.next());
    if (role == Role::mark) continue;
    if (role == Role::joint || role == Role::apostrophe) {
      const Role behind = role_of(rest.peek());
      if (behind != Role::letter && behind != Role::unspaced) return here;
      last = behind;
      continue;
    }
    if (role != last) return here;
  }
  return text.size();
}

}  // namespace

void for_each_word(std::string_view text, const Take& take) {
  std::string plain;
  if (!is_ascii(text)) text = plain = with_plain_apostrophes(well_formed_utf8(std::string(text)));
  for (Characters rest(text); !rest.at_end();) {
    const std::size_t begin = rest.place();
    const Role role = role_of(rest.next());
    if (role != Role::letter && role != Role::unspaced) continue;
    const std::size_t end = run_end(text, begin);
    take_run(text.substr(begin, end - begin), take);
    rest = Characters(text, end);
  }
}

}  // namespace memory_mcp
