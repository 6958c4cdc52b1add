#include "sandbox/screen/script_outline.h"

#include <algorithm>
#include <string_view>

namespace memory_mcp {
namespace {

// Between the parameters and the body of a function TypeScript may name the type it returns. Types
// of more tokens than this are hardly written there, and the bound keeps the pass linear.
constexpr int return_type_tokens_max = 16;

bool can_name_property(const ScriptToken& token) {
  return token.kind == TokenKind::identifier || token.kind == TokenKind::private_name ||
         token.kind == TokenKind::number || token.kind == TokenKind::string;
}

class OutlineReader {
 public:
  explicit OutlineReader(const ScriptTokens& tokens) : tokens_(tokens), places_(tokens.size()) {}

  std::vector<TokenPlace> read() && {
    frames_.emplace_back();
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const ScriptToken& token = tokens_[i];
      if (token.closes()) close(token.partner);
      if (token.kind == TokenKind::template_middle) close_substitution();
      place(i);
      if (token.opens()) open(i);
    }
    return std::move(places_);
  }

 private:
  struct Frame {
    std::uint32_t opener = TokenPlace::none;
    bool in_function = false;
    bool is_type = false;  // The whole bracket stands in a type.
    bool in_type = false;  // What comes next does.
    bool has_case = false;
    std::uint32_t questions = 0;
  };

  Frame& top() { return frames_.back(); }

  // Brackets that were opened inside and never closed go with the one that is.
  void close(std::uint32_t opener) {
    while (frames_.size() > 1) {
      const bool is_last = top().opener == opener;
      frames_.pop_back();
      if (is_last) break;
    }
    if (tokens_.at(opener).role == BracketRole::block) top().in_type = top().is_type;
  }

  void close_substitution() {
    while (frames_.size() > 1) {
      const bool is_last = tokens_.at(top().opener).role == BracketRole::substitution;
      frames_.pop_back();
      if (is_last) return;
    }
  }

  void open(std::size_t i) {
    const BracketRole role = tokens_[i].role;
    TokenPlace& place = places_[i];
    if (role == BracketRole::group || role == BracketRole::condition) note_parameters(i);
    if (tokens_[i].is('{') && tokens_.before(i).is("=>")) place.is_body = true;
    const bool holds_statements =
        place.is_body || role == BracketRole::block || role == BracketRole::members;
    Frame frame;
    frame.opener = static_cast<std::uint32_t>(i);
    frame.in_function = top().in_function || place.is_body || role == BracketRole::members;
    frame.is_type = frame.in_type = top().in_type && !holds_statements;
    frames_.push_back(frame);
  }

  void note_parameters(std::size_t open) {
    if (!tokens_[open].is('(')) return;
    const std::size_t body = body_after(open);
    if (body >= tokens_.size()) return;
    places_[open].body = static_cast<std::uint32_t>(body);
    const std::size_t brace = tokens_[body].is("=>") ? body + 1 : body;
    // What `catch (e)` is followed by is no function, but binds like one.
    const bool is_function = tokens_[open].role == BracketRole::group;
    if (tokens_.at(brace).is('{')) places_[brace].is_body = is_function;
  }

  // The '{' or '=>' after the parameters that begin at `open`; size() when they are no parameters.
  std::size_t body_after(std::size_t open) {
    const std::size_t none = tokens_.size();
    const std::size_t next = tokens_.close_of(open) + 1;
    if (tokens_[open].role == BracketRole::condition) {
      return tokens_.before(open).is_word("catch") && tokens_.at(next).is('{') ? next : none;
    }
    if (tokens_.at(next).is("=>")) return next;
    const ScriptToken& previous = tokens_.before(open);
    const bool is_named = can_name_property(previous) || previous.is_one_of("]*>");
    if (tokens_.at(next).is('{')) {
      const bool is_call = tokens_.at(next).after_line_break && !is_definition(open);
      return is_named && !is_call ? next : none;
    }
    if (!tokens_.at(next).is(':') || top().questions > 0) return none;
    return body_after_type(next + 1);
  }

  // Whether `name(` stands where a function or a method is defined, not called.
  bool is_definition(std::size_t open) {
    return tokens_.before(open).is_word("function") ||
           tokens_.before(open, 2).is_word("function") || (open > 0 && places_[open - 1].is_key);
  }

  std::size_t body_after_type(std::size_t i) const {
    for (int seen = 0; seen < return_type_tokens_max && i < tokens_.size(); ++seen) {
      const ScriptToken& token = tokens_[i];
      if (token.is("=>")) return i;
      if (token.is('{') && tokens_.before(i).ends_operand()) return i;
      if (token.is('{') && tokens_.before(i).is_angle_close()) return i;
      if (token.closes() || token.is_one_of(";=,")) break;
      i = token.opens() ? tokens_.close_of(i) + 1 : i + 1;
    }
    return tokens_.size();
  }

