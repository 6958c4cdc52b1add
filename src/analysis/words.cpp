#include "analysis/words.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace memory_mcp {
namespace {

using Take = std::function<void(const Word&)>;

// Longer ones are data (base64, hashes of whole files), which nobody asks for by name.
constexpr std::size_t compound_bytes_max = 80;
constexpr std::size_t word_bytes_max = 64;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Bytes of other scripts count as letters here; ICU takes them apart later.
bool is_word(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool joins_words(char c) {
  constexpr std::string_view joints = "_.-/:@\\+";
  return joints.find(c) != std::string_view::npos;
}
bool is_apostrophe(char c) { return c == '\''; }

void lower(std::string& text) {
  for (char& c : text) {
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
}

// "caroline's" is Caroline, and "don't" one word.
void drop_apostrophes(std::string& word) {
  if (word.ends_with("'s") || word.ends_with("'S")) word.resize(word.size() - 2);
  std::erase_if(word, is_apostrophe);
}

void give(std::string word, bool is_compound, const Take& take) {
  drop_apostrophes(word);
  const std::size_t most = is_compound ? compound_bytes_max : word_bytes_max;
  if (word.empty() || word.size() > most) return;
  lower(word);
  take({.text = word, .is_compound = is_compound});
}

// camelCase and HTTPServer: a word begins at a capital behind a small letter, and at the last of
// several capitals.
bool begins_in_camel_case(std::string_view text, std::size_t at) {
  if (!is_upper(text[at])) return false;
  if (is_lower(text[at - 1]) || is_digit(text[at - 1])) return true;
  return is_upper(text[at - 1]) && at + 1 < text.size() && is_lower(text[at + 1]);
}

std::vector<std::string_view> parts_of(std::string_view compound) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= compound.size(); ++at) {
    const bool is_joint = at == compound.size() || joins_words(compound[at]);
    if (!is_joint && (at == begin || !begins_in_camel_case(compound, at))) continue;
    if (at > begin) parts.push_back(compound.substr(begin, at - begin));
    begin = is_joint ? at + 1 : at;
  }
  return parts;
}

// ICU's rules, and its dictionaries for scripts that write no spaces.
class WordBreaker {
 public:
  WordBreaker() {
    UErrorCode error = U_ZERO_ERROR;
    breaker_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
    folding_ = icu::Normalizer2::getNFKCCasefoldInstance(error);
  }

  void split(std::string_view text, const Take& take) {
    if (breaker_ == nullptr || folding_ == nullptr) return;
    UErrorCode error = U_ZERO_ERROR;
    const auto folded =
        folding_->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                text.data(), static_cast<std::int32_t>(text.size()))),
                            error);
    breaker_->setText(folded);
    for (auto begin = breaker_->first(), end = breaker_->next(); end != icu::BreakIterator::DONE;
         begin = end, end = breaker_->next()) {
      if (breaker_->getRuleStatus() == UBRK_WORD_NONE) continue;
      std::string word;
      folded.tempSubStringBetween(begin, end).toUTF8String(word);
      give(std::move(word), false, take);
    }
  }

 private:
  std::unique_ptr<icu::BreakIterator> breaker_;
  const icu::Normalizer2* folding_ = nullptr;
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

// A run of word characters and single joints between them.
void take_run(std::string_view run, const Take& take) {
  if (!is_ascii(run)) {
    thread_local WordBreaker breaker;
    return breaker.split(run, take);
  }
  const auto parts = parts_of(run);
  if (parts.size() > 1) give(std::string(run), true, take);
  for (const std::string_view part : parts) give(std::string(part), false, take);
}

std::size_t run_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size()) {
    const bool goes_on =
        is_word(text[end]) || ((joins_words(text[end]) || is_apostrophe(text[end])) &&
                               end + 1 < text.size() && is_word(text[end + 1]));
    if (!goes_on) break;
    ++end;
  }
  return end;
}

}  // namespace

void for_each_word(std::string_view text, const Take& take) {
  std::string plain;
  if (!is_ascii(text)) text = plain = with_plain_apostrophes(text);
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t end = run_end(text, at);
    take_run(text.substr(at, end - at), take);
    at = end;
  }
}

}  // namespace memory_mcp
