#include "sandbox/screen/script_tokens.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sandbox/screen/script_escapes.h"

namespace memory_mcp {
namespace {

using Texts = std::vector<std::string>;

Texts texts_of(std::string_view code, TokenKind kind) {
  Texts texts;
  const ScriptTokens tokens = tokens_of(code);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind == kind) texts.emplace_back(tokens[i].text);
  }
  return texts;
}

Texts names_in(std::string_view code) { return texts_of(code, TokenKind::identifier); }
Texts marks_in(std::string_view code) { return texts_of(code, TokenKind::punctuator); }
Texts strings_in(std::string_view code) { return texts_of(code, TokenKind::string); }

// The source of each regular expression, which has no text of its own.
Texts regexes_in(std::string_view code) {
  Texts sources;
  const ScriptTokens tokens = tokens_of(code);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const ScriptToken& token = tokens[i];
    if (token.kind != TokenKind::regex) continue;
    sources.emplace_back(code.substr(token.begin, token.end - token.begin));
  }
  return sources;
}

BracketRole role_of_first(char mark, std::string_view code) {
  const ScriptTokens tokens = tokens_of(code);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is(mark)) return tokens[i].role;
  }
  return BracketRole::none;
}

// --- Comments and white space ---------------------------------------------------------------

TEST(ScriptTokens, leaves_comments_out) {
  EXPECT_EQ(names_in("a // b\nc /* d\n e */ f"), (Texts{"a", "c", "f"}));
  EXPECT_EQ(names_in("a /* never closed b"), (Texts{"a"}));
  EXPECT_EQ(names_in("#!/usr/bin/env node\na"), (Texts{"a"}));
}

TEST(ScriptTokens, knows_the_comments_of_html) {
  EXPECT_EQ(names_in("a <!-- b\nc"), (Texts{"a", "c"}));
  EXPECT_EQ(names_in("--> a\nb\n /* */ --> c\nd"), (Texts{"b", "d"}));
  EXPECT_EQ(names_in("while (n --> m) x"), (Texts{"while", "n", "m", "x"}));
}

