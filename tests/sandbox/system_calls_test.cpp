// Every system call there is, made from inside a real child behind its finished walls: the few that
// a child needs come back, every other one ends the process, by the signal that tells why.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sandbox/child_line.h"
#include "sandbox/zygote_process.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using Numbers = std::set<std::uint64_t>;
using Arguments = std::array<std::uint64_t, 6>;

// Linux lets no filter near these two: they end its own probes, and called from elsewhere they give
// ENXIO and a fault.
constexpr std::uint64_t uretprobe = 335;
constexpr std::uint64_t uprobe = 336;
// Beyond the highest number of the kernels that this was written for, so that new calls are met
// too.
constexpr std::uint64_t numbers_end = 600;
constexpr std::uint64_t x32_numbers = 0x40000000;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30U;
constexpr std::uint64_t page = 4'096;

struct Outcome {
  bool came_back = false;  // The call returned to the child, which then said so.
  std::int64_t result = 0;
  int signal = 0;  // What ended the child, when it did not end by itself.
};

class SystemCalls : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    // A build of the sandbox other than the one beside this test can be named.
    const char* other = std::getenv("MEMORY_MCP_SANDBOX_PROGRAM");  // NOLINT(concurrency-mt-unsafe)
    zygote() = must(ZygoteProcess::start({.program = other != nullptr ? other : SANDBOX_PROGRAM,
                                          .tool_names = {"health_check"},
                                          .data_bytes_max = gibibyte / 2}));
  }
  static void TearDownTestSuite() { zygote().reset(); }

  static std::unique_ptr<ZygoteProcess>& zygote() {
    static std::unique_ptr<ZygoteProcess> process;
    return process;
  }

  static Outcome make_in(Spawned& spawned, const wire::Probe& probe) {
    wire::Job job;
    job.kind = wire::JobKind::probe;
    job.probe = probe;
    spawned.child.slot().write_job(job, "", "");
    ChildLine line(spawned.child.socket());
    EXPECT_TRUE(line.say_go());
    std::deque<ChildCall> calls;
    auto state = ChildLine::State::open;
    while (state == ChildLine::State::open) {
      constexpr int patience_ms = 10'000;
      pollfd child{.fd = spawned.child.socket(), .events = POLLIN, .revents = 0};
      if (::poll(&child, 1, patience_ms) == 0) {
        ADD_FAILURE() << "call " << probe.number << " neither returns nor ends the child";
        return {};
      }
      state = line.read(calls);
    }
    if (state == ChildLine::State::finished) {
      using Limits = std::numeric_limits<std::int64_t>;
      const auto result = spawned.child.slot().report().member(&wire::Report::probe_result);
      return {.came_back = true, .result = result.clamped(Limits::min(), Limits::max())};
    }
    const int status = must(zygote()->how_it_ended(spawned.number));
    return {.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  }

  static Outcome make(std::uint64_t number, const Arguments& arguments, bool by_interrupt = false) {
    Spawned spawned = must(zygote()->spawn(Rehearsal::none));
    wire::Probe probe;
    probe.number = number;
    probe.arguments = arguments;
    probe.by_interrupt = by_interrupt ? 1 : 0;
    return make_in(spawned, probe);
  }

  // Makes every call from `first` on with the same arguments. All those that neither came back nor
  // ended the child of its own accord must have been punished.
  struct Survivors {
    Numbers came_back;
    Numbers left;
  };
  static Survivors survivors_of_all(const Arguments& arguments, std::uint64_t first = 0) {
    Survivors survivors;
    for (std::uint64_t number = first; number < first + numbers_end; ++number) {
      const Outcome outcome = make(number, arguments);
      if (number == uprobe || number == uretprobe) {
        EXPECT_TRUE(!outcome.came_back || outcome.result == -ENXIO) << outcome.result;
      } else if (outcome.came_back) {
        survivors.came_back.insert(number);
      } else if (outcome.signal == 0 || (number == SYS_rt_sigreturn && outcome.signal == SIGSEGV)) {
        // The frame that rt_sigreturn takes from the stack is none, and may block the fault's
        // signal.
        survivors.left.insert(number);
      } else {
        EXPECT_EQ(outcome.signal, SIGSYS) << "call " << number;
      }
    }
    return survivors;
  }

  // Where a child's linear memories begin: the writable mappings at multiples of 4 GiB.
  static std::vector<std::uint64_t> memory_bases(pid_t child) {
    std::vector<std::uint64_t> bases;
    std::ifstream maps("/proc/" + std::to_string(child) + "/maps");
    for (std::string line; std::getline(maps, line);) {
      const std::uint64_t begin = std::stoull(line, nullptr, 16);
      const bool is_aligned = begin != 0 && begin % (4 * gibibyte) == 0;
      if (is_aligned && line.find(" rw-p ") != std::string::npos) bases.push_back(begin);
    }
    return bases;
  }

  // mprotect in a child of its own, of a place relative to its first linear memory.
  static Outcome protect(std::int64_t offset, std::uint64_t bytes, int rights) {
    Spawned spawned = must(zygote()->spawn(Rehearsal::none));
    const auto bases = memory_bases(spawned.child.pid());
    if (bases.empty()) return {};
    wire::Probe probe;
    probe.number = SYS_mprotect;
    probe.arguments = {bases[0] + static_cast<std::uint64_t>(offset), bytes,
                       static_cast<std::uint64_t>(rights)};
    return make_in(spawned, probe);
  }

  static bool may_look_into_children() {
    Spawned spawned = must(zygote()->spawn(Rehearsal::none));
    return !memory_bases(spawned.child.pid()).empty();
  }
};

