#include "zygote/walls/landlock.h"

#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

namespace memory_mcp::zygote {
namespace {

// As the newest kernel has it; the system's headers may be older. Older kernels take its beginning.
struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t ports = 0;
  std::uint64_t scoped = 0;
};

// A right for every bit that a version of Landlock handles: nothing is allowed, so all are denied.
constexpr std::uint64_t bits_below(unsigned count) { return (std::uint64_t{1} << count) - 1; }

// How many file rights each version knows, from version 1.
constexpr unsigned file_rights[] = {13, 14, 15, 15, 16};

struct Denial {
  Ruleset ruleset;
  std::size_t bytes = sizeof(std::uint64_t);
};

Denial everything_known_to(std::uint32_t abi) {
  constexpr std::uint32_t newest_with_files = 5;
  constexpr std::uint32_t first_with_ports = 4;
  constexpr std::uint32_t first_with_scopes = 6;
  Denial denial;
  denial.ruleset.files =
      bits_below(file_rights[(abi < newest_with_files ? abi : newest_with_files) - 1]);
  if (abi >= first_with_ports) {
    denial.ruleset.ports = bits_below(2);  // Binding and connecting TCP.
    denial.bytes = offsetof(Ruleset, scoped);
  }
  if (abi >= first_with_scopes) {
    denial.ruleset.scoped = bits_below(2);  // Abstract sockets and signals.
    denial.bytes = sizeof(Ruleset);
  }
  return denial;
}

}  // namespace

std::uint32_t enter_landlock() {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return 0;
  const Denial denial = everything_known_to(static_cast<std::uint32_t>(abi));
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &denial.ruleset, denial.bytes, 0);
  if (ruleset < 0) return 0;
  const long entered = ::syscall(SYS_landlock_restrict_self, ruleset, 0);
  ::close(static_cast<int>(ruleset));
  return entered == 0 ? static_cast<std::uint32_t>(abi) : 0;
}

}  // namespace memory_mcp::zygote
