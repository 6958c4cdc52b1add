// Arbitrary bytes for all that handles TypeScript around the compiler: the wrapper, the source map,
// positions and the search for what is not supported; and, as code, for the whole way through the
// compiler (which is linked as it is, not instrumented). Each check is a promise that callers rely
// on. The first byte chooses.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "zygote/typescript/code_wrapper.h"
#include "zygote/typescript/source_map.h"
#include "zygote/typescript/swc_module.h"
#include "zygote/typescript/typescript.h"
#include "zygote/typescript/unsupported_syntax.h"
#include "zygote/typescript/utf8_text.h"

namespace {

using namespace memory_mcp::zygote;

void require(bool holds) {
  if (!holds) std::abort();
}

void decode_map(std::string_view bytes) {
  const std::string_view mappings = mappings_of(bytes).empty() ? bytes : mappings_of(bytes);
  for (const MapPlace place : {MapPlace{0, 0}, MapPlace{3, 17}, MapPlace{1'000, 0}}) {
    const auto origin = origin_of(mappings, place);
    require(!origin || (origin->line >= 0 && origin->column >= 0));
  }
}

void unwrap(std::string_view bytes) {
  const CodeWrapper wrapper(0);
  const std::string name(wrapper.head().substr(15, 17));
  // A byte that stands for the name lets the fuzzer write it.
  std::string text;
  for (const char byte : bytes) byte == '\x1a' ? text += name : text += byte;
  if (const auto body = wrapper.body_in_place(text, text)) {
    require(body->size() + wrapper.head().size() + wrapper.tail().size() == text.size());
  }
  std::string printed = text;
  if (const auto body = wrapper.body_of_printed(printed)) {
    require(body->body.find(name) == std::string_view::npos);
    require(printed.size() == text.size());
  }
}

void look_for_unsupported(std::string_view bytes) {
  std::string code(bytes);
  const bool was_text = is_well_formed(code);
  spoil_unsupported(code);
  require(code.size() == bytes.size());
  require(!was_text || is_well_formed(code));
  complaint_about_unsupported(bytes);
  const Position position = position_of(bytes, bytes.size() / 2);
  require(start_of_line(bytes, position.line) <= bytes.size());
}

bool is_in(Position position, std::string_view code) {
  const Position end = position_of(code, code.size());
  return position.line >= 1 && position.line <= end.line && position.column >= 1;
}

void check_error(const TypeScriptError& error, std::string_view code) {
  require(!error.message.empty() && is_well_formed(error.message));
  require(std::ranges::none_of(error.message,
                               [](char byte) { return static_cast<unsigned char>(byte) < ' '; }));
  require(error.position.line == 0 || is_in(error.position, code));
}

void check_stripped(const Stripped& stripped, std::string_view code) {
  require(is_well_formed(stripped.text));
  if (!stripped.positions_kept) {
    for (const int line : {1, 2, 40}) {
      require(is_in(original_position({.line = line, .column = 5 * line}), code));
    }
    return;
  }
  require(utf16_units(stripped.text) == utf16_units(code));
  require(std::ranges::count(stripped.text, '\n') == std::ranges::count(code, '\n'));
}

void strip(std::string_view code) {
  // Deeper nesting than this many bytes can hold may overflow the compiler's stack, for good.
  constexpr std::size_t bytes_max = 600;
  const auto result = strip_types(code.substr(0, bytes_max));
  code = code.substr(0, bytes_max);
  if (const auto* error = std::get_if<TypeScriptError>(&result)) {
    check_error(*error, code);
  } else {
    check_stripped(std::get<Stripped>(result), code);
  }
  // The names of properties, which it keeps; nothing of the code.
  constexpr std::size_t kept_values_max = 24;
  require(swc::values().live() <= kept_values_max);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  boot_typescript();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0:
      decode_map(bytes);
      break;
    case 1:
      unwrap(bytes);
      break;
    case 2:
      look_for_unsupported(bytes);
      break;
    default:
      strip(bytes);
      break;
  }
  return 0;
}
