#include "sandbox/screen/endless_loop.h"

namespace memory_mcp {
namespace {

bool is_zero(std::string_view number) {
  const bool has_prefix = number.size() > 1 && number[0] == '0' &&
                          std::string_view("xXbBoO").find(number[1]) != std::string_view::npos;
  if (has_prefix) return number.substr(2).find_first_not_of("0_n") == std::string_view::npos;
  const std::string_view mantissa = number.substr(0, number.find_first_of("eE"));
  return mantissa.find_first_not_of("0_.n") == std::string_view::npos;
}

bool is_truthy(const ScriptToken& token) {
  if (token.kind == TokenKind::number) return !is_zero(token.text);
  if (token.is_literal()) return !token.text.empty();
  return token.is_word("true");
}

bool is_falsy(const ScriptToken& token) {
  if (token.kind == TokenKind::number) return is_zero(token.text);
  if (token.is_literal()) return token.text.empty();
  return token.is_word("false") || token.is_word("null") || token.is_word("undefined");
}

}  // namespace

std::string_view EndlessLoops::take_in(std::size_t index) {
  const ScriptToken& token = tokens_[index];
  const TokenPlace& place = places_[index];
  if (token.kind != TokenKind::identifier || place.in_function || place.is_key) return {};
  if (tokens_.before(index).is_dot()) return {};
  if (token.is_word("return") || token.is_word("throw")) may_have_ended_ = true;
  std::string_view found;
  if (token.is_word("while")) found = while_loop(index);
  if (token.is_word("do")) found = do_loop(index);
  if (token.is_word("for")) found = for_loop(index);
  return may_have_ended_ || is_never_entered(index) ? std::string_view() : found;
}

std::string_view EndlessLoops::while_loop(std::size_t index) {
  const ScriptToken& previous = tokens_.before(index);
  const bool ends_braced_do =
      previous.is('}') && previous.closes() && tokens_.before(previous.partner).is_word("do");
  if (ends_braced_do) return {};
  if (unbraced_do_ > 0) {
    --unbraced_do_;
    return {};
  }
  const std::size_t open = index + 1;
  const std::size_t close = tokens_.close_of(open);
  if (!tokens_.at(open).is('(') || !is_always_true(open + 1, close)) return {};
  return is_empty_body(close + 1) ? "while (true)" : "";
}

std::string_view EndlessLoops::do_loop(std::size_t index) {
  const bool is_braced = tokens_.at(index + 1).is('{');
  if (!is_braced) ++unbraced_do_;
  if (!is_empty_body(index + 1)) return {};
  const std::size_t after = is_braced ? index + 3 : index + 2;
  const std::size_t open = after + 1;
  if (!tokens_.at(after).is_word("while") || !tokens_.at(open).is('(')) return {};
  return is_always_true(open + 1, tokens_.close_of(open)) ? "do … while (true)" : "";
}

std::string_view EndlessLoops::for_loop(std::size_t index) const {
  const std::size_t open = index + 1;
  const std::size_t close = tokens_.close_of(open);
  if (!tokens_.at(open).is('(') || !is_empty_body(close + 1)) return {};
  std::size_t semicolons = 0;
  std::size_t condition = 0;
  for (std::size_t i = open + 1; i < close;) {
    if (tokens_[i].is(';') && ++semicolons == 1) condition = i + 1;
    i = tokens_[i].opens() ? tokens_.close_of(i) + 1 : i + 1;
  }
  const bool has_no_update = tokens_.before(close).is(';');
  if (semicolons != 2 || !has_no_update) return {};
  const bool is_endless = condition + 1 == close || is_always_true(condition, close - 1);
  return is_endless ? "for (;;)" : "";
}

bool EndlessLoops::is_empty_body(std::size_t index) const {
  return tokens_.at(index).is(';') ||
         (tokens_.at(index).is('{') && tokens_.close_of(index) == index + 1 &&
          index + 1 < tokens_.size());
}

bool EndlessLoops::is_always_true(std::size_t from, std::size_t to) const {
  if (to >= tokens_.size() || to <= from) return false;
  if (to - from == 1) return is_truthy(tokens_[from]);
  return to - from == 2 && tokens_[from].is('!') && is_falsy(tokens_[from + 1]);
}

// Behind `if (false)`, with or without braces.
bool EndlessLoops::is_never_entered(std::size_t index) const {
  const auto follows_false = [&](std::size_t statement) {
    const ScriptToken& close = tokens_.before(statement);
    return close.is(')') && close.closes() &&
           tokens_[close.partner].role == BracketRole::condition &&
           statement - close.partner == 3 && is_falsy(tokens_[close.partner + 1]);
  };
  const std::uint32_t parent = places_[index].parent;
  return follows_false(index) || (parent != TokenPlace::none && follows_false(parent));
}

}  // namespace memory_mcp
