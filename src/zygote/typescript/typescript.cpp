#include "zygote/typescript/typescript.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>

#include "zygote/die.h"
#include "zygote/engine/wasm_runtime.h"
#include "zygote/random.h"
#include "zygote/typescript/code_wrapper.h"
#include "zygote/typescript/source_map.h"
#include "zygote/typescript/swc_module.h"
#include "zygote/typescript/unsupported_syntax.h"
#include "zygote/typescript/utf8_text.h"
#include "zygote/wire.h"

namespace memory_mcp::zygote {
namespace {

using swc::arena;
using swc::Mode;
using swc::Refusal;
using swc::Refused;
using swc::Translation;

constexpr const char* no_room = "the code is too long to be translated";
// Its stack in linear memory (2 MiB) holds about 900 parentheses in each other, and 5,000 of what
// it takes the least for; meanwhile it needs at most 10 MiB of the native stack.
constexpr const char* gave_up = "the code is nested too deeply for the TypeScript compiler";
constexpr const char* long_line =
    "the TypeScript compiler cannot tell what is wrong in a line of more than 65,535 columns: "
    "break the line";

// The code on its way: `wrapped` is what swc gets.
struct Source {
  std::string_view code;
  CodeWrapper wrapper{0};
  std::span<char> wrapped;

