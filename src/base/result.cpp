#include "base/result.h"

namespace memory_mcp {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::invalid_argument:
      return "invalid_argument";
    case Fault::not_found:
      return "not_found";
    case Fault::conflict:
      return "conflict";
    case Fault::exhausted:
      return "exhausted";
    case Fault::unavailable:
      return "unavailable";
    case Fault::timed_out:
      return "timed_out";
    case Fault::cancelled:
      return "cancelled";
    case Fault::denied:
      return "denied";
    case Fault::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace memory_mcp
