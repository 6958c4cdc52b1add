#include "json/edit_text.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view json_space = " \t\r\n";

// Where the parts of an object stand in its text: offsets of bytes.
struct MemberPlace {
  std::string name;
  std::size_t begin;  // Of its name.
  std::size_t value;
  std::size_t end;
};

struct ObjectPlace {
  std::size_t begin;  // Of '{'.
  std::size_t end;    // After '}'.
  std::vector<MemberPlace> members;
};

// Finds its way in text that is known to be JSON, so that nothing here has to be checked twice.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t after_space(std::size_t at) const {
    return std::min(text_.find_first_not_of(json_space, at), text_.size());
  }

  ObjectPlace object_at(std::size_t begin) const {
    ObjectPlace object{.begin = begin, .end = begin, .members = {}};
    std::size_t at = after_space(begin + 1);
    while (text_[at] != '}') {
      const std::size_t name_end = end_of_string(at);
      const std::size_t value = after_space(after_space(name_end) + 1);
      const std::size_t end = end_of_value(value);
      object.members.push_back({.name = Json::parse(text_.substr(at, name_end - at)),
                                .begin = at,
                                .value = value,
                                .end = end});
      at = after_space(end);
      if (text_[at] == ',') at = after_space(at + 1);
    }
    object.end = at + 1;
    return object;
  }

 private:
  std::size_t end_of_string(std::size_t at) const {
    do {
      at += text_[at] == '\\' ? 2 : 1;
    } while (text_[at] != '"');
    return at + 1;
  }

  std::size_t end_of_value(std::size_t at) const {
    if (text_[at] == '"') return end_of_string(at);
    if (text_[at] != '{' && text_[at] != '[') {
      return std::min(text_.find_first_of(" \t\r\n,]}", at), text_.size());
    }
    std::size_t depth = 0;
    do {
      if (text_[at] == '"') {
        at = end_of_string(at);
        continue;
      }
      if (text_[at] == '{' || text_[at] == '[') ++depth;
      if (text_[at] == '}' || text_[at] == ']') --depth;
      ++at;
    } while (depth > 0);
    return at;
  }

  std::string_view text_;
};

// How whoever wrote the text lays it out.
struct Layout {
  std::string line_break = "\n";
  std::string indent = "  ";
};

Layout layout_of(std::string_view text) {
  Layout layout;
  if (text.find("\r\n") != std::string_view::npos) layout.line_break = "\r\n";
  // The first line that is indented belongs to the first member of the root.
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const auto end = text.find_first_not_of(" \t", at + 1);
    if (end == std::string_view::npos || end == at + 1 || text[end] == '\r' || text[end] == '\n') {
      continue;
    }
    layout.indent = text.substr(at + 1, end - at - 1);
    break;
  }
  return layout;
}

// The white space at the beginning of the line of `at`.
std::string_view margin_of(std::string_view text, std::size_t at) {
  const auto line_break = text.rfind('\n', at);
  const std::size_t begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  const std::size_t end = std::min(text.find_first_not_of(" \t", begin), text.size());
  return text.substr(begin, std::min(end, at) - begin);
}

// As `layout` has it, below a margin; the first line has none.
std::string laid_out(const Json& value, const Layout& layout, std::string_view margin) {
  const std::string plain =
      value.dump(static_cast<int>(layout.indent.size()), layout.indent.front(), false,
                 Json::error_handler_t::replace);
  std::string text;
  for (const char c : plain) {
    if (c != '\n')
      text += c;
    else
      text.append(layout.line_break).append(margin);
  }
  return text;
}

bool is_in_one_line(std::string_view text, const ObjectPlace& object) {
  return text.substr(object.begin, object.end - object.begin).find('\n') == std::string_view::npos;
}

std::string replaced(std::string_view text, std::size_t begin, std::size_t end,
                     std::string_view by) {
  return std::string(text.substr(0, begin)).append(by).append(text.substr(end));
}

std::string with_value(std::string_view text, const ObjectPlace& object, const MemberPlace& member,
                       const Json& value) {
  const std::string written = is_in_one_line(text, object)
                                  ? to_line(value)
                                  : laid_out(value, layout_of(text), margin_of(text, member.begin));
  return replaced(text, member.value, member.end, written);
}

