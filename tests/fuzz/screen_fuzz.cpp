// libFuzzer target: the screen must take any bytes, answer in linear time, and point only at places
// that are in the text.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "sandbox/screen/screen.h"
#include "sandbox/screen/script_tokens.h"

namespace {

using memory_mcp::ScreenGrants;

void require_that(bool holds) {
  if (!holds) std::abort();
}

void check_tokens(std::string_view code) {
  const auto tokens = memory_mcp::tokens_of(code);
  std::size_t end = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    require_that(tokens[i].begin >= end && tokens[i].end > tokens[i].begin);
    end = tokens[i].end;
    const auto partner = tokens[i].partner;
    require_that(partner == memory_mcp::ScriptToken::no_partner || partner < tokens.size());
  }
  require_that(end <= code.size());
}

void check_report(std::string_view code, ScreenGrants grants) {
  const auto violation = memory_mcp::screen(code, grants);
  if (!violation) return;
  const auto end = memory_mcp::position_of(code, code.size());
  require_that(violation->line >= 1 && violation->line <= end.line && violation->column >= 1);
  require_that(violation->line < end.line || violation->column <= end.column);
  require_that(!violation->reason.empty() && memory_mcp::is_utf8(violation->reason));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view code(reinterpret_cast<const char*>(data), size);
  const auto start = std::chrono::steady_clock::now();
  check_tokens(code);
  check_report(code, {});
  check_report(code, {.file_system = true, .network = true});
  // An instrumented build on a busy machine needs some microseconds a byte at the worst; anything
  // quadratic needs far more on inputs of this size.
  const auto allowed = std::chrono::milliseconds(500) + std::chrono::microseconds(20) * size;
  require_that(std::chrono::steady_clock::now() - start < allowed);
  return 0;
}
