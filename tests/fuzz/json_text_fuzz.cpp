// Text that a client sends for JSON. It is taken exactly when RFC 8259 takes it, but for what we
// refuse on purpose: a member twice in one object, what is nested too deep or too long, a number
// that would be changed by reading it, half a surrogate pair. What was taken is written so that it
// is read, and then written, the same again.
#include <string>

#include "base/text.h"
#include "json/json.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_grammar.h"

namespace {

using namespace memory_mcp;

std::size_t members_of(const Json& json) {
  std::size_t count = json.is_object() ? json.size() : 0;
  if (!json.is_structured()) return count;
  for (const Json& item : json) count += members_of(item);
  return count;
}

// Another reader keeps one of the members of the same name.
bool has_a_member_twice(std::string_view text, const JsonGrammar& grammar) {
  return members_of(Json::parse(text)) != grammar.members();
}

bool is_to_be_taken(std::string_view text, std::size_t depth_max) {
  const JsonGrammar grammar(text);
  return is_utf8(text) && grammar.is_json() && grammar.depth() <= depth_max &&
         !grammar.has_huge_number() && !grammar.has_half_surrogate() &&
         !has_a_member_twice(text, grammar);
}

void check_written(const Json& value, const std::string& text, std::size_t depth_max) {
  require(is_utf8(text));
  const auto again = parse_json(text, text.size(), depth_max);
  require(again.ok() && *again == value);
  require(to_line(*again) == to_line(value));
}

// Each half becomes a whole character, and nothing else changes.
void check_without_halves(std::string_view text) {
  const JsonGrammar grammar(text);
  const std::string whole = without_half_surrogates(text);
  require(whole.size() == text.size());
  if (!grammar.is_json()) return;
  require(grammar.has_half_surrogate() || whole == text);
  const JsonGrammar after(whole);
  require(after.is_json() && !after.has_half_surrogate());
  require(after.depth() == grammar.depth() && after.members() == grammar.members());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzInput input(data, size);
  const std::size_t depth_max = 1 + input.take<std::uint8_t>() % limits::json_depth_max;
  const std::size_t too_many = input.take<std::uint8_t>() % 8 == 7 ? 1 : 0;
  const std::string_view text = input.rest();
  check_without_halves(text);
  const std::size_t bytes_max = text.size() - std::min(text.size(), too_many);
  const auto value = parse_json(text, bytes_max, depth_max);
  require(value.ok() == (text.size() <= bytes_max && is_to_be_taken(text, depth_max)));
  if (!value.ok()) {
    const Fault fault = value.error().fault;
    require(fault == Fault::invalid_argument || fault == Fault::exhausted);
    require(!value.error().message.empty() && value.error().message.size() <= 300);
    return 0;
  }
  const std::string line = to_line(*value);
  require(line.find('\n') == std::string::npos);
  check_written(*value, line, depth_max);
  check_written(*value, to_pretty_text(*value), depth_max);
  return 0;
}