std::string with_new_member(std::string_view text, const ObjectPlace& object,
                            const std::string& name, const Json& value) {
  const bool is_empty = object.members.empty();
  if (!is_empty && is_in_one_line(text, object)) {
    const std::string separator = text.find(", ") == std::string_view::npos ? "," : ", ";
    return replaced(text, object.members.back().end, object.members.back().end,
                    separator + to_line(name) + ": " + to_line(value));
  }
  const Layout layout = layout_of(text);
  const std::string outside(margin_of(text, object.begin));
  const std::string margin = is_empty ? outside + layout.indent
                                      : std::string(margin_of(text, object.members.back().begin));
  const std::string member =
      layout.line_break + margin + to_line(name) + ": " + laid_out(value, layout, margin);
  if (!is_empty) {
    return replaced(text, object.members.back().end, object.members.back().end, "," + member);
  }
  return replaced(text, object.begin + 1, object.end - 1, member + layout.line_break + outside);
}

std::string without(std::string_view text, const ObjectPlace& object, std::size_t index) {
  const auto& members = object.members;
  if (members.size() == 1) return replaced(text, object.begin + 1, object.end - 1, "");
  if (index + 1 < members.size()) {
    return replaced(text, members[index].begin, members[index + 1].begin, "");
  }
  return replaced(text, members[index - 1].end, members[index].end, "");
}

// The innermost object of `path` that is there, and how many of the names lead to it.
struct Reached {
  ObjectPlace object;
  std::size_t names;
  std::optional<std::size_t> member;  // The index of the one that the path ends with.
};

Result<Reached> follow(std::string_view text, std::span<const std::string> path) {
  const Scanner scanner(text);
  const std::size_t start = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  ObjectPlace object = scanner.object_at(scanner.after_space(start));
  for (std::size_t names = 0;; ++names) {
    const auto found = std::ranges::find(object.members, path[names], &MemberPlace::name);
    if (found == object.members.end()) return Reached{std::move(object), names, std::nullopt};
    const auto index = static_cast<std::size_t>(found - object.members.begin());
    if (names + 1 == path.size()) return Reached{std::move(object), names, index};
    if (text[found->value] != '{') {
      return conflict("\"" + joined(path.first(names + 1), ".") +
                      "\" is there and is not an object");
    }
    object = scanner.object_at(found->value);
  }
}

bool is_nothing(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text.find_first_not_of(json_space) == std::string_view::npos;
}

}  // namespace

Result<Json> parse_edited(std::string_view text) {
  if (is_nothing(text)) return Json::object();
  Json document = TRY(parse_json(text, limits::edited_file_bytes_max));
  if (!document.is_object()) return conflict("the whole is not an object");
  return document;
}

Result<std::string> text_with_member(std::string_view text, std::span<const std::string> path,
                                     const Json& value) {
  TRY(parse_edited(text));
  if (is_nothing(text)) text = "{}\n";
  const Reached reached = TRY(follow(text, path));
  if (reached.member) {
    return with_value(text, reached.object, reached.object.members[*reached.member], value);
  }
  Json missing = value;
  for (std::size_t i = path.size() - 1; i > reached.names; --i) {
    missing = Json::object({{path[i], std::move(missing)}});
  }
  return with_new_member(text, reached.object, path[reached.names], missing);
}

Result<std::string> text_without_member(std::string_view text, std::span<const std::string> path) {
  TRY(parse_edited(text));
  if (is_nothing(text)) return std::string(text);
  const Reached reached = TRY(follow(text, path));
  if (!reached.member) return std::string(text);
  return without(text, reached.object, *reached.member);
}

const Json* member_at(const Json& document, std::span<const std::string> path) {
  const Json* value = &document;
  for (const auto& name : path) {
    if (!value->is_object()) return nullptr;
    const auto found = value->find(name);
    if (found == value->end()) return nullptr;
    value = &*found;
  }
  return value;
}

}  // namespace memory_mcp
