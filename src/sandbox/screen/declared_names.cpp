#include "sandbox/screen/declared_names.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace memory_mcp {
namespace {

bool is_assignment(const ScriptToken& token) {
  return token.is('=') || token.is("||=") || token.is("&&=") || token.is("\?\?=");
}

}  // namespace

// Reads the declarations of a script in one pass. `targets` are the places where a pattern binds a
// name: in `let { a: [b], c = d }` the b and the c.
class DeclarationReader {
 public:
  using Span = DeclaredNames::Span;

  DeclarationReader(const ScriptTokens& tokens, const std::vector<TokenPlace>& places,
                    DeclaredNames& names)
      : tokens_(tokens), places_(places), names_(names) {}

  void read() {
    spans_.push_back({0, static_cast<std::uint32_t>(tokens_.size())});
    frames_.emplace_back();
    for (std::size_t i = 0; i < tokens_.size(); ++i) take_in(i);
    for (const auto& [name, span] : bound_) {
      names_.spans_[static_cast<std::size_t>(name)].push_back(spans_[span]);
    }
  }

 private:
  // Bindings name their span by index, because the end of some spans is found only later.
  using SpanIndex = std::uint32_t;
  static constexpr SpanIndex whole_script = 0;

  struct Frame {
    std::uint32_t opener = TokenPlace::none;
    SpanIndex block = whole_script;     // Where a `let` in this frame holds,
    SpanIndex function = whole_script;  // and where a `var` does.
    SpanIndex targets = whole_script;   // Where the names bound at the moment hold.
    bool is_pattern = false;
    bool is_object_pattern = false;
    bool in_declaration = false;  // After `let`, `const` or `var`.
    bool at_target = false;
  };

  Frame& top() { return frames_.back(); }

  SpanIndex add_span(std::size_t from, std::size_t to) {
    spans_.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
    return static_cast<SpanIndex>(spans_.size() - 1);
  }

  void bind(std::size_t i, SpanIndex span) {
    const ScriptToken& token = tokens_.at(i);
    if (token.kind != TokenKind::identifier) return;
    if (const auto name = global_name(token.text)) bound_.emplace_back(*name, span);
  }

  void take_in(std::size_t i) {
    const ScriptToken& token = tokens_[i];
    if (token.closes()) close(token.partner, i);
    if (token.kind == TokenKind::template_middle) close_substitution(i);
    if (token.opens()) return open(i);
    if (token.kind == TokenKind::punctuator) return take_in_punctuator(i);
    if (begins_statement_on_new_line(tokens_, i)) end_statement(i);
    if (token.kind != TokenKind::identifier) return;
    if (token.is_word("from")) in_type_import_ = false;
    if (in_type_import_) bind(i, whole_script);
    take_in_identifier(i);
  }

  void close(std::uint32_t opener, std::size_t i) {
    while (frames_.size() > 1) {
      const bool is_last = top().opener == opener;
      frames_.pop_back();
      if (is_last) break;
    }
    end_arrows(frames_.size() + 1, i);
  }

  void close_substitution(std::size_t i) {
    while (frames_.size() > 1) {
      const bool is_last = tokens_.at(top().opener).role == BracketRole::substitution;
      frames_.pop_back();
      if (is_last) break;
    }
    end_arrows(frames_.size() + 1, i);
  }

  void open(std::size_t i) {
    const ScriptToken& token = tokens_[i];
    Frame frame;
    frame.opener = static_cast<std::uint32_t>(i);
    frame.block = top().block;
    frame.function = top().function;
    if (token.role == BracketRole::block || token.role == BracketRole::members) {
      frame.block = add_span(i, tokens_.close_of(i));
      if (places_[i].is_body) frame.function = frame.block;
    }
    if (places_[i].body != TokenPlace::none) {
      frame.is_pattern = frame.at_target = true;
      frame.targets = parameter_span(i, places_[i].body);
    } else if (!token.is('(') && (top().at_target || is_assigned_to(i))) {
      frame.is_pattern = frame.at_target = true;
      frame.is_object_pattern = token.is('{');
      frame.targets = top().at_target ? top().targets : whole_script;
      top().at_target = false;
    }
    frames_.push_back(frame);
  }

  // `[a] = …` and `({ a } = …)`, but not the index in `list[a] = …`.
  bool is_assigned_to(std::size_t i) const {
    return tokens_.at(tokens_.close_of(i) + 1).is('=') && !tokens_.before(i).ends_operand();
  }

  // Parameters hold in themselves and in the body that begins with the '{' or '=>' at `body`.
  SpanIndex parameter_span(std::size_t from, std::size_t body) {
    const std::size_t brace = tokens_.at(body).is("=>") ? body + 1 : body;
    if (tokens_.at(brace).is('{')) return add_span(from, tokens_.close_of(brace));
    const SpanIndex span = add_span(from, tokens_.size());
    open_arrows_.emplace_back(frames_.size(), span);
    return span;
  }

  // An arrow function whose body is an expression ends where the expression does.
  void end_arrows(std::size_t depth, std::size_t i) {
    while (!open_arrows_.empty() && open_arrows_.back().first >= depth) {
      spans_[open_arrows_.back().second].to = static_cast<std::uint32_t>(i);
      open_arrows_.pop_back();
    }
  }

  void end_statement(std::size_t i) {
    end_arrows(frames_.size(), i);
    if (!top().at_target) top().in_declaration = false;
  }

