#include "zygote/slot_view.h"

#include <algorithm>
#include <cstring>

namespace memory_mcp::zygote {
namespace {

// The longest beginning of `text` that fits and does not cut a character of several bytes.
std::size_t whole_characters(std::string_view text, std::size_t room) {
  if (text.size() <= room) return text.size();
  std::size_t end = room;
  constexpr unsigned char continuation_mask = 0xC0;
  constexpr unsigned char continuation = 0x80;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & continuation_mask) == continuation) {
    --end;
  }
  return end;
}

}  // namespace

std::string_view SlotView::code() const {
  return {reinterpret_cast<const char*>(memory_ + wire::text_offset), job().code_bytes};
}

std::string_view SlotView::context() const {
  return {reinterpret_cast<const char*>(memory_ + wire::text_offset + job().code_bytes),
          job().context_bytes};
}

void SlotView::append(Output output, std::string_view text) const {
  wire::Report& said = report();
  const bool is_out = output == Output::out;
  std::uint32_t& used = is_out ? said.out_bytes : said.error_bytes;
  std::uint32_t& dropped = is_out ? said.out_dropped : said.error_dropped;
  // Once something was dropped, nothing follows: what is there is the beginning, without holes.
  const std::size_t fits = dropped != 0 ? 0 : whole_characters(text, wire::output_bytes_max - used);
  std::memcpy(memory_ + (is_out ? wire::out_offset : wire::error_offset) + used, text.data(), fits);
  used += static_cast<std::uint32_t>(fits);
  if (fits < text.size()) dropped = 1;
}

bool SlotView::append_result(std::string_view part) const {
  wire::Report& said = report();
  if (part.size() > wire::result_bytes_max - said.result_bytes) {
    said.result_dropped = 1;
    return false;
  }
  std::memcpy(memory_ + wire::result_offset + said.result_bytes, part.data(), part.size());
  said.result_bytes += static_cast<std::uint32_t>(part.size());
  return true;
}

void SlotView::set_result(std::string_view json) const {
  clear_result();
  append_result(json);
}

}  // namespace memory_mcp::zygote