  std::string_view text() const { return {wrapped.data(), wrapped.size()}; }
  std::span<char> body() const { return wrapped.subspan(wrapper.head().size(), code.size()); }
};

// What original_position needs of the last translation.
struct Origin {
  bool positions_kept = true;
  std::string_view mappings;
  MapPlace start;  // Of the text in what swc printed.
  std::size_t head_size = 0;
  std::string_view code;  // As it was given to swc.
};
Origin origin;

using Outcome = std::variant<Stripped, TypeScriptError>;

std::optional<std::span<char>> joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  char* const place = arena().allocate(size);
  if (place == nullptr) return std::nullopt;
  std::size_t used = 0;
  for (const std::string_view part : parts) used += part.copy(place + used, part.size());
  return std::span{place, size};
}

CodeWrapper wrapper_for(std::string_view code) {
  CodeWrapper wrapper(random_number_64());
  while (!wrapper.suits(code)) wrapper = CodeWrapper(random_number_64());
  return wrapper;
}

// --- Hashbang -------------------------------------------------------------------------------
// Inside of the wrapper it would be an error. Whether it is one is the engine's to say.
constexpr std::string_view hashbang = "#!";
constexpr std::string_view comment = "//";

void replace_front(std::span<char> text, std::string_view expected, std::string_view with) {
  if (std::string_view(text.data(), text.size()).starts_with(expected)) {
    with.copy(text.data(), with.size());
  }
}

// --- Errors ---------------------------------------------------------------------------------
// One line without control characters. What swc quotes may be as long as the code, so a long
// message shows that it was cut.
std::string_view one_line(std::string_view message) {
  constexpr std::size_t bytes_max = 400;
  constexpr std::string_view cut = "…";
  const bool is_cut = message.size() > bytes_max;
  std::string_view kept = message.substr(0, bytes_max);
  while (is_cut && !is_well_formed(kept)) kept.remove_suffix(1);
  const auto line = joined({kept, is_cut ? cut : std::string_view{}});
  if (!line) return no_room;
  constexpr unsigned char first_printable = ' ';
  constexpr char del = '\x7f';
  std::ranges::replace_if(
      *line,
      [](char byte) { return static_cast<unsigned char>(byte) < first_printable || byte == del; },
      ' ');
  return {line->data(), line->size()};
}

// How many cells swc takes a text without line breaks to be wide. It only tells the places of
// errors, so it is given one, behind a comment that holds the text.
std::optional<int> cells_of(std::string_view text) {
  constexpr std::string_view opening = "/*";
  constexpr std::string_view error = "*/)";
  const auto probe = joined({opening, text, error});
  if (!probe) return std::nullopt;
  std::ranges::replace(probe->subspan(opening.size(), text.size()), '*', ' ');
  const auto outcome = swc::translate({probe->data(), probe->size()}, Mode::strip_only);
  const auto* refused = std::get_if<Refused>(&outcome);
  if (refused == nullptr || refused->line != 1) return std::nullopt;
  constexpr int comment_marks = 4;
  return refused->column - comment_marks;
}

bool is_one_cell(char byte) { return byte >= ' ' && byte <= '~'; }
bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

// The byte of a line at which a cell starts: by bisection, as only swc knows how wide it takes
// each character to be. Of several such bytes the last, for no token starts without a width.
std::size_t byte_at_cell(std::string_view line, int cell) {
  const auto as_bytes = std::min(static_cast<std::size_t>(cell), line.size());
  if (std::ranges::all_of(line.substr(0, as_bytes), is_one_cell)) return as_bytes;
  std::size_t low = 0;                 // Not behind the cell.
  std::size_t high = line.size() + 1;  // Behind it, or behind the line.
  while (true) {
    std::size_t middle = low + (high - low) / 2;
    while (middle < line.size() && !starts_character(line[middle])) ++middle;
    if (middle >= high) {  // No character starts in the upper half.
      middle = low + (high - low) / 2;
      while (middle > low && !starts_character(line[middle])) --middle;
    }
    if (middle == low) return low;
    const std::size_t used = arena().used();
    const auto cells = cells_of(line.substr(0, middle));
    arena().release_to(used);
    if (!cells) return as_bytes;
    (*cells <= cell ? low : high) = middle;
  }
}

// The byte of the code that swc complained about.
std::size_t offset_of(const Refused& refused, const Source& source) {
  const std::size_t start = start_of_line(source.text(), refused.line);
  const std::size_t at = start + byte_at_cell(line_at(source.text(), start), refused.column);
  const std::size_t head = source.wrapper.head().size();
  return at < head ? 0 : std::min(at - head, source.code.size());
}

std::string_view say(std::string_view message, std::string_view more = {}) {
  const auto text = joined({message, more});
  return one_line(text ? std::string_view(text->data(), text->size()) : message);
}

// It gives up when it has to report something that is further to the right.
bool has_long_line(std::string_view code) {
  constexpr std::size_t cells_max = 65'535;
  constexpr std::size_t tab_cells = 4;
  constexpr std::size_t other_cells_max = 2;
  std::size_t cells = 0;
  for (const char byte : code) {
    if (!starts_character(byte)) continue;
    const std::size_t more = byte == '\t' ? tab_cells : is_one_cell(byte) ? 1 : other_cells_max;
    cells = byte == '\n' ? 0 : cells + more;
    if (cells > cells_max) return true;
  }
  return false;
}

TypeScriptError error_of(const Refused& refused, const Source& source) {
  if (refused.refusal == Refusal::stopped || refused.line == 0) {
    const bool is_puzzled = refused.message == gave_up && has_long_line(source.text());
    return {.message = is_puzzled ? long_line : say(refused.message), .position = {}};
  }
  const std::size_t offset = offset_of(refused, source);
  const std::string_view rest = source.code.substr(offset);
  const Position position = position_of(source.code, offset);
  const bool is_about_modules = refused.message.find("module code") != std::string_view::npos;
  if (is_about_modules && rest.starts_with("import") && !rest.starts_with("import.")) {
    return {.message =
                "'import' is not possible here: the code is the body of a function, and all "
                "that it may use is in global names",
            .position = position};
  }
  if (is_about_modules && rest.starts_with("export")) {
    return {.message =
                "'export' is not possible here: the code is the body of a function; give "
                "its result with 'return'",
            .position = position};
  }
  if (!rest.empty()) return {.message = say(refused.message), .position = position};
  // Our `break` was refused: it is in another block or function than it should be.
  if (refused.message.find("'break'") != std::string_view::npos) {
    return {.message = "the braces do not match: a '{' is not closed, or a '}' closes nothing",
            .position = {}};
  }
  return {.message = say("unexpected end of the code: ", refused.message), .position = position};
}

std::optional<TypeScriptError> find_unsupported(const Source& source) {
  if (!spoil_unsupported(source.body())) return std::nullopt;
  const auto outcome = swc::translate(source.text(), Mode::strip_only);
  const auto* refused = std::get_if<Refused>(&outcome);
  if (refused == nullptr || refused->refusal == Refusal::unsupported) return std::nullopt;
  if (refused->refusal == Refusal::stopped) return error_of(*refused, source);
  const std::size_t offset = offset_of(*refused, source);
  const std::string_view complaint = complaint_about_unsupported(source.code.substr(offset));
  if (complaint.empty()) return std::nullopt;
  return TypeScriptError{.message = complaint, .position = position_of(source.code, offset)};
}

// --- Both ways ------------------------------------------------------------------------------
Outcome kept_in_place(const Translation& translation, const Source& source) {
  const auto body = source.wrapper.body_in_place(translation.code, source.text());
  if (!body) return TypeScriptError{.message = "the types could not be told from the code"};
  origin = {.code = source.code};
  if (source.code.starts_with(hashbang)) {
    replace_front(arena().writable(*body), comment, hashbang);
  }
  return Stripped{.text = *body, .positions_kept = true};
}

Outcome printed_anew(const Source& source) {
  const auto outcome = swc::translate(source.text(), Mode::transform);
  if (const auto* refused = std::get_if<Refused>(&outcome)) return error_of(*refused, source);
  const auto& [code, source_map] = std::get<Translation>(outcome);
  const auto printed = source.wrapper.body_of_printed(arena().writable(code));
  if (!printed) return TypeScriptError{.message = "the code could not be told from its wrapper"};
  origin = {.positions_kept = false,
            .mappings = mappings_of(source_map),
            .start = printed->start,
            .head_size = source.wrapper.head().size(),
            .code = source.code};
  return Stripped{.text = printed->body, .positions_kept = false};
}

}  // namespace