  void take_in_punctuator(std::size_t i) {
    const ScriptToken& token = tokens_[i];
    Frame& frame = top();
    if (token.is_one_of(";=")) in_type_import_ = false;
    if (token.is(';')) {
      frame.at_target = false;
      end_statement(i);
    } else if (token.is(',')) {
      end_arrows(frames_.size(), i);
      frame.at_target = frame.is_pattern || frame.in_declaration;
    } else if (token.is(':')) {
      // `{ [key]: target }`; after a plain key the target is still to come anyway.
      frame.at_target = frame.is_object_pattern;
    } else if (token.is('=')) {
      frame.at_target = false;
    }
  }

  void take_in_identifier(std::size_t i) {
    const ScriptToken& previous = tokens_.before(i);
    const ScriptToken& next = tokens_.at(i + 1);
    Frame& frame = top();
    if (previous.is_dot()) return assign_property(i);
    if (places_[i].is_key && !frame.is_pattern) return;
    if (take_in_keyword(i)) return;
    if (next.is("=>")) return bind(i, parameter_span(i, i + 1));
    if (frame.at_target) return take_in_target(i);
    const bool is_loop_variable = previous.is('(') && previous.role == BracketRole::condition &&
                                  (next.is_word("of") || next.is_word("in"));
    if ((is_assignment(next) || is_loop_variable)) bind(i, whole_script);
  }

  void take_in_target(std::size_t i) {
    Frame& frame = top();
    const ScriptToken& next = tokens_.at(i + 1);
    if (frame.is_object_pattern && next.is(':')) return;  // A key; its target comes.
    if (next.is_dot()) return;                            // `[object.member] = …` binds nothing.
    const bool is_modifier = frame.is_pattern && next.kind == TokenKind::identifier &&
                             !next.after_line_break && !frame.is_object_pattern;
    if (is_modifier) return;  // TypeScript's `private readonly name`.
    bind(i, frame.targets);
    frame.at_target = false;
  }

  // Whether the token is a word that declares something, or ends a declaration.
  bool take_in_keyword(std::size_t i) {
    const ScriptToken& token = tokens_[i];
    const ScriptToken& next = tokens_.at(i + 1);
    Frame& frame = top();
    const bool is_var = token.is_word("var");
    if (is_var || token.is_word("let") || token.is_word("const") || token.is_word("using")) {
      if (next.kind != TokenKind::identifier && !next.is('{') && !next.is('[')) return false;
      if (next.is_word("enum")) return true;
      frame.in_declaration = frame.at_target = true;
      frame.targets = is_var ? frame.function : frame.block;
      return true;
    }
    if (token.is_word("function")) {
      bind(next.is('*') ? i + 2 : i + 1, frame.function);
      return true;
    }
    if (token.is_word("class") || token.is_word("enum") || token.is_word("namespace")) {
      bind(i + 1, frame.block);
      return token.is_word("class");
    }
    if (token.is_word("import")) return take_in_import(i);
    if (token.is_word("with") && next.is('(')) {
      names_.any_name_.push_back(spans_[frame.block]);
      return true;
    }
    if (frame.in_declaration && !frame.at_target && (token.is_word("of") || token.is_word("in"))) {
      frame.in_declaration = false;
      return true;
    }
    return false;
  }

  // `import type … from` and `import name = …` declare names without loading anything.
  bool take_in_import(std::size_t i) {
    if (tokens_.at(i + 2).is('=')) bind(i + 1, whole_script);
    in_type_import_ = tokens_.at(i + 1).is_word("type");
    return true;
  }

  // `globalThis.fetch = …` makes a global of that name.
  void assign_property(std::size_t i) {
    const ScriptToken& object = tokens_.before(i, 2);
    if (!is_assignment(tokens_.at(i + 1)) || tokens_.before(i, 3).is_dot()) return;
    const auto name = global_name(object.text);
    if (object.is_word("this") || (name && is_global_object(*name))) bind(i, whole_script);
  }

  const ScriptTokens& tokens_;
  const std::vector<TokenPlace>& places_;
  DeclaredNames& names_;
  std::vector<Span> spans_;
  std::vector<std::pair<GlobalName, SpanIndex>> bound_;
  std::vector<std::pair<std::size_t, SpanIndex>> open_arrows_;  // With the depth each stands at.
  std::vector<Frame> frames_;
  bool in_type_import_ = false;
};

DeclaredNames::DeclaredNames(const ScriptTokens& tokens, const std::vector<TokenPlace>& places) {
  DeclarationReader(tokens, places, *this).read();
  const auto merge = [](Spans& spans) {
    std::ranges::sort(spans, {}, &Span::from);
    Spans apart;
    for (const Span& span : spans) {
      if (!apart.empty() && span.from <= apart.back().to) {
        apart.back().to = std::max(apart.back().to, span.to);
      } else {
        apart.push_back(span);
      }
    }
    spans = std::move(apart);
  };
  std::ranges::for_each(spans_, merge);
  merge(any_name_);
}

bool DeclaredNames::covers(GlobalName name, std::size_t index) const {
  return holds(spans_[static_cast<std::size_t>(name)], index) || holds(any_name_, index);
}

bool DeclaredNames::holds(const Spans& spans, std::size_t index) {
  const auto after = std::ranges::upper_bound(spans, index, {}, &Span::from);
  return after != spans.begin() && std::prev(after)->to > index;
}

}  // namespace memory_mcp