TEST(ScriptTokens, ends_a_line_comment_at_every_line_break_of_the_language) {
  for (const char* line_break : {"\n", "\r", "\r\n", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    EXPECT_EQ(names_in("// a" + std::string(line_break) + "b"), (Texts{"b"}));
  }
}

TEST(ScriptTokens, skips_the_white_space_of_unicode) {
  EXPECT_EQ(names_in("\xEF\xBB\xBF"
                     "a\xC2\xA0"
                     "b\xE3\x80\x80"
                     "c\xE2\x80\x83"
                     "d"),
            (Texts{"a", "b", "c", "d"}));
}

TEST(ScriptTokens, says_which_tokens_begin_a_line) {
  const ScriptTokens tokens = tokens_of("a b\nc /*\n*/ d");
  ASSERT_EQ(tokens.size(), 4U);
  EXPECT_FALSE(tokens[0].after_line_break);
  EXPECT_FALSE(tokens[1].after_line_break);
  EXPECT_TRUE(tokens[2].after_line_break);
  EXPECT_TRUE(tokens[3].after_line_break);
}

// --- Names ----------------------------------------------------------------------------------

TEST(ScriptTokens, decodes_escapes_in_names) {
  EXPECT_EQ(names_in(R"(\u0072equire \u{66}s pr\u006fcess)"), (Texts{"require", "fs", "process"}));
}

TEST(ScriptTokens, takes_no_name_spelt_with_escapes_for_a_keyword) {
  EXPECT_TRUE(tokens_of("while")[0].is_word("while"));
  EXPECT_FALSE(tokens_of(R"(\u0077hile)")[0].is_word("while"));
}

TEST(ScriptTokens, takes_letters_of_all_scripts_into_names) {
  EXPECT_EQ(names_in("größe 世界 reԁuire 𝒳y"), (Texts{"größe", "世界", "reԁuire", "𝒳y"}));
}

TEST(ScriptTokens, tells_private_names_apart) {
  EXPECT_EQ(texts_of("this.#fetch = fetch", TokenKind::private_name), (Texts{"fetch"}));
  EXPECT_EQ(names_in("this.#fetch = fetch"), (Texts{"this", "fetch"}));
}

TEST(ScriptTokens, makes_one_stray_token_of_a_malformed_escape) {
  EXPECT_EQ(texts_of("\\u00 a", TokenKind::stray), (Texts{"\\"}));
  EXPECT_EQ(texts_of("\\", TokenKind::stray), (Texts{"\\"}));
}

// --- Numbers --------------------------------------------------------------------------------

TEST(ScriptTokens, reads_every_form_of_number_as_one_token) {
  const Texts numbers = {"0",    "1.5",  ".5",    "1e+9", "2E-3", "0xFFe",
                         "0b10", "0o17", "1_000", "10n",  "5."};
  std::string code;
  for (const auto& number : numbers) code += number + " ";
  EXPECT_EQ(texts_of(code, TokenKind::number), numbers);
}

TEST(ScriptTokens, ends_a_number_before_what_is_done_with_it) {
  EXPECT_EQ(marks_in("1..toFixed()"), (Texts{".", "(", ")"}));
  EXPECT_EQ(marks_in("1.5.toFixed()"), (Texts{".", "(", ")"}));
  EXPECT_EQ(marks_in("0xe+1"), (Texts{"+"}));
  EXPECT_EQ(marks_in("[...a]"), (Texts{"[", "...", "]"}));
}

// --- Strings and templates ------------------------------------------------------------------

TEST(ScriptTokens, decodes_strings) {
  EXPECT_EQ(strings_in(R"('a\'b' "c\"d")"), (Texts{"a'b", "c\"d"}));
  EXPECT_EQ(strings_in(R"("\x66\163\u0020\u{1F30D}\uD83C\uDF0D\n\q")"), (Texts{"fs 🌍🌍\nq"}));
  EXPECT_EQ(strings_in("'a\\\nb' 'c\\\r\nd'"), (Texts{"ab", "cd"}));
}

TEST(ScriptTokens, ends_an_unfinished_string_with_its_line) {
  EXPECT_EQ(names_in("'never closed\nnext"), (Texts{"next"}));
  EXPECT_EQ(strings_in("'ends in a backslash\\").size(), 1U);
}

TEST(ScriptTokens, keeps_malformed_escapes_as_they_are_written) {
  EXPECT_EQ(unescaped("\\u12 \\xg \\u{110000}"), "u12 xg u{110000}");
}

TEST(ScriptTokens, reads_a_template_without_substitutions_as_a_value) {
  EXPECT_EQ(texts_of("`f\\u0073` `a\nb`", TokenKind::template_whole), (Texts{"fs", "a\nb"}));
}

TEST(ScriptTokens, reads_the_code_inside_nested_templates) {
  const std::string_view code = "`a ${ b + `c ${ {d: 1}.d } e` } f ${ g } h` + i";
  EXPECT_EQ(names_in(code), (Texts{"b", "d", "d", "g", "i"}));
  EXPECT_EQ(texts_of(code, TokenKind::template_head).size(), 2U);
  EXPECT_EQ(texts_of(code, TokenKind::template_middle).size(), 1U);
  EXPECT_EQ(texts_of(code, TokenKind::template_tail).size(), 2U);
}

TEST(ScriptTokens, takes_an_escaped_dollar_for_text) {
  EXPECT_TRUE(names_in("`\\${a} $ {b} \\` ${'}'}`").empty());
}

// --- Regular expressions and division -------------------------------------------------------

TEST(ScriptTokens, finds_regular_expressions_where_an_operand_is_expected) {
  for (const char* before :
       {"",         "x = ",       "(",     "[",     "a, ", "!",    "return ",
        "return !", "typeof ",    "a && ", "; ",    "{ ",  "} ",   "=> ",
        "if (a) ",  "while (b) ", "else ", "case ", "`${", "a ? ", "a ? b : "}) {
    EXPECT_EQ(regexes_in(before + std::string("/a[/]\\/b/gi.test(c)")), (Texts{"/a[/]\\/b/gi"}))
        << before;
  }
}

TEST(ScriptTokens, finds_division_after_an_operand) {
  for (const char* before : {"a", "1", "f(b)", "c[0]", "'s'", "`t`", "i++", "this", "o.return",
                             "x!", "({}.a)", "/r/g"}) {
    const std::string code = before + std::string(" / b / c");
    EXPECT_EQ(regexes_in(code).size(), before[0] == '/' ? 1U : 0U) << before;
    EXPECT_EQ(names_in(code).back(), "c") << before;
  }
}

TEST(ScriptTokens, tells_a_block_from_an_object_before_a_slash) {
  EXPECT_EQ(regexes_in("if (a) { b }\n/c/.test(d)"), (Texts{"/c/"}));
  EXPECT_EQ(regexes_in("function f() {}\n/c/.test(d)"), (Texts{"/c/"}));
  EXPECT_EQ(regexes_in("label: { }\n/c/.test(d)"), (Texts{"/c/"}));
  EXPECT_EQ(regexes_in("switch (a) { case 1: { }\n/c/.test(d) }"), (Texts{"/c/"}));
  EXPECT_TRUE(regexes_in("x = {} / b / c").empty());
  EXPECT_TRUE(regexes_in("f({a: {}} / b / c)").empty());
}

TEST(ScriptTokens, takes_a_slash_without_an_end_on_its_line_for_division) {
  EXPECT_TRUE(regexes_in("x = /[a\nb").empty());
  EXPECT_EQ(names_in("x = /[a\nb"), (Texts{"x", "a", "b"}));
}

// --- Punctuators and brackets ---------------------------------------------------------------

TEST(ScriptTokens, takes_the_longest_punctuator) {
  EXPECT_EQ(marks_in("a >>>= b ?? c?.d ?.5:1 ** e => f !== g ||= h"),
            (Texts{">>>=", "??", "?.", "?", ":", "**", "=>", "!==", "||="}));
  EXPECT_EQ(marks_in("a+++b===c---d"), (Texts{"++", "+", "===", "--", "-"}));
}

TEST(ScriptTokens, pairs_brackets_up) {
  const ScriptTokens tokens = tokens_of("( [ ] { } )");
  EXPECT_EQ(tokens.close_of(0), 5U);
  EXPECT_EQ(tokens.close_of(1), 2U);
  EXPECT_EQ(tokens[4].partner, 3U);
}

TEST(ScriptTokens, gives_up_brackets_that_were_never_closed) {
  const ScriptTokens tokens = tokens_of("{ ( [ } ) ]");
  EXPECT_EQ(tokens.close_of(0), 3U);
  EXPECT_EQ(tokens.close_of(1), tokens.size());
  EXPECT_EQ(tokens[4].partner, ScriptToken::no_partner);
}

TEST(ScriptTokens, knows_what_a_brace_is_for) {
  EXPECT_EQ(role_of_first('{', "x = {a: 1}"), BracketRole::object);
  EXPECT_EQ(role_of_first('{', "return {a: 1}"), BracketRole::object);
  EXPECT_EQ(role_of_first('{', "const {a} = b"), BracketRole::object);
  EXPECT_EQ(role_of_first('{', "if (x) {}"), BracketRole::block);
  EXPECT_EQ(role_of_first('{', "a => {}"), BracketRole::block);
  EXPECT_EQ(role_of_first('{', "function f(): void {}"), BracketRole::block);
  EXPECT_EQ(role_of_first('{', "function f(): Map<a, Set<b>> {}"), BracketRole::block);
  EXPECT_EQ(role_of_first('{', "class A extends B {}"), BracketRole::members);
  EXPECT_EQ(role_of_first('{', "interface A {}"), BracketRole::members);
  EXPECT_EQ(role_of_first('{', "namespace A {}"), BracketRole::block);
  EXPECT_EQ(role_of_first('{', "let a: {b: number}"), BracketRole::object);
}

// --- Positions ------------------------------------------------------------------------------

TEST(ScriptPosition, counts_lines_at_every_line_break) {
  const std::string_view code =
      "a\nb\rc\r\nd\xE2\x80\xA8"
      "e";
  const ScriptPosition position = position_of(code, code.size() - 1);
  EXPECT_EQ(position.line, 5);
  EXPECT_EQ(position.column, 1);
}

TEST(ScriptPosition, counts_columns_in_utf_16_units) {
  const std::string_view code = "/* ä世🌍 */ x";
  const ScriptPosition position = position_of(code, code.find('x'));
  EXPECT_EQ(position.line, 1);
  EXPECT_EQ(position.column, 12);  // Three, ä and 世 one each, the globe two, four more.
}

// --- Any bytes ------------------------------------------------------------------------------

TEST(ScriptTokens, covers_any_bytes_with_tokens_in_order) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>((i * 167 + i / 256 * 31) % 256);
  const ScriptTokens tokens = tokens_of(bytes);
  std::size_t end = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    ASSERT_GE(tokens[i].begin, end);
    ASSERT_GT(tokens[i].end, tokens[i].begin);
    ASSERT_LE(tokens[i].end, bytes.size());
    end = tokens[i].end;
  }
}

TEST(ScriptTokens, reads_every_beginning_of_a_program_to_its_end) {
  const std::string_view code =
      "const a = `x${ {b: /[/]/g}.b }y`; // c\n'\\u{41}\\x42' + 1.5e+3 / d ?.e /* f */ #g \\u0041";
  for (std::size_t size = 0; size <= code.size(); ++size) {
    const ScriptTokens tokens = tokens_of(code.substr(0, size));
    EXPECT_LE(tokens.before(tokens.size()).end, size);
  }
}

}  // namespace
}  // namespace memory_mcp
