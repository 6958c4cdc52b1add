#include "zygote/function_text.h"

#include <array>
#include <cstdio>
#include <initializer_list>

#include "zygote/die.h"
#include "zygote/engine/engine.h"
#include "zygote/engine/positions.h"
#include "zygote/random.h"
#include "zygote/wire.h"

namespace memory_mcp::zygote {
namespace {

constexpr std::string_view head = "(async function () {\n";
constexpr std::string_view head_to_parameters = "(async function (";
constexpr std::string_view head_after_parameters = ") {\n";
constexpr std::string_view tail = "\n})";
constexpr std::size_t parentheses = 2;

// Text put together where nothing may be allocated.
class FixedText {
 public:
  void add(std::string_view part) {
    if (part.size() > bytes_.size() - used_) die("a script outgrew its room");
    part.copy(bytes_.data() + used_, part.size());
    used_ += part.size();
  }
  void clear() { used_ = 0; }
  std::string_view view() const { return {bytes_.data(), used_}; }

 private:
  // A transformed script is longer than the one it was made from, though hardly twice.
  std::array<char, 4 * wire::code_bytes_max> bytes_{};
  std::size_t used_ = 0;
};

FixedText joined;

std::string_view join(std::initializer_list<std::string_view> parts) {
  joined.clear();
  for (const std::string_view part : parts) joined.add(part);
  return joined.view();
}

// How long a text is to JavaScript, which counts characters beyond 16 bits twice.
std::size_t utf16_units(std::string_view utf8) {
  std::size_t units = 0;
  for (const char byte : utf8) {
    const auto value = static_cast<unsigned char>(byte);
    constexpr unsigned char continuation_mask = 0xC0;
    constexpr unsigned char continuation = 0x80;
    constexpr unsigned char four_bytes = 0xF0;
    units += (value & continuation_mask) == continuation ? 0 : value >= four_bytes ? 2 : 1;
  }
  return units;
}

bool compiles(std::string_view code) {
  const Value compiled = engine::compile(code, script_file);
  const bool is_script = !engine::is_exception(compiled);
  engine::release(is_script ? compiled : engine::take_exception());
  return is_script;
}

}  // namespace

FunctionText as_function(std::string_view code) {
  const std::string_view text = join({head, code, tail});
  return {.text = text, .source_units = utf16_units(text) - parentheses};
}

// Behind the code stands a declaration that its own function cannot take, because a parameter has
// that name already, and any other function can. Nobody can know the name.
bool leaves_its_function(std::string_view code) {
  if (code.find('}') == std::string_view::npos) return false;
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "p%016llx",
                static_cast<unsigned long long>(random_number_64()));
  const std::string_view parameter(name.data());
  return compiles(join(
      {head_to_parameters, parameter, head_after_parameters, code, "\nlet ", parameter, tail}));
}

}  // namespace memory_mcp::zygote