bool has_typescript() { return true; }

void boot_typescript() {
  swc::boot();
  // One of each kind, for the tables that are filled when they are first needed.
  const bool strips =
      std::holds_alternative<Stripped>(strip_types("const a: number = 1; return a"));
  const bool transforms = std::holds_alternative<Stripped>(strip_types("enum A { B }; return A.B"));
  const bool refuses = std::holds_alternative<TypeScriptError>(strip_types("const a: = 1"));
  if (!strips || !transforms || !refuses) die("the TypeScript compiler does not work");
}

std::uintptr_t typescript_memory_base() {
  return reinterpret_cast<std::uintptr_t>(swc::module().w2c_memory.data);
}

Outcome strip_types(std::string_view code) {
  arena().release_to(0);
  origin = {};
  if (code.size() > wire::code_bytes_max) return TypeScriptError{.message = no_room};
  if (!is_well_formed(code)) return TypeScriptError{.message = "the code is not well-formed UTF-8"};
  Source source{.code = code, .wrapper = wrapper_for(code)};
  const auto wrapped = joined({source.wrapper.head(), code, source.wrapper.tail()});
  if (!wrapped) return TypeScriptError{.message = no_room};
  source.wrapped = *wrapped;
  replace_front(source.body(), hashbang, comment);

  const auto outcome = swc::translate(source.text(), Mode::strip_only);
  const auto* refused = std::get_if<Refused>(&outcome);
  if (refused != nullptr && refused->refusal != Refusal::unsupported) {
    return error_of(*refused, source);
  }
  const Outcome stripped = refused == nullptr
                               ? kept_in_place(std::get<Translation>(outcome), source)
                               : printed_anew(source);
  if (std::holds_alternative<TypeScriptError>(stripped)) return stripped;
  if (const auto error = find_unsupported(source)) return *error;
  return stripped;
}

Position original_position(Position in_stripped) {
  if (origin.positions_kept || in_stripped.line <= 0) return in_stripped;
  const bool is_first_line = in_stripped.line == 1;
  const MapPlace generated{
      .line = origin.start.line + in_stripped.line - 1,
      .column = std::max(in_stripped.column, 1) - 1 + (is_first_line ? origin.start.column : 0)};
  const auto found = origin_of(origin.mappings, generated);
  if (!found) return {.line = 1, .column = in_stripped.column == 0 ? 0 : 1};
  const int head = found->line == 0 ? static_cast<int>(origin.head_size) : 0;
  Position original{.line = found->line + 1, .column = std::max(found->column - head, 0) + 1};
  const Position end = position_of(origin.code, origin.code.size());
  if (original.line > end.line) original = end;  // It was in the wrapper's tail.
  if (in_stripped.column == 0) original.column = 0;
  return original;
}

void stop_stripping() {
  if (swc::is_translating() && !memory_was_refused()) swc::stop_translation(gave_up);
}

}  // namespace memory_mcp::zygote
