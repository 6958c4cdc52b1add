// What the server, the zygote and its children say to each other. Plain values in fixed places:
// both ends are built from this file, and the server believes nothing that a child wrote here
// (sandbox/untrusted.h).
//
//   server  ── control socket (SOCK_SEQPACKET) ──  zygote: Configure, Hello, Order, OrderAnswer
//   server  ── one stream socket per child ──      child:  Go, then CallHeader / ReplyHeader + text
//   server  ── one slot of shared memory per child ── child: the job in, the report out
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace memory_mcp::wire {

// Changes with every change of this file; the server refuses a zygote of another version.
inline constexpr std::uint32_t version = 2;

// --- Control socket -------------------------------------------------------------------------
// The server's first message, followed by the names of the tools that exist as memory.<name>, as a
// JSON array.
struct Configure {
  std::uint32_t version = wire::version;
  std::uint32_t without_huge_pages = 0;  // The program stays in the pages of its file.
  std::uint64_t data_bytes_max = 0;      // Writable memory of one child.
};
inline constexpr std::size_t tool_names_bytes_max = 8'192;

// The walls, as bits: what stands between a script and the machine, beside WebAssembly.
enum class Layer : std::uint32_t {
  seccomp = 1U << 0U,
  user_namespace = 1U << 1U,
  mount_namespace = 1U << 2U,  // With an empty, read-only root.
  network_namespace = 1U << 3U,
  pid_namespace = 1U << 4U,
  ipc_namespace = 1U << 5U,
  uts_namespace = 1U << 6U,
  cgroup_namespace = 1U << 7U,
  no_capabilities = 1U << 8U,
  no_new_privileges = 1U << 9U,
  landlock = 1U << 10U,
  resource_limits = 1U << 11U,
};

struct Hello {
  std::uint32_t version = 0;
  std::uint32_t layers = 0;  // Bits of Layer.
  std::uint32_t has_typescript = 0;
  std::array<char, 256> refused{};  // Which layers the kernel refused, and why; zero-terminated.
};

enum class OrderKind : std::uint32_t {
  make,     // A child. Comes with two descriptors: the child's end of its socket, and its slot.
  explain,  // How did `child` end? Asked when it ended without saying so.
};

struct Order {
  OrderKind kind = OrderKind::make;
  std::uint32_t rehearse = 0;  // Run something first, so that the first run finds warm pages.
  std::uint32_t without_seccomp = 0;  // Only what --sandbox-degraded allows.
  std::int32_t child = 0;
};

// For `make` with the child's pidfd when `error` is 0.
struct OrderAnswer {
  std::int32_t error = 0;   // An errno.
  std::int32_t child = 0;   // What the zygote calls it.
  std::int32_t status = 0;  // For `explain`: as waitpid tells it.
};

// --- The child's socket ---------------------------------------------------------------------
// One byte starts the job that is in the slot.
inline constexpr std::uint8_t go = 'G';

enum class FrameKind : std::uint32_t { call = 1, finished = 2 };

// Child to server. A call is followed by its name and its arguments as JSON text.
struct CallHeader {
  FrameKind kind = FrameKind::call;
  std::uint32_t id = 0;
  std::uint32_t name_bytes = 0;
  std::uint32_t json_bytes = 0;
};

// Server to child, followed by JSON text: the answer, or {"code", "message"}.
struct ReplyHeader {
  std::uint32_t id = 0;
  std::uint32_t ok = 0;
  std::uint32_t json_bytes = 0;
};

inline constexpr std::size_t call_name_bytes_max = 64;
// A file of 8 MiB, written through the server, as base64.
inline constexpr std::size_t call_json_bytes_max = std::size_t{12} << 20U;
// A tool's answer may hold a whole episode.
inline constexpr std::size_t reply_json_bytes_max = std::size_t{16} << 20U;
// Calls under way at once, and the bytes of their arguments: the child waits for answers when it
// reaches either, the server kills a child that does not.
inline constexpr std::size_t outstanding_calls_max = 64;
inline constexpr std::size_t outstanding_bytes_max = std::size_t{16} << 20U;

// --- The slot -------------------------------------------------------------------------------
enum class Language : std::uint32_t { javascript, typescript, any };

inline constexpr std::uint32_t memory_page_bytes = 65'536;  // WebAssembly's.

enum class JobKind : std::uint32_t {
  script,
  probe,  // Make one system call, given by number, behind the finished wall: for tests.
};

enum Grant : std::uint32_t { grant_memory = 1, grant_file_system = 2, grant_fetch = 4 };

struct Probe {
  std::uint64_t number = 0;
  std::array<std::uint64_t, 6> arguments{};
  std::uint32_t by_interrupt = 0;  // Through int 0x80, the 32-bit entry.
};

// Written by the server before it says go.
struct Job {
  JobKind kind = JobKind::script;
  Language language = Language::any;
  std::uint32_t grants = 0;  // Bits of Grant.
  std::uint32_t code_bytes = 0;
  std::uint32_t context_bytes = 0;
  std::uint32_t memory_pages = 0;  // Of memory_page_bytes.
  std::uint64_t deadline_us = 0;   // From the start of the run.
  Probe probe;
};

enum class Ending : std::uint32_t {
  none,         // The child has not come to an end, or not said so.
  result,       // The result region holds JSON text.
  thrown,       // The result region holds an error as JSON text.
  syntax,       // The same; the script could not be compiled.
  timeout,      // The deadline passed.
  stack,        // The native stack is exhausted.
  trap,         // The engine broke its own rules: out of bounds, bad indirect call.
  never_ends,   // Waits for a promise that nothing will settle.
  unsupported,  // TypeScript in a build without it.
};

// Written by the child, and believed by nobody.
struct Report {
  Ending ending = Ending::none;
  std::uint32_t memory_refused = 0;  // Growing the memory was refused during the run.
  // The module that the script asked for, which is always refused; zero-terminated unless long.
  std::array<char, 64> module_name{};
  std::uint32_t result_bytes = 0;
  std::uint32_t result_dropped = 0;  // The result did not fit.
  std::uint32_t out_bytes = 0;
  std::uint32_t out_dropped = 0;  // Something written to stdout did not fit.
  std::uint32_t error_bytes = 0;
  std::uint32_t error_dropped = 0;
  std::uint32_t memory_pages = 0;  // The most that was in use.
  std::int64_t cpu_us = 0;
  std::int64_t probe_result = 0;
};

inline constexpr std::size_t code_bytes_max = 100'000;
inline constexpr std::size_t context_bytes_max = std::size_t{4} << 20U;
inline constexpr std::size_t result_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t output_bytes_max = std::size_t{256} << 10U;

// Where each part begins. Regions start on pages of their own, so that what a small job does not
// need is never touched.
inline constexpr std::size_t job_offset = 0;
inline constexpr std::size_t report_offset = 1'024;
inline constexpr std::size_t text_offset = 2'048;  // The code, then the context.
inline constexpr std::size_t out_offset = (std::size_t{4} << 20U) + (std::size_t{128} << 10U);
inline constexpr std::size_t error_offset = out_offset + output_bytes_max;
inline constexpr std::size_t result_offset = error_offset + output_bytes_max;
inline constexpr std::size_t slot_bytes = result_offset + result_bytes_max;

static_assert(sizeof(Job) <= report_offset);
static_assert(report_offset + sizeof(Report) <= text_offset);
static_assert(text_offset + code_bytes_max + context_bytes_max <= out_offset);

}  // namespace memory_mcp::wire
