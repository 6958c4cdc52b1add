// The filters as programs: run by an interpreter here over every number and many arguments, so that
// a rule too many is seen without a child that makes the call. The real calls are tests/sandbox.
#include "zygote/walls/system_call_filter.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cstring>
#include <set>

namespace memory_mcp::zygote {
namespace {

constexpr std::uintptr_t first_memory = std::uintptr_t{5} << 32U;
constexpr std::uintptr_t second_memory = std::uintptr_t{9} << 32U;
constexpr std::array memories{first_memory, second_memory};
constexpr int socket = 3;

// Classic BPF, as much of it as the filters use.
std::uint32_t run(const SystemCallFilter& filter, const seccomp_data& data) {
  const auto program = filter.instructions();
  std::uint32_t accumulator = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& step = program[at];
    switch (step.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&accumulator, reinterpret_cast<const char*>(&data) + step.k,
                    sizeof accumulator);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        accumulator &= step.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        at += accumulator == step.k ? step.jt : step.jf;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        at += accumulator >= step.k ? step.jt : step.jf;
        break;
      case BPF_RET | BPF_K:
        return step.k;
      default:
        ADD_FAILURE() << "an instruction that the filters do not use: " << step.code;
        return SECCOMP_RET_KILL_PROCESS;
    }
  }
  ADD_FAILURE() << "the program has no end";
  return SECCOMP_RET_KILL_PROCESS;
}

seccomp_data call(long number, std::array<std::uint64_t, 6> arguments = {}) {
  seccomp_data data{};
  data.nr = static_cast<int>(number);
  data.arch = AUDIT_ARCH_X86_64;
  std::copy(arguments.begin(), arguments.end(), data.args);
  return data;
}

bool allows(const seccomp_data& data) {
  static const auto filter = SystemCallFilter::for_child(socket, memories);
  const std::uint32_t action = run(filter, data);
  EXPECT_TRUE(action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_KILL_PROCESS);
  return action == SECCOMP_RET_ALLOW;
}

constexpr std::uint64_t read_write = PROT_READ | PROT_WRITE;

TEST(ChildFilter, allows_nine_calls_and_no_other_number) {
  const std::set<long> allowed{SYS_read,      SYS_write,         SYS_ppoll,
                               SYS_mprotect,  SYS_clock_gettime, SYS_clock_nanosleep,
                               SYS_setitimer, SYS_rt_sigreturn,  SYS_exit_group};
  for (long number = -8; number < 1'024; ++number) {
    const bool as_it_may = allows(call(number, {socket, 1, 1})) ||
                           allows(call(number, {first_memory, 4'096, read_write}));
    EXPECT_EQ(as_it_may, allowed.contains(number)) << number;
  }
}

TEST(ChildFilter, allows_reading_and_writing_on_the_socket_only) {
  for (const long number : {SYS_read, SYS_write}) {
    EXPECT_TRUE(allows(call(number, {socket})));
    for (const std::uint64_t other : {0UL, 1UL, 2UL, 4UL, ~0UL, (1UL << 32U) | socket}) {
      EXPECT_FALSE(allows(call(number, {other}))) << number << " " << other;
    }
  }
  EXPECT_FALSE(allows(call(SYS_ppoll, {0, 2})));
}

TEST(ChildFilter, allows_making_linear_memory_usable_and_nothing_else_of_it) {
  for (const std::uintptr_t base : memories) {
    EXPECT_TRUE(allows(call(SYS_mprotect, {base, 65'536, read_write})));
    EXPECT_TRUE(allows(call(SYS_mprotect, {base + 0xFFFF0000, 65'536, read_write})));
    EXPECT_FALSE(allows(call(SYS_mprotect, {base, 65'536, read_write | PROT_EXEC})));
    EXPECT_FALSE(allows(call(SYS_mprotect, {base, 65'536, PROT_READ})));
    EXPECT_FALSE(allows(call(SYS_mprotect, {base, std::uint64_t{1} << 32U, read_write})));
    EXPECT_FALSE(allows(call(SYS_mprotect, {base, 65'536, read_write | (1UL << 40U)})));
    EXPECT_FALSE(allows(call(SYS_mprotect, {base - 4'096, 4'096, read_write})));
    EXPECT_FALSE(allows(call(SYS_mprotect, {base + (std::uint64_t{1} << 32U), 1, read_write})));
  }
}

TEST(ChildFilter, refuses_every_other_way_into_the_kernel) {
  constexpr int x32 = 0x40000000;
  for (int number = 0; number < 512; ++number) {
    EXPECT_FALSE(allows(call(x32 | number, {socket})));
    seccomp_data other = call(number, {socket});
    other.arch = AUDIT_ARCH_I386;
    EXPECT_FALSE(allows(other));
    other.arch = AUDIT_ARCH_AARCH64;
    EXPECT_FALSE(allows(other));
  }
}

TEST(ZygoteFilter, allows_all_that_a_child_may_and_no_file_or_socket) {
  const auto filter = SystemCallFilter::for_zygote(memories);
  const auto zygote_allows = [&](const seccomp_data& data) {
    return run(filter, data) == SECCOMP_RET_ALLOW;
  };
  for (long number = 0; number < 1'024; ++number) {
    const auto data = call(number, {socket, 1});
    EXPECT_TRUE(!allows(data) || zygote_allows(data)) << number;
  }
  for (const long number : {SYS_openat, SYS_open, SYS_socket, SYS_connect, SYS_execve, SYS_kill,
                            SYS_ptrace, SYS_unshare, SYS_mount, SYS_setns, SYS_fork, SYS_clone}) {
    EXPECT_FALSE(zygote_allows(call(number))) << number;
  }
}

}  // namespace
}  // namespace memory_mcp::zygote
