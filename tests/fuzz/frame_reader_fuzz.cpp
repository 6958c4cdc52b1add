// A child that runs native code and writes anything to its socket, in pieces of any size: the
// reader gives out only calls that the wire allows, never more of them than may be outstanding, and
// nothing at all after the end.
#include <algorithm>
#include <deque>
#include <string>

#include "sandbox/frame_reader.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace memory_mcp;

// Repeats one frame, so that a short input can reach every bound.
std::string frames(FuzzInput& input) {
  wire::CallHeader header;
  header.kind = static_cast<wire::FrameKind>(input.take<std::uint8_t>() % 4);
  header.id = input.take<std::uint8_t>();
  header.name_bytes = input.take<std::uint8_t>() % 80;
  header.json_bytes = input.take<std::uint16_t>();
  const unsigned long_ones = input.take<std::uint8_t>();
  if (long_ones % 8 == 7) header.json_bytes <<= 12U;
  if (long_ones % 32 == 31) header.name_bytes = ~header.name_bytes;
  // Beyond these the rest is missing, as it is when a child stops in the middle.
  const std::size_t name_bytes = std::min<std::size_t>(header.name_bytes, 80);
  const std::size_t json_bytes = std::min<std::size_t>(header.json_bytes, 70'000);
  std::string frame(reinterpret_cast<const char*>(&header), sizeof header);
  std::string name(input.text(name_bytes));
  name.resize(name_bytes, 'n');
  frame += name;
  frame.append(json_bytes, '1');
  std::string all;
  constexpr std::size_t bytes_max = 2'000'000;
  for (int count = input.take<std::uint8_t>(); count >= 0 && all.size() < bytes_max; --count) {
    all += frame;
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  FrameReader reader;
  std::deque<ChildCall> calls;
  std::size_t outstanding = 0;
  std::size_t outstanding_bytes = 0;
  auto state = FrameReader::State::open;
  while (!input.is_empty()) {
    const unsigned action = input.take<std::uint8_t>();
    if (action % 4 == 0 && !calls.empty()) {
      const std::size_t bytes = calls.front().json.size();
      calls.pop_front();
      reader.answered(bytes);
      --outstanding;
      outstanding_bytes -= bytes;
      continue;
    }
    const std::string bytes = action % 4 == 1 ? std::string(input.text(action)) : frames(input);
    const std::size_t before = calls.size();
    const auto was = state;
    state = reader.feed(bytes, calls);
    require(was == FrameReader::State::open || (state == was && calls.size() == before));
    for (std::size_t i = before; i < calls.size(); ++i) {
      const ChildCall& call = calls[i];
      require(call.name.size() <= wire::call_name_bytes_max);
      require(call.json.size() <= wire::call_json_bytes_max);
      require(std::ranges::all_of(call.name, [](char c) { return c > ' ' && c < '\x7f'; }));
      outstanding_bytes += call.json.size();
    }
    outstanding += calls.size() - before;
    require(outstanding == calls.size() && outstanding <= wire::outstanding_calls_max);
    require(outstanding <= 1 || outstanding_bytes <= wire::outstanding_bytes_max);
  }
  return 0;
}
