#include "recall/page_cursor.h"

#include <xxhash.h>

#include <charconv>
#include <concepts>

#include "base/id.h"

namespace memory_mcp {
namespace {

// "<hash of the question>.<rank>.<step number>.<episode id>"; the numbers are hexadecimal.
constexpr char separator = '.';
constexpr int base = 16;

template <std::integral Number>
void append(std::string& text, Number number) {
  char digits[2 * sizeof(Number)];
  const auto written = std::to_chars(std::begin(digits), std::end(digits), number, base);
  text.append(digits, written.ptr);
  text += separator;
}

// Takes a number and what separates it from the next part.
template <std::integral Number>
bool take(std::string_view& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number, base);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != separator) return false;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
  return true;
}

XXH64_hash_t hash_of(std::string_view question) {
  return ::XXH3_64bits(question.data(), question.size());
}

}  // namespace

std::string page_cursor(const RecallPlace& place, std::string_view question) {
  std::string text;
  append(text, hash_of(question));
  append(text, place.rank);
  append(text, place.step_number);
  return text + place.episode_id;
}

Result<RecallPlace> place_of_cursor(std::string_view cursor, std::string_view question) {
  RecallPlace place;
  XXH64_hash_t hash = 0;
  const bool is_whole =
      take(cursor, hash) && take(cursor, place.rank) && take(cursor, place.step_number);
  if (!is_whole || !is_uuid(cursor)) {
    return invalid_argument("cursor", "expected next_cursor of an earlier answer");
  }
  if (hash != hash_of(question)) {
    return invalid_argument("cursor",
                            "belongs to another question; repeat the arguments of the call that "
                            "returned it, and add the cursor");
  }
  place.episode_id = cursor;
  return place;
}

}  // namespace memory_mcp
