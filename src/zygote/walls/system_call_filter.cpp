#include "zygote/walls/system_call_filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "zygote/die.h"

namespace memory_mcp::zygote {
namespace {

constexpr std::uint16_t load_word = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t jump_if_equal = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t jump_if_at_least = BPF_JMP | BPF_JGE | BPF_K;
constexpr std::uint16_t jump = BPF_JMP | BPF_JA;
constexpr std::uint16_t mask_word = BPF_ALU | BPF_AND | BPF_K;
constexpr std::uint16_t give_back = BPF_RET | BPF_K;

// Numbers from here on are the x32 entry of the same kernel.
constexpr std::uint32_t x32_numbers = 0x40000000;
constexpr std::uint64_t high_word = 0xFFFFFFFF00000000;
constexpr unsigned word_bits = 32;

constexpr std::uint32_t argument_offset(unsigned index, bool high) {
  const std::size_t offset = offsetof(seccomp_data, args) + index * sizeof(std::uint64_t);
  return static_cast<std::uint32_t>(offset + (high ? sizeof(std::uint32_t) : 0));
}

}  // namespace

SystemCallFilter::SystemCallFilter() {
  add(load_word, offsetof(seccomp_data, arch));
  add(jump_if_equal, AUDIT_ARCH_X86_64, 1, 0);
  add(give_back, SECCOMP_RET_KILL_PROCESS);
  add(load_word, offsetof(seccomp_data, nr));
  add(jump_if_at_least, x32_numbers, 0, 1);
  add(give_back, SECCOMP_RET_KILL_PROCESS);
}

void SystemCallFilter::add(std::uint16_t code, std::uint32_t operand, std::uint8_t if_true,
                           std::uint8_t if_false) {
  if (length_ == program_.size()) die("the system call filter is too long");
  program_[length_++] = {.code = code, .jt = if_true, .jf = if_false, .k = operand};
}

// A call with other arguments falls through to the rules that follow, which may name it again.
void SystemCallFilter::allow(long number, std::span<const Argument> arguments) {
  constexpr std::size_t per_half = 3;
  const std::size_t body = arguments.size() * 2 * per_half + 1;
  const std::size_t reload = arguments.empty() ? 0 : 1;
  add(jump_if_equal, static_cast<std::uint32_t>(number), 0,
      static_cast<std::uint8_t>(body + reload));
  std::size_t left = body;
  for (const Argument& argument : arguments) {
    for (const bool high : {false, true}) {
      const unsigned shift = high ? word_bits : 0;
      left -= per_half;
      add(load_word, argument_offset(argument.index, high));
      add(mask_word, static_cast<std::uint32_t>(argument.mask >> shift));
      add(jump_if_equal, static_cast<std::uint32_t>((argument.value & argument.mask) >> shift), 0,
          static_cast<std::uint8_t>(left));
    }
  }
  add(give_back, SECCOMP_RET_ALLOW);
  if (reload != 0) add(load_word, offsetof(seccomp_data, nr));
}

// Linear memory grows by becoming usable: below 4 GiB from its base, never executable.
void SystemCallFilter::allow_growing(std::span<const std::uintptr_t> memories) {
  for (const std::uintptr_t base : memories) {
    const std::array rules{
        Argument{.index = 0, .mask = high_word, .value = base},
        Argument{.index = 1, .mask = high_word, .value = 0},
        Argument{.index = 2, .value = PROT_READ | PROT_WRITE},
    };
    allow(SYS_mprotect, rules);
  }
}

void SystemCallFilter::finish() { add(give_back, SECCOMP_RET_KILL_PROCESS); }

SystemCallFilter SystemCallFilter::for_child(int socket, std::span<const std::uintptr_t> memories) {
  const std::array on_socket{Argument{.index = 0, .value = static_cast<std::uint64_t>(socket)}};
  const std::array one_descriptor{Argument{.index = 1, .value = 1}};
  SystemCallFilter filter;
  filter.allow(SYS_read, on_socket);
  filter.allow(SYS_write, on_socket);
  filter.allow(SYS_ppoll, one_descriptor);
  filter.allow_growing(memories);
  filter.allow(SYS_clock_gettime);
  filter.allow(SYS_clock_nanosleep);
  filter.allow(SYS_setitimer);
  filter.allow(SYS_rt_sigreturn);
  filter.allow(SYS_exit_group);
  filter.finish();
  return filter;
}

// The first part is what it does, the second what a child does on its way to its own filter.
SystemCallFilter SystemCallFilter::for_zygote(std::span<const std::uintptr_t> memories) {
  SystemCallFilter filter;
  const std::array as_children_are_made{Argument{.index = 0, .value = child_clone_flags}};
  filter.allow(SYS_clone, as_children_are_made);
  for (const long number : {SYS_recvmsg, SYS_sendmsg, SYS_close, SYS_wait4, SYS_exit_group}) {
    filter.allow(number);
  }
  for (const long number :
       {SYS_dup2, SYS_mmap, SYS_close_range, SYS_prctl, SYS_prlimit64, SYS_getrandom, SYS_seccomp,
        SYS_read, SYS_write, SYS_ppoll, SYS_clock_gettime, SYS_clock_nanosleep, SYS_setitimer,
        SYS_rt_sigreturn}) {
    filter.allow(number);
  }
  filter.allow_growing(memories);
  filter.finish();
  return filter;
}

bool SystemCallFilter::enter() const {
  sock_fprog program{.len = static_cast<unsigned short>(length_),
                     .filter = const_cast<sock_filter*>(program_.data())};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace memory_mcp::zygote
