#include "sandbox/screen/screen.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <utility>
#include <vector>

#include "sandbox/screen/declared_names.h"
#include "sandbox/screen/endless_loop.h"
#include "sandbox/screen/global_names.h"
#include "sandbox/screen/script_outline.h"
#include "sandbox/screen/script_tokens.h"
#include "sandbox/screen/violation_reasons.h"

namespace memory_mcp {
namespace {

using enum SecurityViolationType;

// Programs write `eval("eval('…')")` to hide; whoever goes further is left to the run. Each level's
// text stands inside the one before, so this also bounds the work.
constexpr int generated_code_depth_max = 3;
// Between `import` and its `from` stand a few names and at most one pair of braces.
constexpr int import_clause_tokens_max = 16;

// Whether there is any word here that could be a violation. Most programs have none, and hostile
// ones made of brackets alone are done with soonest.
bool has_anything_to_judge(const ScriptTokens& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const ScriptToken& token = tokens[i];
    if (token.is_word_of({"import", "export", "while", "for", "do"})) return true;
    if (token.kind == TokenKind::identifier && global_name(token.text)) return true;
  }
  return false;
}

class Screen {
 public:
  Screen(std::string_view code, ScriptTokens tokens, ScreenGrants grants,
         const Screen* around = nullptr, std::size_t place_around = 0)
      : code_(code),
        grants_(grants),
        tokens_(std::move(tokens)),
        places_(outline_of(tokens_)),
        declared_(tokens_, places_),
        loops_(tokens_, places_),
        around_(around),
        place_around_(place_around),
        depth_(around == nullptr ? 0 : around->depth_ + 1) {}

