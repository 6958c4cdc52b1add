// The seccomp filters: which system calls the zygote and a running child may make, and with which
// arguments. Everything else, and every other architecture's entry, ends the process at once.
#pragma once

#include <linux/filter.h>
#include <sched.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <span>

namespace memory_mcp::zygote {

// How the zygote makes a child. Not by clone3, whose flags no filter can see and which containers
// refuse for that.
inline constexpr unsigned long child_clone_flags = CLONE_PIDFD | SIGCHLD;

class SystemCallFilter {
 public:
  // What a child may do once it is locked in. `socket`: its only descriptor. `memories`: where it
  // may make memory readable and writable, and nothing else.
  static SystemCallFilter for_child(int socket, std::span<const std::uintptr_t> memories);
  // What the zygote may do once it serves: make children, and let them get ready.
  static SystemCallFilter for_zygote(std::span<const std::uintptr_t> memories);

  // In force from here on, for this process and its children. False when the kernel refuses.
  bool enter() const;

  std::span<const sock_filter> instructions() const { return {program_.data(), length_}; }

 private:
  struct Argument {
    unsigned index = 0;
    // Compared where the mask has bits.
    std::uint64_t mask = ~std::uint64_t{0};
    std::uint64_t value = 0;
  };

  SystemCallFilter();
  void allow(long number, std::span<const Argument> arguments = {});
  void allow_growing(std::span<const std::uintptr_t> memories);
  void finish();
  void add(std::uint16_t code, std::uint32_t operand, std::uint8_t if_true = 0,
           std::uint8_t if_false = 0);

  std::array<sock_filter, 256> program_{};
  std::size_t length_ = 0;
};

}  // namespace memory_mcp::zygote
