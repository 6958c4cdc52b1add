// The compiler is booted once for all tests: there is one per process. What may leave it unusable
// runs in a process of its own, on a stack as large as that of a child of the zygote.
#include "zygote/typescript/typescript.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <string>
#include <utility>

#include "zygote/engine/wasm_runtime.h"

namespace memory_mcp::zygote {
namespace {

std::variant<Stripped, TypeScriptError> strip(std::string_view code) {
  static const bool booted = [] {
    boot_typescript();
    return true;
  }();
  return booted ? strip_types(code) : TypeScriptError{};
}

// The JavaScript, or "error LINE:COLUMN MESSAGE".
std::string javascript(std::string_view code) {
  const auto result = strip(code);
  if (const auto* stripped = std::get_if<Stripped>(&result)) return std::string(stripped->text);
  const auto& [message, position] = std::get<TypeScriptError>(result);
  return "error " + std::to_string(position.line) + ":" + std::to_string(position.column) + " " +
         std::string(message);
}

bool keeps_positions(std::string_view code) {
  const auto result = strip(code);
  const auto* stripped = std::get_if<Stripped>(&result);
  return stripped != nullptr && stripped->positions_kept;
}

bool is_error(const std::string& result) { return result.starts_with("error "); }

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

// --- Types ----------------------------------------------------------------------------------
TEST(TypeScript, blanks_types_out_where_they_stand) {
  EXPECT_EQ(javascript("const a: number = 1;\nreturn a as any"),
            "const a         = 1;\nreturn a       ");
}

TEST(TypeScript, takes_return_and_await_at_the_top) {
  EXPECT_EQ(javascript("return await f<string>(1)"), "return await f        (1)");
}

TEST(TypeScript, takes_empty_code) { EXPECT_EQ(javascript(""), ""); }

TEST(TypeScript, keeps_the_length_in_javascript_of_types_beyond_ascii) {
  EXPECT_EQ(javascript("let a: Größe<'€😀'> = 1; 'ä'"), "let a               = 1; 'ä'");
}

TEST(TypeScript, a_removed_statement_does_not_join_its_neighbours) {
  EXPECT_EQ(javascript("let a = 1\ntype X = 1\n(2)"), "let a = 1\n;         \n(2)");
}

TEST(TypeScript, takes_all_that_can_be_blanked_out) {
  for (const char* code :
       {"interface A { x: number }", "declare const a: number; declare function f(): void",
        "function f(x: string): void; function f(x) {}", "abstract class A { abstract m(): void }",
        "class A<T> implements I { private readonly x?: T; y!: string; declare z: number }",
        "const f = async <T,>(a: T): Promise<T> => a", "x!.y![0]!", "({ a: 1 }) satisfies X",
        "using x = y; await using z = w", "for await (const x of y as any) {}",
        "type A<T> = T extends [infer U, ...any[]] ? `${U & string}` : never",
        "function f(this: X, a?: number, ...b: string[]): asserts a is number {}",
        "const x = { m<K extends keyof T>(k: K): T[K] { return this[k] } }",
        "let x: unique symbol; let y: new () => X; let z: typeof import('x')"}) {
    EXPECT_TRUE(keeps_positions(code)) << code << "\n" << javascript(code);
  }
}

// --- What is printed anew -------------------------------------------------------------------
TEST(TypeScript, prints_anew_what_cannot_be_blanked_out) {
  for (const char* code :
       {"enum E { A, B }", "const enum E { A = 1 << 2 }", "namespace N { export const x = 1 }",
        "class A { constructor(private x: number) {} }", "let x = <any>y"}) {
    const std::string result = javascript(code);
    EXPECT_FALSE(is_error(result)) << code << "\n" << result;
    EXPECT_FALSE(keeps_positions(code)) << code;
  }
}

TEST(TypeScript, leaves_nothing_of_its_wrapper_in_what_it_prints) {
  const std::string result = javascript("namespace N { export const x = 1 }\nreturn N.x");
  EXPECT_NE(result.find("return N.x;"), std::string::npos);
  EXPECT_NE(result.find("var N;"), std::string::npos);
  EXPECT_EQ(result.find("break"), std::string::npos);
  EXPECT_EQ(result.find("const"), std::string::npos);
  EXPECT_EQ(result.find("async"), std::string::npos);
}

TEST(TypeScript, keeps_a_directive_first) {
  EXPECT_TRUE(javascript("'use strict'; enum E { A }").starts_with("'use strict';"));
}

// The place of the first `what` in the printed text, mapped back.
Position original_of(std::string_view code, std::string_view what) {
  const std::string text = javascript(code);
  const std::size_t at = text.find(what);
  if (at == std::string::npos) return {};
  const std::size_t start = text.rfind('\n', at) + 1;  // npos + 1 is 0.
  return original_position({.line = static_cast<int>(std::count(
                                        text.begin(), text.begin() + static_cast<long>(at), '\n')) +
                                    1,
                            .column = static_cast<int>(at - start) + 1});
}

TEST(TypeScript, maps_positions_of_printed_text_back) {
  const std::string code = "enum E { A }\n\n   const s: string = 'x'; boom(E.A);\nfoo( bar() )";
  const Position boom = original_of(code, "boom");
  EXPECT_EQ(boom.line, 3);
  EXPECT_EQ(boom.column, 27);
  const Position bar = original_of(code, "bar");
  EXPECT_EQ(bar.line, 4);
  EXPECT_EQ(bar.column, 6);
}

TEST(TypeScript, maps_the_first_line_without_its_wrapper) {
  const Position place = original_of("boom(); enum E { A }", "boom");
  EXPECT_EQ(place.line, 1);
  EXPECT_EQ(place.column, 1);
  const Position second = original_of("enum E { A }; boom()", "boom");
  EXPECT_EQ(second.line, 1);
  EXPECT_EQ(second.column, 15);
}

TEST(TypeScript, an_unknown_column_stays_unknown) {
  ASSERT_FALSE(is_error(javascript("enum E { A }\nboom()")));
  EXPECT_EQ(original_position({.line = 5, .column = 0}).column, 0);
}

TEST(TypeScript, positions_outside_of_the_text_map_into_the_code) {
  ASSERT_FALSE(is_error(javascript("enum E { A }\nboom()")));
  for (const int line : {1, 100, 2'000'000'000}) {
    const Position place = original_position({.line = line, .column = 1'000'000'000});
    EXPECT_GE(place.line, 1);
    EXPECT_LE(place.line, 2);
    EXPECT_GE(place.column, 1);
  }
  EXPECT_EQ(original_position({.line = 0, .column = 0}).line, 0);
}

TEST(TypeScript, positions_of_blanked_text_are_the_code_s_own) {
  ASSERT_TRUE(keeps_positions("let a: number"));
  EXPECT_EQ(original_position({.line = 7, .column = 9}).line, 7);
  EXPECT_EQ(original_position({.line = 7, .column = 9}).column, 9);
}

// --- Errors ---------------------------------------------------------------------------------
TEST(TypeScript, says_where_an_error_is) {
  EXPECT_TRUE(javascript("let x: = 3").starts_with("error 1:8 Unexpected token `=`"));
  EXPECT_TRUE(javascript("let a = 1;\n  const y: string = ;").starts_with("error 2:21 "));
}

TEST(TypeScript, counts_columns_as_javascript_does) {
  EXPECT_TRUE(javascript("\tlet x: = 3").starts_with("error 1:9 "));
  EXPECT_TRUE(javascript("'é'; let x: = 3").starts_with("error 1:13 "));
  EXPECT_TRUE(javascript("'😀'; let x: = 3").starts_with("error 1:14 "));
  EXPECT_TRUE(javascript("'日本語'; let x: = 3").starts_with("error 1:15 "));
  EXPECT_TRUE(javascript("'e\u0301\u200b'; let x: = 3").starts_with("error 1:15 "));
  EXPECT_TRUE(javascript("a\n/* * 日本 */\t\tlet x: = 3").starts_with("error 2:20 "));
}

TEST(TypeScript, an_error_at_the_end_is_at_the_end_of_the_code) {
  EXPECT_EQ(javascript("a\nx ="), "error 2:4 unexpected end of the code: Expression expected");
  EXPECT_EQ(javascript("if (x)"), "error 1:7 unexpected end of the code: Expression expected");
}

TEST(TypeScript, messages_are_one_line_without_controls_and_not_long) {
  const auto result = strip("let x: `" + repeated("\x1b[31m\n", 2'000) + "` y");
  const auto* error = std::get_if<TypeScriptError>(&result);
  ASSERT_NE(error, nullptr);
  for (const char byte : error->message) EXPECT_GE(static_cast<unsigned char>(byte), 0x20);
  EXPECT_LE(error->message.size(), 500U);
}

TEST(TypeScript, says_what_is_not_supported_and_where) {
  EXPECT_TRUE(javascript("@d class A {}").starts_with("error 1:1 decorators"));
  EXPECT_TRUE(javascript("class A {\n  @d(1) m() {}\n}").starts_with("error 2:3 decorators"));
  EXPECT_TRUE(javascript("enum E { A }\n'@x'; @d class A {}").starts_with("error 2:7 decorators"));
  EXPECT_TRUE(javascript("class A { accessor x = 1 }").starts_with("error 1:11 'accessor'"));
  EXPECT_TRUE(javascript("class A { static accessor #x = 1 }").starts_with("error 1:18 'acc"));
  EXPECT_TRUE(javascript("a\nimport x from 'y'").starts_with("error 2:1 'import'"));
  EXPECT_TRUE(javascript("import type { X } from 'y'").starts_with("error 1:1 'import'"));
  EXPECT_TRUE(javascript("export const x = 1").starts_with("error 1:1 'export'"));
}

TEST(TypeScript, what_only_looks_unsupported_is_taken) {
  for (const char* code :
       {"/** @param a the a */ function f(a: number) {}", "const mail = 'me@example.org' as string",
        "const r = /@a(b)|[@(]/ as RegExp", "`@a ${'@b'} accessor x`", "let accessor = 1; accessor",
        "// accessor x\n/* @d class */", "for (const accessor of list as any) {}",
        "const s = 'accessor x' as string", "accessor as number"}) {
    EXPECT_TRUE(keeps_positions(code)) << code << "\n" << javascript(code);
  }
}

TEST(TypeScript, refuses_what_is_not_utf8) {
  EXPECT_EQ(javascript("let a = '\xff'"), "error 0:0 the code is not well-formed UTF-8");
}

TEST(TypeScript, refuses_code_that_is_too_long) {
  EXPECT_TRUE(keeps_positions(std::string(100'000, ' ')));
  EXPECT_TRUE(is_error(javascript(std::string(100'001, ' '))));
}

// --- The wrapper ----------------------------------------------------------------------------
TEST(TypeScript, code_cannot_leave_its_wrapper) {
  for (const std::string code : {"}; evil(); async()=>{",
                                 "}}; evil(); async()=>{{",
                                 "}}; evil(); async()=>{w:{",
                                 "};{",
                                 "}",
                                 "{",
                                 "async()=>{",
                                 "async function f(){",
                                 "}}\nevil()\n{{",
                                 "}}, async()=>{{",
                                 "}; class A { m() {",
                                 "}}; enum E { A }; async()=>{{",
                                 "}; enum E { A }; {",
                                 "*/ }",
                                 "}} //",
                                 "}} /*",
                                 "`${",
                                 "}`",
                                 "w: {",
                                 "}\nstatic\n{",
                                 "} async() {",
                                 "}}(async()=>{{",
                                 "function f() {",
                                 "}}/*\n*/-->\n{{",
                                 "${'}'}}}",
                                 "for(;;){",
                                 "if (x) { } else",
                                 "do",
                                 "label:",
                                 "if (x)",
                                 "while (1)",
                                 "for (;;)",
                                 "with (x)",
                                 "=>",
                                 "}}\\u0077:{{",
                                 "<!-- }}\n}}{{"}) {
    EXPECT_TRUE(is_error(javascript(code))) << code << "\n" << javascript(code);
  }
}

TEST(TypeScript, code_may_be_as_odd_as_it_likes_inside) {
  for (const char* code :
       {"'}'; `}`; /}/; // }", "/* } */ a /* { */", "a //", "a <!-- }", "{}{}"}) {
    EXPECT_EQ(javascript(code), code);
  }
}

TEST(TypeScript, a_break_that_jumps_nowhere_is_the_code_s_own_error) {
  EXPECT_TRUE(javascript("a; break nowhere").starts_with("error 1:4 A 'break'"));
}

// --- JavaScript stays what it is ------------------------------------------------------------
TEST(TypeScript, javascript_without_types_comes_out_as_it_went_in) {
  for (const std::string code : {"let a = 1; <!-- one line\n--> another\nreturn a",
                                 "#!/usr/bin/env node\nreturn 1",
                                 "a\u2028b\u2029c\n// d\u2028e()",
                                 "'\u2028\u2029'",
                                 "a < b > c",
                                 "f(a < b, c > d)",
                                 "a = b\n/c/g.test(d)",
                                 "x = a / b / c; y = /[/]\\/}{/g",
                                 "if (a) /}/.test(b)",
                                 "`a ${`b ${c}`} } {`",
                                 "a\n++b",
                                 "return\n1",
                                 "let yield_ = 1, let_ = 2; var yield = 3",
                                 "var let = 1; let\n[a] = b",
                                 "label: for (;;) { break label }",
                                 "a ? (b) : c => d",
                                 "a ? (b, c) : d",
                                 "async\n(x)",
                                 "var as, type, of, declare, readonly, namespace; type = as",
                                 "type\nA = 1",
                                 "abstract\nclass A {}",
                                 "namespace\n(N)\n{}",
                                 "var module; module\n{ x }",
                                 "x = { get: 1, set: 2, async: 3, static: 4 }",
                                 "\xef\xbb\xbfreturn 1",
                                 "\\u0061bc = '\\u{1F600}'",
                                 "a\r\nb\rc",
                                 "/* \n */ --> c",
                                 "1..toFixed()",
                                 "class A { static {} #p = 1; has(o) { return #p in o } }",
                                 "var { a = 1, ...b } = c",
                                 "new.target",
                                 "for (var of of ofs) ;",
                                 "a?.b?.[c]?.(d) ?? e",
                                 "x = a ? .5 : b",
                                 "function f() {} /a/g"}) {
    EXPECT_EQ(javascript(code), code);
  }
}

TEST(TypeScript, reads_type_arguments_where_typescript_does) {
  EXPECT_EQ(javascript("a < b > (c)"), "a       (c)");  // Two comparisons, as JavaScript.
}

// --- Hostile code ---------------------------------------------------------------------------
// As in a child of the zygote: confine.cpp.
constexpr std::size_t stack_bytes = std::size_t{16} << 20U;

enum Exit : int { translated = 10, refused = 11, out_of_memory = 12, mistaken = 13 };
constexpr std::string_view too_deep = "the code is nested too deeply for the TypeScript compiler";

void stop_at_fault(int, siginfo_t* info, void*) {
  // The end of the compiler's own stack is a fault in its memory; any other is a defect.
  if (is_linear_memory(reinterpret_cast<std::uintptr_t>(info->si_addr))) stop_stripping();
  ::_exit(mistaken);
}

void stop_at_trap(int) {
  stop_stripping();
  ::_exit(memory_was_refused() ? out_of_memory : mistaken);
}

void handle_faults() {
  static std::array<char, 65'536> alternate;
  const stack_t stack{.ss_sp = alternate.data(), .ss_flags = 0, .ss_size = alternate.size()};
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_sigaction = stop_at_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigaction(SIGSEGV, &action, nullptr);
}

void* strip_and_exit(void* code) {
  handle_faults();
  set_on_trap(stop_at_trap);
  const auto first = strip(*static_cast<const std::string*>(code));
  const auto* error = std::get_if<TypeScriptError>(&first);
  if (error == nullptr) ::_exit(translated);
  // Once stopped it says so for ever.
  const bool is_stopped = error->message == too_deep;
  if (is_stopped && javascript("let a") != "error 0:0 " + std::string(too_deep)) ::_exit(mistaken);
  ::_exit(refused);
}

// Never returns. A crash, or anything but an error or a translation, is another status.
void strip_on_a_small_stack(const std::string& code) {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread{};
  ::pthread_create(&thread, &attributes, strip_and_exit, const_cast<std::string*>(&code));
  ::pthread_join(thread, nullptr);
}

bool is_clean_exit(int status) {
  return WIFEXITED(status) && (WEXITSTATUS(status) == translated || WEXITSTATUS(status) == refused);
}

constexpr std::size_t code_bytes = 100'000;

TEST(TypeScriptDeathTest, ends_deep_nesting_with_an_error) {
  for (const char* part : {"(", "[", "{", "${", "`${", "((a:", "a=>", "!", "A<", "let x:[", "<",
                           "function f(){", "class A{m(){", "if(a)", "new ", "x={a:", "-->"}) {
    const std::string code = repeated(part, code_bytes / std::string_view(part).size());
    EXPECT_EXIT(strip_on_a_small_stack(code), is_clean_exit, "") << part;
  }
}

TEST(TypeScriptDeathTest, ends_types_five_thousand_deep_with_an_error) {
  const std::string deep = "let x:" + repeated("(", 5'000) + "a" + repeated(")", 5'000);
  EXPECT_EXIT(strip_on_a_small_stack(deep), testing::ExitedWithCode(refused), "");
  const std::string generic = "let x:" + repeated("A<", 5'000) + "b" + repeated(">", 5'000);
  EXPECT_EXIT(strip_on_a_small_stack(generic), testing::ExitedWithCode(refused), "");
}

TEST(TypeScriptDeathTest, takes_nesting_that_people_write) {
  for (const auto& [open, close] :
       {std::pair{"(", ")"}, {"[", "]"}, {"{", "}"}, {"(()=>{", "})"}}) {
    const std::string code = repeated(open, 150) + "1" + repeated(close, 150);
    EXPECT_EXIT(strip_on_a_small_stack(code), testing::ExitedWithCode(translated), "") << open;
  }
}

TEST(TypeScriptDeathTest, long_chains_fit_on_the_stack) {
  for (const std::string& code :
       {"x=" + repeated("1+", 49'000) + "1", "x" + repeated(".a", 49'000)}) {
    EXPECT_EXIT(strip_on_a_small_stack(code), testing::ExitedWithCode(translated), "");
  }
  // Printing takes more of the compiler's own stack.
  const std::string printed = "enum E{A}x=" + repeated("1+", 49'000) + "1";
  EXPECT_EXIT(strip_on_a_small_stack(printed), is_clean_exit, "");
}

TEST(TypeScriptDeathTest, output_without_bounds_is_an_error) {
  // Every statement gets 2,000 spaces of indentation.
  const std::string code =
      "enum E{A}" + repeated("{", 500) + repeated("a;", 40'000) + repeated("}", 500);
  EXPECT_EXIT(
      {
        const std::string result = javascript(code);
        ::_exit(result == "error 0:0 the JavaScript made from it is too long" ? refused : mistaken);
      },
      testing::ExitedWithCode(refused), "");
}

TEST(TypeScriptDeathTest, a_memory_that_cannot_grow_ends_the_process) {
  // The printer's work on these casts grows with their square.
  const std::string code = "x=" + repeated("<T>", 1'000) + "1";
  EXPECT_EXIT(
      {
        strip("");
        constexpr std::uint32_t pages = 80;
        set_memory_pages_max(pages);
        strip_on_a_small_stack(code);
      },
      testing::ExitedWithCode(out_of_memory), "");
}

TEST(TypeScriptDeathTest, an_error_too_far_to_the_right_is_an_error_all_the_same) {
  const std::string code = repeated("\t", 20'000) + "let x: = 1";
  EXPECT_EXIT(
      {
        strip("");
        set_on_trap(stop_at_trap);
        const bool is_told = javascript(code).find("break the line") != std::string::npos;
        ::_exit(is_told ? refused : mistaken);
      },
      testing::ExitedWithCode(refused), "");
}

// Everything but growing a linear memory and ending ends the process, as in a child.
void allow_only_mprotect() {
  std::array filter{
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 2, 0),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{.len = filter.size(), .filter = filter.data()};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) ::_exit(mistaken);
}

bool strips_as(std::string_view code, bool positions_kept) {
  const auto result = strip_types(code);
  const auto* stripped = std::get_if<Stripped>(&result);
  return stripped != nullptr && stripped->positions_kept == positions_kept;
}

TEST(TypeScriptDeathTest, asks_the_kernel_for_nothing_but_room_in_its_memory) {
  const std::string body = repeated("const a: number = f<string>('é', `${b}`) as any;\n", 1'900);
  const std::string casts = "x=" + repeated("<T>", 500) + "1";
  const std::string printed = "enum E { A };" + body.substr(0, body.size() / 2);
  EXPECT_EXIT(
      {
        strip("");
        allow_only_mprotect();
        const bool works = strips_as(body, true) && strips_as(printed, false) &&
                           strips_as(casts, false) && !strips_as("'日本'; let x: =", true);
        ::_exit(works ? translated : mistaken);
      },
      testing::ExitedWithCode(translated), "");
}

TEST(TypeScriptDeathTest, is_stopped_without_asking_the_kernel) {
  const std::string deep = repeated("(", code_bytes);
  EXPECT_EXIT(
      {
        strip("");
        handle_faults();
        allow_only_mprotect();
        ::_exit(strips_as(deep, true) ? mistaken : refused);
      },
      testing::ExitedWithCode(refused), "");
}

}  // namespace
}  // namespace memory_mcp::zygote