  void place(std::size_t i) {
    TokenPlace& place = places_[i];
    place.parent = top().opener;
    place.in_function = top().in_function;
    if (can_name_property(tokens_[i])) note_key(i);
    note_type(i);
    place.in_type = top().in_type;
  }

  void note_key(std::size_t i) {
    const BracketRole role = tokens_.at(top().opener).role;
    if (role != BracketRole::object && role != BracketRole::members) return;
    if (!begins_entry(i)) return;
    const ScriptToken& next = tokens_.at(i + 1);
    const bool is_shorthand = next.is_one_of(",}=") && role == BracketRole::object;
    const bool is_named =
        next.is_one_of(":(<?![*") || can_name_property(next) || role == BracketRole::members;
    places_[i].is_key = !is_shorthand && is_named;
    places_[i].is_modifier =
        tokens_[i].is_word_of({"async", "get", "set", "static", "readonly", "public", "private",
                               "protected", "abstract", "override", "declare", "accessor"}) &&
        (can_name_property(next) || next.is_one_of("[*{"));
  }

  // Whether an entry of the object or the class around may begin with this token.
  bool begins_entry(std::size_t i) const {
    if (i == 0) return false;
    const ScriptToken& previous = tokens_[i - 1];
    if (previous.is('*')) return i >= 2 && (places_[i - 2].is_modifier || separates(i - 2));
    return places_[i - 1].is_modifier || separates(i - 1) ||
           begins_statement_on_new_line(tokens_, i);
  }

  bool separates(std::size_t i) const {
    const std::uint32_t opener = frames_.back().opener;
    const bool in_members = tokens_.at(opener).role == BracketRole::members;
    return i == opener || tokens_[i].is_one_of(",;") || (in_members && tokens_[i].is('}'));
  }

  // Follows TypeScript's annotations: from a ':' that is one, `as`, `satisfies` or `type name =` to
  // whatever cannot belong to a type.
  void note_type(std::size_t i) {
    const ScriptToken& token = tokens_[i];
    Frame& frame = top();
    if (token.kind == TokenKind::identifier) {
      if (token.is_word_of({"case", "default"})) frame.has_case = !places_[i].is_key;
      if (begins_statement_on_new_line(tokens_, i)) frame.in_type = frame.is_type;
      const bool is_cast = token.is_word_of({"as", "satisfies"}) && !token.after_line_break &&
                           tokens_.before(i).ends_operand() && !places_[i].is_key &&
                           !tokens_.at(i + 1).is_dot();
      frame.in_type = frame.in_type || is_cast;
      return;
    }
    if (token.kind != TokenKind::punctuator) return;
    if (token.is(':')) return note_colon(i);
    if (token.is('?')) ++frame.questions;
    if (token.is('=') && tokens_.before(i, 2).is_word("type")) {
      frame.in_type = true;
      return;
    }
    const bool may_be_type =
        token.opens() || token.closes() || token.is_angle_close() || token.is_one_of("|&<.?");
    const bool is_body = token.is('{') && places_[i].is_body;
    if (!may_be_type || is_body) frame.in_type = frame.is_type;
    if (token.is(';')) frame.has_case = false;
    if (token.is_one_of(";,")) frame.questions = 0;
  }

  void note_colon(std::size_t i) {
    Frame& frame = top();
    if (frame.questions > 0) {
      --frame.questions;
      if (!tokens_.before(i).is('?')) return;  // But `name?: type` is an annotation.
    }
    if (frame.has_case) {
      frame.has_case = false;
      return;
    }
    const BracketRole role = tokens_.at(frame.opener).role;
    if (role == BracketRole::object || is_label(i)) return;
    frame.in_type = true;
  }

  bool is_label(std::size_t colon) const {
    const BracketRole role = tokens_.at(frames_.back().opener).role;
    const bool holds_statements = role == BracketRole::block || role == BracketRole::none;
    const ScriptToken& boundary = tokens_.before(colon, 2);
    return holds_statements && tokens_.before(colon).kind == TokenKind::identifier &&
           (boundary.kind == TokenKind::stray || boundary.is_one_of(";{}:)") ||
            tokens_.before(colon).after_line_break);
  }

  const ScriptTokens& tokens_;
  std::vector<TokenPlace> places_;
  std::vector<Frame> frames_;
};

}  // namespace

std::vector<TokenPlace> outline_of(const ScriptTokens& tokens) {
  return OutlineReader(tokens).read();
}

bool begins_statement_on_new_line(const ScriptTokens& tokens, std::size_t index) {
  const ScriptToken& token = tokens.at(index);
  const ScriptToken& previous = tokens.before(index);
  if (!token.after_line_break || token.kind == TokenKind::punctuator) return false;
  if (token.is_word_of({"in", "of", "instanceof", "as", "satisfies"})) return false;
  return previous.ends_operand() &&
         !previous.is_word_of({"await", "new", "typeof", "return", "void", "delete", "throw",
                               "yield", "case", "of", "in", "instanceof", "else", "do", "const",
                               "let", "var", "extends"});
}

}  // namespace memory_mcp
