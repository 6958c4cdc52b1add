#include "recall/snippet.h"

#include <algorithm>
#include <vector>

#include "analysis/words.h"
#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::string_view left_out = "…";
// With a mark on either side it is as long as it may be.
constexpr std::size_t piece_bytes_max = limits::snippet_bytes_max - 2 * left_out.size();

// Line breaks and tabs become spaces, several of them one.
std::string in_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!is_space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

// How much of the query stands in a piece of the text.
float points(std::string_view piece, std::span<const QueryWord> words, const Lexicon& lexicon) {
  float sum = 0;
  std::vector<bool> seen(words.size());
  for_each_word(piece, [&](const Word& word) {
    const WordTerms terms = lexicon.find(word.text, word.is_compound);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (seen[i] || !words[i].is_known() || terms.stem != words[i].terms.stem) continue;
      seen[i] = true;
      sum += words[i].weight;
    }
  });
  return sum;
}

// Places where a piece may begin: behind the spaces nearest to every so many bytes.
std::vector<std::size_t> beginnings(std::string_view line) {
  constexpr std::size_t stride = limits::snippet_bytes_max / 4;
  std::vector<std::size_t> places{0};
  for (std::size_t at = stride; at + stride < line.size(); at += stride) {
    const std::size_t space = line.find(' ', at);
    if (space != std::string_view::npos && space + 1 > places.back()) places.push_back(space + 1);
  }
  return places;
}

std::string_view piece_at(std::string_view line, std::size_t begin) {
  std::string_view piece = cut_to_bytes(line.substr(begin), piece_bytes_max);
  if (begin + piece.size() < line.size()) {
    const std::size_t space = piece.rfind(' ');
    if (space != std::string_view::npos && space > piece.size() / 2) piece = piece.substr(0, space);
  }
  return piece;
}

}  // namespace

std::string snippet(std::string_view text, std::span<const QueryWord> words,
                    const Lexicon& lexicon) {
  std::string line = in_one_line(text);
  if (line.size() <= limits::snippet_bytes_max) return line;
  std::string_view best;
  float most = -1;
  for (const std::size_t begin : beginnings(line)) {
    const std::string_view piece = piece_at(line, begin);
    const float found = points(piece, words, lexicon);
    if (found <= most) continue;
    most = found;
    best = piece;
  }
  const auto begin = static_cast<std::size_t>(best.data() - line.data());
  std::string marked(begin > 0 ? left_out : "");
  marked += best;
  if (begin + best.size() < line.size()) marked += left_out;
  return marked;
}

}  // namespace memory_mcp
