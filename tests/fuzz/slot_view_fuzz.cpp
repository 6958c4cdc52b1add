// What a script prints and returns, in pieces of any size: each region of the slot holds the
// beginning of what was written to it, cut between characters, and no region reaches into another.
// And texts with positions: they come out whole, but for the frames that are ours.
#include <cstring>
#include <memory>
#include <string>

#include "tests/fuzz/fuzz_input.h"
#include "zygote/engine/positions.h"
#include "zygote/slot_view.h"

namespace {

using namespace memory_mcp;
using zygote::Output;

// A piece of the input, some of them as long as a whole region.
std::string piece(FuzzInput& input) {
  const unsigned size = input.take<std::uint8_t>();
  const std::string_view part = input.text(size % 64);
  if (size < 192 || part.empty()) return std::string(part);
  const std::size_t bytes = std::size_t{size - 191} * 9'000;
  std::string text;
  while (text.size() < bytes) text += part;
  return text;
}

struct Region {
  std::size_t offset;
  std::size_t bytes_max;
  std::string written;
  bool is_full = false;
};

void check(const Region& region, std::uint32_t bytes, const std::uint8_t* memory) {
  require(bytes <= region.bytes_max && bytes <= region.written.size());
  require(std::memcmp(memory + region.offset, region.written.data(), bytes) == 0);
}

void print_and_return(FuzzInput& input) {
  static const auto memory = std::make_unique<std::uint8_t[]>(wire::slot_bytes);
  std::memset(memory.get() + wire::report_offset, 0, sizeof(wire::Report));
  const zygote::SlotView slot(memory.get());
  Region out{wire::out_offset, wire::output_bytes_max, {}};
  Region error{wire::error_offset, wire::output_bytes_max, {}};
  Region result{wire::result_offset, wire::result_bytes_max, {}};
  while (!input.is_empty()) {
    const unsigned action = input.take<std::uint8_t>() % 8;
    const std::string text = piece(input);
    if (action < 3) {
      slot.append(Output::out, text);
      out.written += text;
    } else if (action < 6) {
      slot.append(Output::error, text);
      error.written += text;
    } else if (action == 6) {
      slot.set_result(text);
      result.written = text;
    } else if (slot.append_result(text)) {
      result.written += text;
    }
    const wire::Report& report = slot.report();
    check(out, report.out_bytes, memory.get());
    check(error, report.error_bytes, memory.get());
    check(result, report.result_bytes, memory.get());
    require((report.out_dropped != 0) == (report.out_bytes < out.written.size()));
    require((report.error_dropped != 0) == (report.error_bytes < error.written.size()));
  }
}

void write_positions(FuzzInput& input) {
  const std::string_view line_end = input.take<std::uint8_t>() % 2 == 0 ? "\n" : "\\n";
  const int shift = input.take<std::int8_t>();
  const std::string text(input.rest());
  std::string written;
  const auto map = [](const void* context, zygote::Position position) {
    position.line += *static_cast<const int*>(context);
    return position;
  };
  const auto write = [](void* context, std::string_view part) {
    static_cast<std::string*>(context)->append(part);
  };
  zygote::write_with_positions(text, line_end, {map, &shift}, {write, &written});
  const bool has_ours = text.find(zygote::realm_file) != std::string::npos;
  const bool has_theirs = text.find(zygote::script_file) != std::string::npos;
  require(has_ours || has_theirs || written == text);
  // A number of at most ten digits may take the place of any other.
  require(written.size() <= text.size() * 4 + 64);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  if (input.take<std::uint8_t>() % 2 == 0) {
    print_and_return(input);
  } else {
    write_positions(input);
  }
  return 0;
}
