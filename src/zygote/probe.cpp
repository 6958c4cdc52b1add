#include "zygote/probe.h"

#include <unistd.h>

#include <cerrno>

namespace memory_mcp::zygote {
namespace {

// The 32-bit entry, which has numbers of its own.
std::int64_t call_by_interrupt(const wire::Probe& probe) {
  std::int64_t result = static_cast<std::int64_t>(probe.number);
  asm volatile("int $0x80"
               : "+a"(result)
               : "b"(probe.arguments[0]), "c"(probe.arguments[1]), "d"(probe.arguments[2])
               : "memory");
  return result;
}

}  // namespace

std::int64_t probe(const wire::Probe& probe) {
  if (probe.by_interrupt != 0) return call_by_interrupt(probe);
  const auto& a = probe.arguments;
  const long result =
      ::syscall(static_cast<long>(probe.number), a[0], a[1], a[2], a[3], a[4], a[5]);
  return result < 0 ? -errno : result;
}

}  // namespace memory_mcp::zygote