  std::optional<Violation> first_violation() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (auto found = violation_at(i)) return found;
    }
    return std::nullopt;
  }

 private:
  using Found = std::optional<Violation>;

  // One use of a global name: `fetch(…)`, `process.env`, `new globalThis.WebSocket(…)`.
  struct Use {
    GlobalName name;
    std::size_t at;        // The name,
    std::size_t head;      // and where the expression begins that names it.
    std::size_t call = 0;  // The '(' of its arguments, when it is called.
    bool is_new = false;
  };

  // The first argument of a call, when it is made of string literals alone, and where it ends.
  struct Argument {
    std::optional<std::string> text;
    std::size_t end = 0;
  };

  Found violation_at(std::size_t i) {
    const ScriptToken& token = tokens_[i];
    if (const std::string_view loop = loops_.take_in(i); !loop.empty()) {
      return violation(i, infinite_loop, std::string(loop));
    }
    if (token.is_literal()) note_looked_up(i);
    if (token.kind != TokenKind::identifier || places_[i].is_key || places_[i].in_type) return {};
    if (token.is_word("import")) return imported(i);
    if (token.is_word("export")) return from_clause(i, "export");
    const auto name = global_name(token.text);
    return name ? used(i, *name) : std::nullopt;
  }

  Found violation(std::size_t i, SecurityViolationType type, const std::string& construct) const {
    if (grants_.cover(type)) return {};
    return violation_because(i, type, reason_for(type, construct));
  }

  Found violation_because(std::size_t i, SecurityViolationType type, std::string reason) const {
    const ScriptPosition position = position_of(code_, tokens_[i].begin);
    return Violation{type, std::move(reason), position.line, position.column};
  }

  // --- Modules --------------------------------------------------------------------------------

  Found imported(std::size_t i) const {
    if (!tokens_.at(i + 1).is('(')) return from_clause(i, "import");
    const ScriptToken& previous = tokens_.before(i);
    if (previous.is_dot() || previous.is_word("typeof")) return {};
    return module_named(i, i + 1, "import");
  }

  // `import … from 'x'`, `import 'x'` and `export … from 'x'`, but not those of types alone.
  Found from_clause(std::size_t i, const std::string& word) const {
    if (tokens_.before(i).is_dot()) return {};
    const ScriptToken& first = tokens_.at(i + 1);
    if (word == "import" && first.kind == TokenKind::string) {
      return module_used(i, first.text, "import " + quoted(first.text));
    }
    const ScriptToken& second = tokens_.at(i + 2);
    const bool names_a_value = second.is_word("from") || second.is(',');
    if (first.is_word("type") && !names_a_value) return {};
    std::size_t k = i + 1;
    for (int seen = 0; seen < import_clause_tokens_max; ++seen) {
      const ScriptToken& token = tokens_.at(k);
      const ScriptToken& specifier = tokens_.at(k + 1);
      if (token.is_word("from") && specifier.kind == TokenKind::string) {
        return module_used(i, specifier.text, word + " … from " + quoted(specifier.text));
      }
      const bool belongs = token.kind == TokenKind::identifier || token.is('{') || token.is(',') ||
                           token.is('*') || token.kind == TokenKind::string;
      if (!belongs) return {};
      k = token.is('{') ? tokens_.close_of(k) + 1 : k + 1;
    }
    return {};
  }

  Found required(const Use& use) const {
    // TypeScript's `import type name = require('x')` loads nothing.
    const bool is_type = tokens_.before(use.at).is('=') &&
                         tokens_.before(use.at, 3).is_word("type") &&
                         tokens_.before(use.at, 4).is_word("import");
    return is_type ? std::nullopt : module_named(use.head, use.call, "require");
  }

  // `function` called with what begins at the bracket `call`.
  Found module_named(std::size_t i, std::size_t call, const std::string& function) const {
    const auto specifier = argument(call + 1).text;
    if (!specifier) return violation(i, malicious_code, function + "(…) of a computed name");
    return module_used(i, *specifier, function + "(" + quoted(*specifier) + ")");
  }

  Found module_used(std::size_t i, std::string_view specifier, const std::string& construct) const {
    // A file beside the program reaches for nothing of the machine's; the loader will not find it.
    if (specifier.starts_with("./") || specifier.starts_with("../")) return {};
    return violation(i, type_of_module(specifier), construct);
  }

  // --- Globals --------------------------------------------------------------------------------

  Found used(std::size_t i, GlobalName name) {
    const auto use = use_at(i, name);
    if (!use || is_harmless(*use)) return {};
    if (name == GlobalName::require && use->call > 0) return required(*use);
    if (auto found = generated(*use)) return found;
    const bool is_refused_as_such = name == GlobalName::process || name == GlobalName::require ||
                                    name == GlobalName::module || name == GlobalName::global;
    if (depth_ > 0 && is_refused_as_such) return violation(i, process_execution, spelling(i));
    return judged(*use);
  }

  // Nothing when the name here is a property of something else or the program's own.
  std::optional<Use> use_at(std::size_t i, GlobalName name) const {
    if (is_declared(name, i)) return std::nullopt;
    Use use{.name = name, .at = i, .head = i};
    if (tokens_.before(i).is_dot()) {
      use.head = i - std::min<std::size_t>(i, 2);
      if (!names_global_object(use.head) || tokens_.before(use.head).is_dot()) return std::nullopt;
    }
    if (tokens_.at(i + 1).is('(')) use.call = i + 1;
    if (tokens_.at(i + 1).is("?.") && tokens_.at(i + 2).is('(')) use.call = i + 2;
    use.is_new = tokens_.before(use.head).is_word("new");
    return use;
  }

  bool names_global_object(std::size_t i) const {
    const ScriptToken& token = tokens_.at(i);
    if (token.kind != TokenKind::identifier) return false;
    const auto name = global_name(token.text);
    return name && is_global_object(*name) && !is_declared(*name, i);
  }

  // A generated program sees what is declared around the place where it is generated.
  bool is_declared(GlobalName name, std::size_t i) const {
    return declared_.covers(name, i) ||
           (around_ != nullptr && around_->is_declared(name, place_around_));
  }

  // Asking whether a global is there is no use of it, and a program that asks first is taken at its
  // word from then on: without the global it goes another way.
  bool is_harmless(const Use& use) {
    const auto bit = static_cast<std::size_t>(use.name);
    const bool is_called = use.call > 0 || use.is_new;
    if (is_under_typeof(use) && use.call == 0) {
      if (is_compared(use)) tested_.set(bit);
      return true;
    }
    if (use.head != use.at && !is_called) {
      const ScriptToken& next = tokens_.at(use.at + 1);
      const bool is_read = !next.is('.') && !next.is('[');
      if (is_read) tested_.set(bit);
    }
    return is_tested(bit);
  }

  bool is_tested(std::size_t bit) const {
    return tested_.test(bit) || (around_ != nullptr && around_->is_tested(bit));
  }

  bool is_under_typeof(const Use& use) const {
    return tokens_.before(use.head).is_word("typeof") ||
           (tokens_.before(use.head).is('(') && tokens_.before(use.head, 2).is_word("typeof"));
  }

  bool is_compared(const Use& use) const {
    const auto compares = [](const ScriptToken& token) {
      return token.is("===") || token.is("!==") || token.is("==") || token.is("!=");
    };
    const bool is_bracketed = tokens_.before(use.head).is('(');
    return compares(tokens_.at(use.at + (is_bracketed ? 2 : 1))) ||
           compares(tokens_.before(use.head, is_bracketed ? 3 : 2));
  }

  // `'fetch' in globalThis`, `globalThis['fetch']` and `Reflect.has(globalThis, 'fetch')` ask too.
  void note_looked_up(std::size_t i) {
    const ScriptToken& previous = tokens_.before(i);
    const bool is_asked_for =
        (tokens_.at(i + 1).is_word("in") && names_global_object(i + 2)) ||
        ((previous.is('[') || previous.is(',')) && i >= 2 && names_global_object(i - 2));
    if (!is_asked_for) return;
    if (const auto name = global_name(tokens_[i].text))
      tested_.set(static_cast<std::size_t>(*name));
  }

  Found judged(const Use& use) const {
    const ScriptToken& next = tokens_.at(use.at + 1);
    if (use.call == 0 && (next.is_dot() || next.is('['))) return member_used(use);
    const auto rule = rule_of(use.name);
    if (!rule) return {};
    if (rule->use == GlobalUse::mention) return violation(use.head, rule->type, spelling(use.at));
    return use.call > 0 || use.is_new ? violation(use.head, rule->type, call_of(use, "…"))
                                      : std::nullopt;
  }

  // "new WebSocket(…)".
  std::string call_of(const Use& use, const std::string& arguments) const {
    return (use.is_new ? "new " : "") + spelling(use.at) + "(" + arguments + ")";
  }

  Found member_used(const Use& use) const {
    const ScriptToken& member = tokens_.at(use.at + 2);
    const bool is_named = tokens_.at(use.at + 1).is_dot() && member.kind == TokenKind::identifier;
    const auto type = type_of_member(use.name, is_named ? member.text : std::string_view());
    if (!type) return {};
    return violation(use.head, *type,
                     spelling(use.at) + (is_named ? "." + spelling(use.at + 2) : "[…]"));
  }

  // The name at `i` as it may stand in a reason.
  std::string spelling(std::size_t i) const {
    const std::string text = quoted(tokens_[i].text);
    return text.substr(1, text.size() - 2);
  }

  // --- Generated code -------------------------------------------------------------------------

  // Generating code is no violation; generating what the screen would refuse is.
  Found generated(const Use& use) const {
    if (use.call == 0 || depth_ >= generated_code_depth_max) return {};
    const auto text = generated_text(use);
    if (!text) return {};
    ScriptTokens tokens = tokens_of(*text);
    if (!has_anything_to_judge(tokens)) return {};
    const auto inside = Screen(*text, std::move(tokens), grants_, this, use.head).first_violation();
    if (!inside) return {};
    return violation_because(use.head, malicious_code,
                             reason_for_generated(call_of(use, "'…'"), inside->reason));
  }

  std::optional<std::string> generated_text(const Use& use) const {
    switch (use.name) {
      case GlobalName::eval:
      case GlobalName::set_interval:
      case GlobalName::set_timeout:
        return argument(use.call + 1).text;
      case GlobalName::function:
        return function_text(use.call);
      default:
        return std::nullopt;
    }
  }

  // The function that Function('a', 'b', 'return a + b') makes.
  std::optional<std::string> function_text(std::size_t call) const {
    std::string parameters;
    Argument body = argument(call + 1);
    while (tokens_.at(body.end).is(',')) {
      if (body.text) parameters += (parameters.empty() ? "" : ",") + *body.text;
      body = argument(body.end + 1);
    }
    if (!body.text) return std::nullopt;
    return "function anonymous(" + parameters + "\n) {\n" + *body.text + "\n}";
  }

  Argument argument(std::size_t from) const {
    Argument argument{.text = std::string(), .end = from};
    bool expects_literal = true;
    while (argument.end < tokens_.size()) {
      const ScriptToken& token = tokens_[argument.end];
      if (token.is(',') || token.closes()) break;
      const bool fits = expects_literal ? token.is_literal() : token.is('+');
      if (!fits) argument.text.reset();
      if (argument.text && expects_literal) *argument.text += token.text;
      expects_literal = !expects_literal;
      argument.end = token.opens() ? tokens_.close_of(argument.end) + 1 : argument.end + 1;
    }
    if (expects_literal) argument.text.reset();
    return argument;
  }

  std::string_view code_;
  ScreenGrants grants_;
  ScriptTokens tokens_;
  std::vector<TokenPlace> places_;
  DeclaredNames declared_;
  EndlessLoops loops_;
  const Screen* around_;      // The program that generates this one,
  std::size_t place_around_;  // and where in it.
  int depth_;
  std::bitset<global_names_count> tested_;  // The globals whose presence the program has tested.
};

}  // namespace

std::optional<Violation> screen(std::string_view code, ScreenGrants grants) {
  ScriptTokens tokens = tokens_of(code);
  if (!has_anything_to_judge(tokens)) return std::nullopt;
  return Screen(code, std::move(tokens), grants).first_violation();
}

}  // namespace memory_mcp
