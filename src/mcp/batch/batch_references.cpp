#include "mcp/batch/batch_references.h"

#include <charconv>
#include <vector>

#include "base/limits.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

constexpr std::string_view opening = "${";
constexpr std::string_view escaped_opening = "$${";
constexpr std::size_t shown_reference_bytes_max = 200;

// A piece of a string: text as it is meant, or what stands between the braces of a reference.
struct Piece {
  std::string text;
  bool is_reference = false;
};

std::string shown(std::string_view reference) {
  return "${" + std::string(cut_to_bytes(reference, shown_reference_bytes_max)) + "}";
}

Result<std::vector<Piece>> pieces_of(std::string_view text, const JsonPath& path) {
  std::vector<Piece> pieces;
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with(escaped_opening)) {
      plain += opening;
      text.remove_prefix(escaped_opening.size());
    } else if (text.starts_with(opening)) {
      const auto end = text.find('}');
      if (end == std::string_view::npos) {
        return out_of_bounds(path,
                             "\"${\" begins a reference, but no \"}\" ends it; write $${ for the "
                             "two characters themselves");
      }
      if (!plain.empty()) pieces.push_back({std::exchange(plain, {}), false});
      pieces.push_back({std::string(text.substr(2, end - 2)), true});
      text.remove_prefix(end + 1);
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  if (!plain.empty() || pieces.empty()) pieces.push_back({std::move(plain), false});
  return pieces;
}

// A reference as its operation and the rest.
struct Target {
  std::size_t operation;
  std::string_view rest;
};

// Ids may have dots themselves: the longest that fits is meant.
Result<Target> target_of(std::string_view reference, const JsonPath& path,
                         std::span<const std::string> ids) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool fits = reference.starts_with(ids[i]) &&
                      (reference.size() == ids[i].size() || reference[ids[i].size()] == '.');
    if (fits && (!found || ids[*found].size() < ids[i].size())) found = i;
  }
  if (found) {
    std::string_view rest = reference.substr(ids[*found].size());
    if (!rest.empty()) rest.remove_prefix(1);
    return Target{.operation = *found, .rest = rest};
  }
  return out_of_bounds(path, shown(reference) +
                                 " refers to no operation of this batch; name one by its id, or "
                                 "write $${ for \"${\" itself");
}

// Calls `visit` with each string in `json` and its path.
template <typename Visit>
Status visit_strings(const Json& json, const JsonPath& path, const Visit& visit) {
  if (json.is_string()) return visit(json.get_ref<const std::string&>(), path);
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      TRY(visit_strings(value, path.member(name), visit));
    }
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      TRY(visit_strings(json[i], path.item(i), visit));
    }
  }
  return Done{};
}

const Json* item_of(const Json& list, std::string_view name) {
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool is_index = error == std::errc{} && stop == name.data() + name.size();
  return is_index && index < list.size() ? &list[index] : nullptr;
}

const Json* child_of(const Json& value, std::string_view name) {
  if (value.is_array()) return item_of(value, name);
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

std::string what_there_is(const Json& value) {
  constexpr std::size_t shown_names_max = 20;
  if (value.is_array()) return "a list of " + std::to_string(value.size());
  if (!value.is_object()) return "neither a list nor an object";
  std::vector<std::string> names;
  for (const auto& [name, child] : value.items()) names.push_back(name);
  if (names.empty()) return "an empty object";
  if (names.size() > shown_names_max) names.resize(shown_names_max);
  return "an object with " + joined(names, ", ");
}

class Substitution {
 public:
  Substitution(std::span<const std::string> ids, std::span<const Json> results)
      : ids_(ids), results_(results) {}

  Result<Json> apply(const Json& json, const JsonPath& path) {
    if (json.is_string()) return string(json.get_ref<const std::string&>(), path);
    if (json.is_array()) {
      Json list = Json::array();
      for (std::size_t i = 0; i < json.size(); ++i) {
        list.push_back(TRY(apply(json[i], path.item(i))));
      }
      return list;
    }
    if (!json.is_object()) return json;
    Json object = Json::object();
    for (const auto& [name, value] : json.items()) {
      append_member(object, name, TRY(apply(value, path.member(name))));
    }
    return object;
  }

 private:
  Result<Json> string(const std::string& text, const JsonPath& path) {
    const auto pieces = TRY(pieces_of(text, path));
    if (pieces.size() == 1 && pieces.front().is_reference) {
      const Json& value = *TRY(value_of(pieces.front().text, path));
      TRY(count(to_line(value).size(), path));
      return value;
    }
    std::string whole;
    for (const Piece& piece : pieces) {
      if (!piece.is_reference) {
        whole += piece.text;
        continue;
      }
      const Json& value = *TRY(value_of(piece.text, path));
      const std::string inserted = value.is_string() ? value.get<std::string>() : to_line(value);
      TRY(count(inserted.size(), path));
      whole += inserted;
    }
    return Json(std::move(whole));
  }

  Result<const Json*> value_of(std::string_view reference, const JsonPath& path) const {
    const Target target = TRY(target_of(reference, path, ids_));
    const Json* value = &results_[target.operation];
    std::string_view rest = target.rest;
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find('.'));
      const Json* const child = child_of(*value, name);
      if (child == nullptr) {
        return out_of_bounds(path, shown(reference) + ": the result has no \"" +
                                       std::string(cut_to_bytes(name, 100)) +
                                       "\" there; there is " + what_there_is(*value));
      }
      value = child;
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
    return value;
  }

  // One reference is a few bytes and its value may be megabytes.
  Status count(std::size_t bytes, const JsonPath& path) {
    bytes_ += bytes;
    if (bytes_ <= limits::message_bytes_max) return Done{};
    return Error{Fault::exhausted,
                 path.text() + ": the values of the references have more than " +
                     std::to_string(limits::message_bytes_max) +
                     " bytes; refer to the parts that are needed",
                 path.text_without_root()};
  }

  const std::span<const std::string> ids_;
  const std::span<const Json> results_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<std::set<std::size_t>> operations_referred_to(const Json& arguments, const JsonPath& path,
                                                     std::span<const std::string> ids) {
  std::set<std::size_t> operations;
  TRY(visit_strings(arguments, path, [&](const std::string& text, const JsonPath& at) -> Status {
    for (const Piece& piece : TRY(pieces_of(text, at))) {
      if (piece.is_reference) operations.insert(TRY(target_of(piece.text, at, ids)).operation);
    }
    return Done{};
  }));
  return operations;
}

Result<Json> with_values(const Json& arguments, std::span<const std::string> ids,
                         std::span<const Json> results) {
  return Substitution(ids, results).apply(arguments, JsonPath{.name = "arguments"});
}

}  // namespace memory_mcp
