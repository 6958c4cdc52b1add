#include "sandbox/screen/open_brackets.h"

#include <algorithm>
#include <string_view>

namespace memory_mcp {
namespace {

using Tokens = std::vector<ScriptToken>;

const ScriptToken& before_last(const Tokens& tokens, std::size_t back) {
  static const ScriptToken absent;
  return back < tokens.size() ? tokens[tokens.size() - 1 - back] : absent;
}

bool is_property(const Tokens& tokens, std::size_t back) {
  return before_last(tokens, back + 1).is_dot();
}

// Whether the token `back` places before the last one is a keyword and not a property's name.
bool is_keyword(const Tokens& tokens, std::size_t back,
                std::initializer_list<std::string_view> words) {
  const auto& token = before_last(tokens, back);
  return token.is_word_of(words) && !is_property(tokens, back);
}

bool is_name(const ScriptToken& token) { return token.kind == TokenKind::identifier; }

}  // namespace

bool OpenBrackets::next_brace_ends_substitution() const {
  if (open_count_['}'] == 0) return false;
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    if (frame->closer == '}') return frame->role == BracketRole::substitution;
  }
  return false;
}

void OpenBrackets::take_in_last(Tokens& tokens) {
  switch (tokens.back().kind) {
    case TokenKind::identifier:
      return take_in_identifier(tokens);
    case TokenKind::punctuator:
      return take_in_punctuator(tokens);
    case TokenKind::template_middle:
      close(tokens, '}');
      [[fallthrough]];
    case TokenKind::template_head:
      return open(tokens, '}', BracketRole::substitution);
    case TokenKind::template_tail:
      close(tokens, '}');
      regex_may_follow_ = false;
      return;
    case TokenKind::stray:
      return;
    case TokenKind::private_name:
    case TokenKind::number:
    case TokenKind::string:
    case TokenKind::template_whole:
    case TokenKind::regex:
      regex_may_follow_ = false;
      return;
  }
}

void OpenBrackets::take_in_identifier(const Tokens& tokens) {
  regex_may_follow_ = false;
  if (!tokens.back().is_keyword && !before_last(tokens, 1).is_keyword) return;
  regex_may_follow_ =
      is_keyword(tokens, 0,
                 {"return", "typeof", "instanceof", "in", "new", "delete", "void", "throw", "case",
                  "do", "else", "yield", "await", "extends", "default"});
  Frame& frame = top();
  if (is_keyword(tokens, 0, {"class"})) frame.has_members_header = true;
  if (is_keyword(tokens, 0, {"case", "default"})) frame.has_case = true;
  if (tokens.back().after_line_break) return;
  // The words of TypeScript that are keywords only before a name on the same line.
  if (is_keyword(tokens, 1, {"interface", "enum"})) frame.has_members_header = true;
  if (is_keyword(tokens, 1, {"namespace", "module"})) frame.has_block_header = true;
}

void OpenBrackets::take_in_punctuator(Tokens& tokens) {
  const ScriptToken& token = tokens.back();
  if (token.is('(')) {
    const bool is_condition =
        is_keyword(tokens, 1, {"if", "while", "for", "with", "switch", "catch"}) ||
        (is_keyword(tokens, 1, {"await"}) && is_keyword(tokens, 2, {"for"}));
    return open(tokens, ')', is_condition ? BracketRole::condition : BracketRole::group);
  }
  if (token.is('[')) return open(tokens, ']', BracketRole::group);
  if (token.is('{')) return open(tokens, '}', role_of_brace(tokens));
  if (token.is_one_of(")]}")) return close(tokens, token.mark);
  Frame& frame = top();
  if (token.is('?')) ++frame.questions;
  if (token.is(':')) take_in_colon(tokens);
  if (token.is(';')) frame = {frame.opener, frame.closer, frame.role};
  // A postfix operator ends an operand; TypeScript's `value!` is one, where a value has just ended.
  const bool asserts_value = token.is('!') && !regex_may_follow_ && !token.after_line_break;
  regex_may_follow_ = !asserts_value && !token.is("++") && !token.is("--");
}

void OpenBrackets::open(Tokens& tokens, char closer, BracketRole role) {
  tokens.back().role = role;
  frames_.push_back({static_cast<std::uint32_t>(tokens.size() - 1), closer, role});
  ++open_count_[static_cast<unsigned char>(closer)];
  regex_may_follow_ = true;
}

void OpenBrackets::close(Tokens& tokens, char closer) {
  if (open_count_[static_cast<unsigned char>(closer)] == 0) {
    regex_may_follow_ = closer == '}';
    return;
  }
  // Whatever is still open inside was never closed. Each frame is given up once, so this is linear.
  while (frames_.back().closer != closer) {
    --open_count_[static_cast<unsigned char>(frames_.back().closer)];
    frames_.pop_back();
  }
  const Frame frame = frames_.back();
  frames_.pop_back();
  --open_count_[static_cast<unsigned char>(closer)];
  const auto last = static_cast<std::uint32_t>(tokens.size() - 1);
  tokens[frame.opener].partner = last;
  tokens[last].partner = frame.opener;
  regex_may_follow_ = frame.role == BracketRole::condition || frame.role == BracketRole::block ||
                      frame.role == BracketRole::members;
}

void OpenBrackets::take_in_colon(const Tokens& tokens) {
  Frame& frame = top();
  frame.has_members_header = false;
  if (frame.questions > 0) {
    --frame.questions;
    colon_before_object_ = true;
    return;
  }
  if (frame.has_case) {
    frame.has_case = false;
    colon_before_object_ = false;
    return;
  }
  // `label: { … }` holds statements; `name: { … }` elsewhere is a value or a type.
  const ScriptToken& boundary = before_last(tokens, 2);
  const bool begins_statement = boundary.kind == TokenKind::stray || boundary.is_one_of(";{}:)") ||
                                before_last(tokens, 1).after_line_break;
  const bool is_label =
      frame.role == BracketRole::block && is_name(before_last(tokens, 1)) && begins_statement;
  colon_before_object_ = !is_label;
}

BracketRole OpenBrackets::role_of_brace(const Tokens& tokens) {
  Frame& frame = top();
  if (frame.has_members_header || frame.has_block_header) {
    const bool has_members = frame.has_members_header;
    frame.has_members_header = frame.has_block_header = false;
    return has_members ? BracketRole::members : BracketRole::block;
  }
  const ScriptToken& previous = before_last(tokens, 1);
  switch (previous.kind) {
    case TokenKind::punctuator:
      if (previous.is(':')) return colon_before_object_ ? BracketRole::object : BracketRole::block;
      // After '>' stands the body of a function whose type ends in '<…>'.
      return previous.is_one_of(");}]") || previous.is("=>") || previous.is_angle_close() ||
                     (previous.is('{') && previous.role != BracketRole::object)
                 ? BracketRole::block
                 : BracketRole::object;
    case TokenKind::template_head:
    case TokenKind::template_middle:
      return BracketRole::object;
    case TokenKind::identifier:
      return is_keyword(tokens, 1,
                        {"return", "throw", "in", "of", "instanceof", "await", "yield", "default",
                         "case", "as", "satisfies", "extends", "var", "let", "const"})
                 ? BracketRole::object
                 : BracketRole::block;
    case TokenKind::private_name:
    case TokenKind::number:
    case TokenKind::string:
    case TokenKind::template_whole:
    case TokenKind::template_tail:
    case TokenKind::regex:
    case TokenKind::stray:
      return BracketRole::block;
  }
  return BracketRole::block;
}

}  // namespace memory_mcp
