// Results in tests: must() unwraps one or ends the test with the error's own words; fault_of() and
// complaint_of() say what a refused one said.
#pragma once

#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/result.h"

namespace memory_mcp {

inline void PrintTo(Fault fault, std::ostream* out) { *out << name_of(fault); }

template <typename T>
T must(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(std::string(name_of(result.error().fault)) + ": " +
                             result.error().message);
  }
  return std::move(result).value();
}

// internal, which no test expects of the outside world, when the result was fine after all.
template <typename T>
Fault fault_of(const Result<T>& result) {
  return result.ok() ? Fault::internal : result.error().fault;
}

// "" when the result was fine.
template <typename T>
std::string complaint_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().message;
}

template <typename T>
std::string field_of(const Result<T>& result) {
  return result.ok() ? "" : result.error().field;
}

}  // namespace memory_mcp
