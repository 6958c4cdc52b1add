#include "zygote/typescript/source_map.h"

#include <array>
#include <cstdint>
#include <limits>

namespace memory_mcp::zygote {
namespace {

constexpr std::string_view mappings_key = "\"mappings\":\"";
// Generated column, source, original line, original column, name.
constexpr std::size_t fields_max = 5;
// What a segment has when it says where it came from.
constexpr std::size_t fields_with_origin = 4;

constexpr unsigned digit_bits = 5;
constexpr unsigned continuation_bit = 1U << digit_bits;
constexpr unsigned digit_mask = continuation_bit - 1;

std::optional<unsigned> base64_digit(char letter) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t digit = alphabet.find(letter);
  if (digit == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(digit);
}

// Takes one variable-length number off `text`: little endian, five bits a digit, the sign lowest.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::uint64_t bits = 0;
  for (unsigned shift = 0; !text.empty() && shift <= std::numeric_limits<std::uint32_t>::digits;
       shift += digit_bits) {
    const auto digit = base64_digit(text.front());
    if (!digit) return std::nullopt;
    text.remove_prefix(1);
    bits |= std::uint64_t{*digit & digit_mask} << shift;
    if ((*digit & continuation_bit) != 0) continue;
    const auto size = static_cast<std::int64_t>(bits >> 1U);
    return (bits & 1U) != 0 ? -size : size;
  }
  return std::nullopt;
}

struct Segment {
  std::array<std::int64_t, fields_max> fields{};
  std::size_t count = 0;
};

// Takes the numbers before the next ',' or ';' off `text`.
std::optional<Segment> take_segment(std::string_view& text) {
  Segment segment;
  while (!text.empty() && text.front() != ',' && text.front() != ';') {
    const auto number = take_number(text);
    if (!number || segment.count == fields_max) return std::nullopt;
    segment.fields[segment.count++] = *number;
  }
  return segment;
}

bool is_place(std::int64_t value) { return value >= 0 && value <= std::numeric_limits<int>::max(); }

}  // namespace

std::string_view mappings_of(std::string_view source_map) {
  // Quotes inside of JSON strings are escaped, so the key cannot occur in one.
  const std::size_t key = source_map.find(mappings_key);
  if (key == std::string_view::npos) return {};
  const std::string_view value = source_map.substr(key + mappings_key.size());
  const std::size_t end = value.find('"');
  return end == std::string_view::npos ? std::string_view{} : value.substr(0, end);
}

std::optional<MapPlace> origin_of(std::string_view mappings, MapPlace generated) {
  std::optional<MapPlace> origin;
  int line = 0;
  // Columns restart with every generated line, the rest goes on from the segment before.
  std::int64_t column = 0;
  std::int64_t origin_line = 0;
  std::int64_t origin_column = 0;
  while (!mappings.empty()) {
    const auto segment = take_segment(mappings);
    if (!segment) return origin;
    if (segment->count > 0) column += segment->fields[0];
    if (!is_place(column)) return origin;
    if (MapPlace{line, static_cast<int>(column)} > generated) return origin;
    if (segment->count >= fields_with_origin) {
      origin_line += segment->fields[2];
      origin_column += segment->fields[3];
      if (!is_place(origin_line) || !is_place(origin_column)) return origin;
      origin = {static_cast<int>(origin_line), static_cast<int>(origin_column)};
    }
    if (mappings.empty()) break;
    if (mappings.front() == ';') {
      // More lines than an int counts do not fit into memory.
      ++line;
      column = 0;
    }
    mappings.remove_prefix(1);
  }
  return origin;
}

}  // namespace memory_mcp::zygote
