// What calls were answered that can be made again, by a key of their caller's: a part of every
// store.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace memory_mcp {

namespace limits {

// A UUID has 36; some clients put their own name before it.
inline constexpr std::size_t idempotency_key_bytes_max = 200;
// Longer than an agent goes on with one task, or a queue of messages keeps one.
inline constexpr std::chrono::hours answers_kept_for{24};
// Answers that need not be kept any longer cost only their place.
inline constexpr std::chrono::minutes between_forgetting_answers{10};

}  // namespace limits

// By what a call can be made again: a key of its own, and who made it (Principal::key()).
struct AnswerKey {
  std::string caller;
  std::string key;

  auto operator<=>(const AnswerKey&) const = default;
};

struct KeptAnswer {
  std::string request_hash;  // Of what was asked.
  std::string answer;
  Timestamp kept_until;

  bool operator==(const KeptAnswer&) const = default;
};

// The part of a Transaction that is about them.
class AnswerTransaction {
 public:
  virtual ~AnswerTransaction() = default;

  // What that call was answered, where that is kept at `now`.
  virtual Result<std::optional<KeptAnswer>> kept_answer(const AnswerKey& key, Timestamp now) = 0;
  // conflict when one is kept under the key already.
  virtual Status keep_answer(const AnswerKey& key, const KeptAnswer& answer, Timestamp now) = 0;
  // Of one that is kept, which stays as long as before.
  virtual Status amend_answer(const AnswerKey& key, const std::string& answer) = 0;
};

// The part of a Store that is about them. Safe for concurrent use.
class AnswerStore {
 public:
  virtual ~AnswerStore() = default;

  // Of all namespaces.
  virtual Status forget_answers_kept_until(Timestamp end) = 0;
};

// The same words from every store.
Error idempotency_key_taken();

}  // namespace memory_mcp
