#include "zygote/error_json.h"

#include <array>
#include <cstdio>

namespace memory_mcp::zygote {
namespace {

void write_escaped(const SlotView& slot, std::string_view text) {
  for (const char character : text) {
    std::array<char, 8> escaped{};
    constexpr unsigned char first_printable = 0x20;
    if (character == '"' || character == '\\') {
      slot.append_result("\\");
      slot.append_result({&character, 1});
    } else if (static_cast<unsigned char>(character) < first_printable) {
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(character));
      slot.append_result(escaped.data());
    } else {
      slot.append_result({&character, 1});
    }
  }
}

void write_stack(const SlotView& slot, Position position) {
  if (position.line == 0) return;
  std::array<char, 64> frame{};
  std::snprintf(frame.data(), frame.size(), "    at %s:%d:%d", script_file.data(), position.line,
                position.column);
  slot.append_result(frame.data());
}

}  // namespace

void write_error(const SlotView& slot, const OwnError& error) {
  slot.clear_result();
  slot.append_result(R"({"name":")");
  write_escaped(slot, error.name);
  slot.append_result(R"(","message":")");
  write_escaped(slot, error.message);
  slot.append_result(R"(","stack":")");
  write_stack(slot, error.position);
  slot.append_result(R"("})");
}

}  // namespace memory_mcp::zygote