// Leaving is a call of its own, and returning from a signal that never was is a fault.
const Numbers ways_to_leave{SYS_exit_group, SYS_rt_sigreturn};

TEST_F(SystemCalls, with_zeros_only_clocks_and_the_alarm_come_back) {
  const auto [came_back, left] = survivors_of_all({});
  EXPECT_EQ(came_back, (Numbers{SYS_clock_gettime, SYS_clock_nanosleep, SYS_setitimer}));
  EXPECT_EQ(left, ways_to_leave);
}

TEST_F(SystemCalls, only_the_socket_can_be_read_and_written) {
  const auto [came_back, left] = survivors_of_all({3, 0, 0, 0, 0, 0});
  EXPECT_EQ(came_back,
            (Numbers{SYS_read, SYS_write, SYS_clock_gettime, SYS_clock_nanosleep, SYS_setitimer}));
  EXPECT_EQ(left, ways_to_leave);
  constexpr std::uint64_t beyond_32_bits = std::uint64_t{1} << 32U;
  for (const std::uint64_t other : {0UL, 1UL, 2UL, 4UL, 1'023UL, beyond_32_bits + 3, ~0UL}) {
    for (const std::uint64_t call : {SYS_read, SYS_write}) {
      EXPECT_EQ(make(call, {other}).signal, SIGSYS) << "call " << call << " on " << other;
    }
  }
}

TEST_F(SystemCalls, only_one_descriptor_can_be_waited_for) {
  const auto [came_back, left] = survivors_of_all({0, 1, 0, 0, 0, 0});
  EXPECT_EQ(came_back, (Numbers{SYS_ppoll, SYS_clock_gettime, SYS_clock_nanosleep, SYS_setitimer}));
  EXPECT_EQ(left, ways_to_leave);
  EXPECT_EQ(make(SYS_ppoll, {0, 2}).signal, SIGSYS);
}

TEST_F(SystemCalls, with_any_bits_set_nothing_more_comes_back) {
  const auto [came_back, left] = survivors_of_all({~0UL, ~0UL, ~0UL, ~0UL, ~0UL, ~0UL});
  EXPECT_EQ(came_back, (Numbers{SYS_clock_gettime, SYS_clock_nanosleep, SYS_setitimer}));
  EXPECT_EQ(left, ways_to_leave);
}

TEST_F(SystemCalls, numbers_of_the_x32_entry_do_not_come_back) {
  const auto [came_back, left] = survivors_of_all({3, 0, 0, 0, 0, 0}, x32_numbers);
  EXPECT_EQ(came_back, Numbers{});
  EXPECT_EQ(left, Numbers{});
}

TEST_F(SystemCalls, numbers_that_do_not_exist_do_not_come_back) {
  for (const std::uint64_t number : {1'000UL, 65'536UL, 0x7FFFFFFFUL, 0x80000000UL, 0xFFFFFFFFUL}) {
    EXPECT_EQ(make(number, {3}).signal, SIGSYS) << number;
  }
}

// A kernel without the 32-bit entry makes a fault of it, on which the child ends by itself.
TEST_F(SystemCalls, the_32_bit_entry_does_not_come_back) {
  for (std::uint64_t number = 0; number < numbers_end; ++number) {
    const Outcome outcome = make(number, {3}, true);
    EXPECT_FALSE(outcome.came_back) << number;
    EXPECT_TRUE(outcome.signal == SIGSYS || outcome.signal == 0) << number << outcome.signal;
  }
}

TEST_F(SystemCalls, linear_memory_can_be_made_usable_and_nothing_else) {
  if (!may_look_into_children()) GTEST_SKIP() << "where memory lies is shown to root only";
  constexpr int usable = PROT_READ | PROT_WRITE;
  const Outcome growing = protect(0, 16 * page, usable);
  EXPECT_TRUE(growing.came_back);
  EXPECT_EQ(growing.result, 0);
  for (const int rights : {PROT_NONE, PROT_READ, PROT_EXEC, PROT_READ | PROT_EXEC,
                           usable | PROT_EXEC, usable | PROT_GROWSDOWN}) {
    EXPECT_EQ(protect(0, page, rights).signal, SIGSYS) << "rights " << rights;
  }
}

TEST_F(SystemCalls, mprotect_outside_of_linear_memory_does_not_come_back) {
  if (!may_look_into_children()) GTEST_SKIP() << "where memory lies is shown to root only";
  constexpr int usable = PROT_READ | PROT_WRITE;
  constexpr auto four = static_cast<std::int64_t>(4 * gibibyte);
  EXPECT_EQ(protect(four, page, usable).signal, SIGSYS) << "in the guard region";
  EXPECT_EQ(protect(-static_cast<std::int64_t>(page), page, usable).signal, SIGSYS) << "before it";
  EXPECT_EQ(protect(0, 4 * gibibyte, usable).signal, SIGSYS) << "too long";
  EXPECT_EQ(protect(0, ~std::uint64_t{0}, usable).signal, SIGSYS) << "much too long";
  EXPECT_EQ(make(SYS_mprotect, {0x400000, page, PROT_READ | PROT_WRITE | PROT_EXEC}).signal, SIGSYS)
      << "its own text";
}

// More than a child may have is refused by the kernel, and the child lives on.
TEST_F(SystemCalls, more_memory_than_a_child_may_have_is_refused) {
  if (!may_look_into_children()) GTEST_SKIP() << "where memory lies is shown to root only";
  const Outcome outcome = protect(0, 2 * gibibyte, PROT_READ | PROT_WRITE);
  EXPECT_TRUE(outcome.came_back);
  EXPECT_EQ(outcome.result, -ENOMEM);
}

}  // namespace
}  // namespace memory_mcp
