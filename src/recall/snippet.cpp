#include "recall/snippet.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <limits>
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

// Which words of the query stand in a text: bit i for word i.
using WordSet = std::uint64_t;
static_assert(limits::query_words_max <= std::numeric_limits<WordSet>::digits);

class Finder {
 public:
  Finder(std::span<const QueryWord> words, const Lexicon& lexicon)
      : words_(words), lexicon_(lexicon) {
    for (const QueryWord& word : words) {
      if (word.is_known()) begins_.set(first_byte(word.stem));
    }
  }

  WordSet words_in(std::string_view text) const {
    WordSet found = 0;
    for_each_word(text, [&](const Word& word) {
      // A stem begins as its word does: most words need not be looked up.
      if (!begins_[first_byte(word.text)]) return;
      const TermId stem = lexicon_.find(word.text, word.is_compound).stem;
      for (std::size_t i = 0; i < words_.size(); ++i) {
        if (words_[i].is_known() && words_[i].terms.stem == stem) found |= WordSet{1} << i;
      }
    });
    return found;
  }

  float weight_of(WordSet found) const {
    float sum = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((found >> i & 1U) != 0) sum += words_[i].weight;
    }
    return sum;
  }

 private:
  static std::size_t first_byte(std::string_view word) {
    return static_cast<unsigned char>(word.front());
  }

  std::span<const QueryWord> words_;
  const Lexicon& lexicon_;
  std::bitset<256> begins_;
};

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

// The first of the pieces in which most of the query stands. They overlap: each part of the line is
// taken apart once.
std::string_view best_piece(std::string_view line, const Finder& finder) {
  std::vector<std::string_view> pieces;
  std::vector<std::size_t> cuts;
  for (const std::size_t begin : beginnings(line)) {
    pieces.push_back(piece_at(line, begin));
    cuts.insert(cuts.end(), {begin, begin + pieces.back().size()});
  }
  std::ranges::sort(cuts);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<WordSet> found;  // Between each cut and the next.
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    found.push_back(finder.words_in(line.substr(cuts[i], cuts[i + 1] - cuts[i])));
  }
  std::string_view best;
  float most = -1;
  std::size_t first = 0;
  for (const std::string_view piece : pieces) {
    const auto begin = static_cast<std::size_t>(piece.data() - line.data());
    while (cuts[first] < begin) ++first;
    WordSet in_piece = 0;
    for (std::size_t i = first; cuts[i] < begin + piece.size(); ++i) in_piece |= found[i];
    const float weight = finder.weight_of(in_piece);
    if (weight <= most) continue;
    most = weight;
    best = piece;
  }
  return best;
}

}  // namespace

std::string snippet(std::string_view text, std::span<const QueryWord> words,
                    const Lexicon& lexicon) {
  const std::string_view read = cut_to_bytes(text, limits::snippet_read_bytes_max);
  std::string line = in_one_line(read);
  if (read.size() == text.size() && line.size() <= limits::snippet_bytes_max) return line;
  const std::string_view best = best_piece(line, Finder(words, lexicon));
  const auto begin = static_cast<std::size_t>(best.data() - line.data());
  std::string marked(begin > 0 ? left_out : "");
  marked += best;
  if (begin + best.size() < line.size() || read.size() < text.size()) marked += left_out;
  return marked;
}

}  // namespace memory_mcp
