#include "sandbox/frame_reader.h"

#include <algorithm>
#include <cstring>

namespace memory_mcp {

FrameReader::State FrameReader::feed(std::string_view bytes, std::deque<ChildCall>& calls) {
  if (state_ != State::open) return state_;
  buffer_ += bytes;
  while (state_ == State::open && take_frame(calls)) {
  }
  return state_;
}

void FrameReader::answered(std::size_t json_bytes) {
  --outstanding_;
  outstanding_bytes_ -= json_bytes;
}

// False when the next frame is not complete, or never will be.
bool FrameReader::take_frame(std::deque<ChildCall>& calls) {
  wire::CallHeader raw;
  if (buffer_.size() < sizeof raw) return false;
  std::memcpy(&raw, buffer_.data(), sizeof raw);
  const Untrusted<wire::CallHeader> header(raw);
  const auto kind = header.member(&wire::CallHeader::kind).up_to(wire::FrameKind::finished);
  if (kind == wire::FrameKind::finished) {
    state_ = State::finished;
    return false;
  }
  if (kind != wire::FrameKind::call) {
    state_ = State::broken;
    return false;
  }
  return take_call(header, calls);
}

bool FrameReader::take_call(Untrusted<wire::CallHeader> header, std::deque<ChildCall>& calls) {
  const auto name_bytes =
      header.member(&wire::CallHeader::name_bytes).at_most(wire::call_name_bytes_max);
  const auto json_bytes =
      header.member(&wire::CallHeader::json_bytes).at_most(wire::call_json_bytes_max);
  const bool fits =
      name_bytes && json_bytes && outstanding_ < wire::outstanding_calls_max &&
      (outstanding_ == 0 || outstanding_bytes_ + *json_bytes <= wire::outstanding_bytes_max);
  if (!fits) {
    state_ = State::broken;
    return false;
  }
  const std::size_t whole = sizeof(wire::CallHeader) + *name_bytes + *json_bytes;
  if (buffer_.size() < whole) return false;
  ChildCall call{.id = header.member(&wire::CallHeader::id).clamped(0, ~std::uint32_t{0}),
                 .name = buffer_.substr(sizeof(wire::CallHeader), *name_bytes),
                 .json = buffer_.substr(sizeof(wire::CallHeader) + *name_bytes, *json_bytes)};
  buffer_.erase(0, whole);
  const auto is_printable = [](char character) { return character > ' ' && character < '\x7f'; };
  if (!std::ranges::all_of(call.name, is_printable)) {
    state_ = State::broken;
    return false;
  }
  ++outstanding_;
  outstanding_bytes_ += call.json.size();
  calls.push_back(std::move(call));
  return true;
}

}  // namespace memory_mcp
