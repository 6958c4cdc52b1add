// Result<T>: a value, or the reason there is none.
//
// For everything the world can do to us: bad input, a missing row, a disk that is full.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "memory_mcp/api.h"

namespace memory_mcp {

// What went wrong, in terms a caller can act on.
enum class Fault {
  invalid_argument,  // The caller sent something we cannot use; sending it again will not help.
  not_found,         // The thing named does not exist.
  conflict,          // The thing exists, in a state that forbids this.
  exhausted,         // A limit was reached (size, count, queue); try less, or later.
  unavailable,       // Something we depend on does not work now; retry later.
  timed_out,         // The time allowed for it is over.
  cancelled,         // The caller gave up.
  denied,            // Policy forbids it.
  internal,          // Our fault.
};

// The fault's name on the wire: "invalid_argument".
MEMORY_MCP_API std::string_view name_of(Fault fault);

struct Error {
  Fault fault;
  std::string message;     // Full sentences for a person or a model: the thing and the remedy.
  std::string field = {};  // The argument at fault as a dotted path, when there is one.
  long long retry_after_ms = 0;  // When trying again is worth it; 0 when that is not known.

  // The same error, told from one level up: "import line 7: expected an object".
  Error while_doing(std::string_view what) && {
    message.insert(0, std::string(what) + ": ");
    return std::move(*this);
  }

  // The same error with its field spelt out, below what the caller calls the whole:
  // "arguments.tags: …". Without a field there is nothing to add.
  Error below(std::string_view root) && {
    if (field.empty()) return std::move(*this);
    const std::string path = std::string(root) + "." + field;
    return std::move(*this).while_doing(path);
  }
};

inline Error invalid_argument(std::string field, std::string message) {
  return {Fault::invalid_argument, std::move(message), std::move(field)};
}
inline Error not_found(std::string message) { return {Fault::not_found, std::move(message)}; }
inline Error conflict(std::string message) { return {Fault::conflict, std::move(message)}; }
inline Error exhausted(std::string message) { return {Fault::exhausted, std::move(message)}; }
inline Error unavailable(std::string message) { return {Fault::unavailable, std::move(message)}; }
inline Error internal(std::string message) { return {Fault::internal, std::move(message)}; }

template <typename T>
class [[nodiscard]] Result {
 public:
  using Value = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }

  // Only when ok(); otherwise these throw std::bad_variant_access, and error() does when it is.
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

// For work that yields nothing but may fail.
struct Done {
  bool operator==(const Done&) const = default;
};
using Status = Result<Done>;

}  // namespace memory_mcp
