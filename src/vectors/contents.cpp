#include "vectors/contents.h"

#include <algorithm>

namespace memory_mcp {
namespace {

constexpr std::size_t recall_counted = 10;
// Cosines of the same two codes may differ in the last places.
constexpr float same_cosine = 1e-6F;
// A filter that accepts fewer than one in so many leaves too little of what a shortcut finds.
constexpr std::size_t narrow_one_in = 16;
constexpr std::size_t filter_samples = 256;
// Below this, rows of nobody in the graph are not worth a new one.
constexpr std::size_t hidden_rows_allowed = 1'000;
// How many rows are kept in view on the way through the graph, at first.
constexpr std::size_t effort_min = 64;

}  // namespace

void VectorIndex::Contents::put(std::uint32_t id, const Code& code) {
  erase(id);
  const std::uint32_t row = table_.add(id, code);
  if (graph_) waiting_.push_back(row);
}

void VectorIndex::Contents::erase(std::uint32_t id) {
  const auto row = table_.row_of(id);
  if (!row) return;
  if (!graph_) return table_.release(*row);
  // The graph still needs its codes to find the way, and who waits is found by its row.
  table_.hide(*row);
  if (graph_->has(*row)) ++hidden_;
  const bool is_mostly_hidden = hidden_ > hidden_rows_allowed && hidden_ > graph_->size() / 2;
  if (is_mostly_hidden || table_.size() < options_.exact_max / 2) replace_graph(nullptr);
}

std::size_t VectorIndex::Contents::fold(std::size_t rows_max) {
  if (!graph_) {
    if (table_.size() <= options_.exact_max) return 0;
    replace_graph(std::make_unique<NeighbourGraph>(table_));
  }
  for (; rows_max > 0 && !waiting_.empty(); --rows_max) {
    const std::uint32_t row = waiting_.back();
    waiting_.pop_back();
    if (table_.id_of(row) == CodeTable::nobody) {
      table_.release(row);
    } else {
      graph_->add(row);
    }
  }
  return waiting_.size();
}

void VectorIndex::Contents::replace_graph(std::unique_ptr<NeighbourGraph> graph) {
  graph_ = std::move(graph);
  walks_.begin_anew();
  waiting_.clear();
  hidden_ = 0;
  table_.release_hidden();
  if (!graph_) return;
  for (std::uint32_t row = 0; row < table_.rows(); ++row) {
    if (table_.id_of(row) != CodeTable::nobody) waiting_.push_back(row);
  }
}

std::vector<RowCosine> VectorIndex::Contents::search(const Code& query, std::size_t count,
                                                     const KeepId& keep) const {
  if (const auto rows = few_kept(keep)) return scan_codes(table_, query, count, nullptr, *rows);
  const Way taken = way();
  if (taken == Way::codes) return scan_codes(table_, query, count, keep);

  Shortcut& shortcut = taken == Way::graph ? walks_ : signs_;
  const bool is_sample = shortcut.is_due(options_.sample_every);
  auto found = taken == Way::graph ? walk(query, count, keep)
                                   : scan_signs(table_, query, count, keep, signs_.width());
  const bool is_whole = found.size() >= std::min(count, table_.size());
  if (is_whole && !is_sample) return found;
  auto truth = scan_codes(table_, query, count, keep);
  if (is_sample) judge(shortcut, found, truth);
  return truth;
}

VectorIndex::Contents::Way VectorIndex::Contents::way() const {
  if (table_.size() <= options_.codes_max) return Way::codes;
  // A graph that has just begun saves nothing yet.
  const bool is_grown = graph_ && graph_->size() - hidden_ >= waiting_.size();
  if (is_grown && !walks_.leads_astray()) return Way::graph;
  return signs_.leads_astray() || table_.is_sparse() ? Way::codes : Way::signs;
}

std::vector<RowCosine> VectorIndex::Contents::walk(const Code& query, std::size_t count,
                                                   const KeepId& keep) const {
  const auto accepts = [&](std::uint32_t row) {
    const std::uint32_t id = table_.id_of(row);
    return id != CodeTable::nobody && (!keep || keep(id));
  };
  const std::size_t wanted = with_spare(std::min(count, table_.size()));
  auto found = graph_->search(query, wanted, effort_min * walks_.width(), accepts);
  if (!found) return scan_signs(table_, query, count, keep, signs_.width());
  const bool by_codes = waiting_.size() <= options_.codes_max || signs_.leads_astray();
  const auto beside = by_codes ? scan_codes(table_, query, count, keep, waiting_)
                               : scan_signs(table_, query, count, keep, signs_.width(), waiting_);
  for (const RowCosine& other : beside) found->push_back(other.row);
  return best_of(table_, query, *found, count);
}

std::optional<std::vector<std::uint32_t>> VectorIndex::Contents::few_kept(
    const KeepId& keep) const {
  if (!keep || table_.size() <= options_.codes_max) return std::nullopt;
  const std::size_t step = std::max<std::size_t>(1, table_.rows() / filter_samples);
  std::size_t asked = 0;
  std::size_t kept = 0;
  for (std::size_t row = 0; row < table_.rows(); row += step) {
    const std::uint32_t id = table_.id_of(static_cast<std::uint32_t>(row));
    if (id == CodeTable::nobody) continue;
    ++asked;
    kept += keep(id) ? 1 : 0;
  }
  if (kept * narrow_one_in >= asked) return std::nullopt;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < table_.rows(); ++row) {
    const std::uint32_t id = table_.id_of(row);
    if (id != CodeTable::nobody && keep(id)) rows.push_back(row);
  }
  return rows;
}

void VectorIndex::Contents::judge(Shortcut& shortcut, const std::vector<RowCosine>& found,
                                  const std::vector<RowCosine>& truth) {
  const std::size_t wanted = std::min(recall_counted, truth.size());
  if (wanted == 0) return;
  const float bound = truth[wanted - 1].cosine - same_cosine;
  std::size_t right = 0;
  for (std::size_t i = 0; i < std::min(wanted, found.size()); ++i) {
    right += found[i].cosine >= bound ? 1 : 0;
  }
  shortcut.add(static_cast<double>(right) / static_cast<double>(wanted));
}

double VectorIndex::Contents::sampled_recall() const {
  switch (way()) {
    case Way::codes:
      return 1;
    case Way::signs:
      return signs_.leads_astray() ? 1 : signs_.recall();
    case Way::graph:
      return walks_.recall();
  }
  return 1;
}

std::size_t VectorIndex::Contents::waiting() const {
  if (graph_) return waiting_.size();
  return table_.size() > options_.exact_max ? table_.size() : 0;
}

std::size_t VectorIndex::Contents::bytes() const {
  return table_.bytes() + (graph_ ? graph_->bytes() : 0) +
         waiting_.capacity() * sizeof(std::uint32_t);
}

}  // namespace memory_mcp
