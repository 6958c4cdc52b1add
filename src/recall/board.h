// How often each term of a query stands in each document that has any: a sparse matrix, filled term
// by term. Kept between queries for its memory, in a pool.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace memory_mcp {

class Board {
 public:
  // For documents 0..documents and that many terms.
  void start(std::size_t documents, std::size_t terms) {
    for (const std::uint32_t document : documents_) slots_[document] = 0;
    documents_.clear();
    counts_.clear();
    terms_ = terms;
    if (slots_.size() < documents) slots_.resize(documents);
  }

  // The counts of a document's terms, which are 0 when it is new here. Valid until the next call.
  std::uint16_t* row(std::uint32_t document) {
    std::uint32_t& slot = slots_[document];
    if (slot == 0) {
      documents_.push_back(document);
      counts_.resize(counts_.size() + terms_);
      slot = static_cast<std::uint32_t>(documents_.size());
    }
    return counts_.data() + (slot - 1) * terms_;
  }

  bool has(std::uint32_t document) const { return slots_[document] != 0; }

  // Empty for a document that has none.
  std::span<const std::uint16_t> counts(std::uint32_t document) const {
    const std::uint32_t slot = slots_[document];
    if (slot == 0) return {};
    return {counts_.data() + (slot - 1) * terms_, terms_};
  }

  // Those with a count, in the order in which they came.
  std::span<const std::uint32_t> documents() const { return documents_; }
  std::size_t terms() const { return terms_; }

 private:
  std::vector<std::uint32_t> slots_;  // By document: its place below plus one, or 0.
  std::vector<std::uint32_t> documents_;
  std::vector<std::uint16_t> counts_;  // In quarters; `terms_` for each of documents_.
  std::size_t terms_ = 0;
};

// The boards that no query is using. Safe for concurrent use.
class BoardPool {
 public:
  // A board for as long as it lives; the pool must outlive it.
  class Borrowed {
   public:
    explicit Borrowed(BoardPool& pool) : pool_(pool), board_(pool.take()) {}
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() { pool_.put_back(std::move(board_)); }

    Board& board() { return *board_; }

   private:
    BoardPool& pool_;
    std::unique_ptr<Board> board_;
  };

 private:
  std::unique_ptr<Board> take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return std::make_unique<Board>();
    auto board = std::move(free_.back());
    free_.pop_back();
    return board;
  }

  void put_back(std::unique_ptr<Board> board) {
    constexpr std::size_t kept_max = 2;
    const std::scoped_lock lock(mutex_);
    if (free_.size() < kept_max) free_.push_back(std::move(board));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Board>> free_;
};

}  // namespace memory_mcp
