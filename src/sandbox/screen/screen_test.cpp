#include "sandbox/screen/screen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace memory_mcp {

static void PrintTo(SecurityViolationType type, std::ostream* out) {
  constexpr const char* names[] = {"file_system_access", "network_access", "process_execution",
                                   "memory_limit",       "infinite_loop",  "malicious_code"};
  *out << names[static_cast<int>(type)];
}

namespace {

using enum SecurityViolationType;
using Type = std::optional<SecurityViolationType>;

Type type_of(std::string_view code, ScreenGrants grants = {}) {
  const auto violation = screen(code, grants);
  return violation ? Type(violation->type) : std::nullopt;
}

std::string reason_of(std::string_view code) {
  const auto violation = screen(code, {});
  return violation ? violation->reason : "";
}

void expect_all(SecurityViolationType type, std::initializer_list<std::string_view> programs) {
  for (const auto program : programs) EXPECT_EQ(type_of(program), type) << program;
}

void expect_pass(std::initializer_list<std::string_view> programs) {
  for (const auto program : programs) EXPECT_EQ(reason_of(program), "") << program;
}

// --- What older sandboxes of this kind promised to stop -------------------------------------

TEST(Screen, reports_twelve_plain_ways_to_the_file_system) {
  expect_all(file_system_access, {
                                     "const fs = require('fs');",
                                     "const fs = require('fs');\nfs.readFileSync('/etc/passwd')",
                                     "require('node:fs').writeFileSync('/tmp/x', 'data')",
                                     "const { mkdirSync } = require(\"fs\"); mkdirSync('/tmp/x')",
                                     "const fs = require(`fs`);",
                                     "const fsp = require('fs/promises'); await fsp.readdir('/')",
                                     "import { unlinkSync } from 'node:fs'; unlinkSync('/tmp/x')",
                                     "import * as fs from 'fs/promises'",
                                     "import('fs').then(fs => fs.readFileSync('/etc/passwd'))",
                                     "const dir = __dirname;",
                                     "return fs.readFileSync('/etc/hostname', 'utf8')",
                                     "return Deno.readTextFileSync('/etc/hostname')",
                                 });
}

TEST(Screen, reports_four_plain_ways_to_the_network) {
  expect_all(network_access, {
                                 "const http = require('http');",
                                 "const https = require('https'); https.get('https://example.com')",
                                 "fetch('https://example.com/steal-data');",
                                 "const ws = new WebSocket('ws://example.com');",
                             });
}

TEST(Screen, reports_three_plain_ways_to_processes) {
  expect_all(process_execution, {
                                    "const { exec } = require('child_process');",
                                    "const { exec } = require('child_process');\nexec('rm -rf /')",
                                    "const { spawn } = require('node:child_process'); spawn('sh')",
                                });
}

TEST(Screen, reports_two_plain_endless_loops) {
  expect_all(infinite_loop, {"while(true) {}", "for(;;) {}"});
}

TEST(Screen, reports_two_injections_of_code_it_would_refuse) {
  expect_all(malicious_code, {
                                 "eval(\"require('child_process').execSync('id')\");",
                                 "new Function(\"return process\")();",
                             });
}

TEST(Screen, reports_three_path_traversals_by_what_reads_the_path) {
  expect_all(file_system_access,
             {
                 "const fs = require('fs');\nfs.readFileSync('../../../etc/passwd');",
                 "import fs from 'fs'; fs.createReadStream('./a/../../../etc/shadow')",
                 "require('fs').promises.readFile('..\\\\..\\\\windows\\\\win.ini')",
             });
}

TEST(Screen, passes_four_plain_programs) {
  expect_pass({
      "const n = [1, 2, 3]; const sum = n.reduce((a, b) => a + b, 0); return { sum }",
      "const text = 'Hello'; return { upper: text.toUpperCase(), length: text.length }",
      "const users = [{ age: 30 }]; return users.filter(u => u.age >= 18)",
      "const delay = ms => new Promise(done => setTimeout(done, ms)); await delay(10); return 1",
  });
}

// --- Modules --------------------------------------------------------------------------------

TEST(Screen, knows_what_a_module_is_for) {
  for (const char* name : {"http2", "net", "tls", "dgram", "dns", "undici", "ws", "axios",
                           "node-fetch", "node:dns/promises"}) {
    EXPECT_EQ(type_of("require('" + std::string(name) + "')"), network_access) << name;
  }
  for (const char* name :
       {"cluster", "worker_threads", "os", "process", "vm", "v8", "module", "node:inspector"}) {
    EXPECT_EQ(type_of("require('" + std::string(name) + "')"), process_execution) << name;
  }
}

TEST(Screen, leaves_a_file_beside_the_program_to_the_loader_which_will_not_find_it) {
  EXPECT_FALSE(screen("const m = await import('./part.js'); return m", {}));
  EXPECT_FALSE(screen("return require('../common/part')", {}));
}

TEST(Screen, reports_any_other_module_because_there_is_no_loader) {
  expect_all(malicious_code,
             {"require('lodash')", "import 'side-effect'", "export * from 'x'",
              "export { a as b } from 'x'", "await import('y')", "import a, { b as c } from 'x'",
              "import('/etc/passwd')", "import x from 'x' with { type: 'json' }"});
}

TEST(Screen, reports_a_module_whose_name_is_computed) {
  expect_all(malicious_code, {"require(name)", "import(`./${name}.js`)", "require('f' + s)",
                              "require()", "import(a ? 'fs' : 'os')"});
}

TEST(Screen, joins_literals_before_it_judges_them) {
  EXPECT_EQ(type_of("require('child' + '_' + `process`)"), process_execution);
  EXPECT_EQ(type_of("require('\\x66s')"), file_system_access);
  EXPECT_EQ(type_of("\\u0072equire('fs')"), file_system_access);
  EXPECT_EQ(type_of("require?.('fs')"), file_system_access);
}

TEST(Screen, passes_imports_of_types) {
  expect_pass({
      "import type { Stats } from 'node:fs'; const f = (s: Stats) => s; return 1",
      "import type * as fs from 'fs'; let stats: fs.Stats; return 1",
      "import type fs = require('fs'); return 1",
      "export type { Stats } from 'fs'",
      "import type * as fs from 'fs'; const m = new Map<string, fs.Stats>(); return m.size",
      "const x: typeof import('fs') = null as any; return x",
      "function f(a: import('fs').Stats): void {} return 1",
  });
  EXPECT_EQ(type_of("import type from 'fs'"), file_system_access);  // A value called `type`.
}

TEST(Screen, passes_what_is_called_import_or_export_but_is_none) {
  expect_pass({"const o = { import(file) { return file }, export: 1 }; return o.import('fs')",
               "return importer.import('fs')", "export const a = 1", "export default 'fs'"});
}

// --- Globals --------------------------------------------------------------------------------

TEST(Screen, reports_the_other_ways_to_the_network) {
  expect_all(network_access,
             {"new XMLHttpRequest()", "new EventSource('/x')", "navigator.sendBeacon('/x', 'y')",
              "fetch ('http://x')", "fetch?.('http://x')", "new globalThis.WebSocket('ws://x')",
              "globalThis.fetch('http://x')", "const r = await fetch(u); return r.status",
              "Deno.connect({ port: 80 })", "Bun.serve({})", "std.urlGet('http://x')"});
}

TEST(Screen, reports_members_of_process) {
  expect_all(
      process_execution,
      {"process.exit(1)", "process.kill(1)", "return process.env", "process['binding']('fs')",
       "process.mainModule.require('fs')", "return process?.env", "globalThis.process.exit()",
       "return JSON.stringify(process.env)", "Deno.run({ cmd: ['id'] })", "Bun.spawn(['id'])",
       "Deno.exit(1)", "os.exec(['id'])", "std.exit(0)"});
}

TEST(Screen, passes_a_global_that_is_only_mentioned) {
  expect_pass({"return typeof process", "return [typeof fetch, typeof require, typeof Deno]",
               "return typeof process === 'undefined'", "return typeof (process)",
               "try { return process === undefined } catch (e) { return e.name }",
               "return 'fetch' in globalThis", "return WebSocket.OPEN", "return typeof __dirname"});
}

TEST(Screen, passes_a_program_that_asks_first_whether_a_global_is_there) {
  expect_pass({
      "const debug = typeof process !== 'undefined' && process.env.DEBUG; return !!debug",
      "if ('undefined' != typeof require) require('fs'); return 1",
      "return globalThis.fetch ? fetch('http://x') : null",
      "if ('process' in globalThis) process.exit(1)",
      "return globalThis.process?.env",
      "if (typeof process !== 'undefined') eval('eval(\"process.env\")')",
  });
  EXPECT_EQ(type_of("return [typeof process, process.pid]"), process_execution);
  EXPECT_EQ(type_of("return typeof fetch('http://x')"), network_access);
}

TEST(Screen, passes_whatever_reaches_for_what_is_granted_and_nothing_more) {
  EXPECT_EQ(type_of("fs.readFile('x')", {.file_system = true}), std::nullopt);
  EXPECT_EQ(type_of("require('fs')", {.file_system = true}), std::nullopt);
  EXPECT_EQ(type_of("fetch('http://x')", {.network = true}), std::nullopt);
  EXPECT_EQ(type_of("fetch('http://x')", {.file_system = true}), network_access);
  EXPECT_EQ(type_of("fs.readFile('x')", {.network = true}), file_system_access);
  for (const char* code : {"new WebSocket('ws://x')", "new XMLHttpRequest()", "require('https')",
                           "await import('node:http')", "Deno.connect({})"}) {
    EXPECT_EQ(type_of(code, {.network = true}), std::nullopt) << code;
    EXPECT_EQ(type_of(code, {.file_system = true}), network_access) << code;
  }
  for (const char* code : {"await import('fs')", "Deno.readFile('x')", "log(__dirname)"}) {
    EXPECT_EQ(type_of(code, {.file_system = true}), std::nullopt) << code;
    EXPECT_EQ(type_of(code, {.network = true}), file_system_access) << code;
  }
  EXPECT_EQ(type_of("require('child_process')", {.file_system = true, .network = true}),
            process_execution);
}

// --- What a program declares itself ---------------------------------------------------------

TEST(Screen, passes_names_that_the_program_declares) {
  expect_pass({
      "const require = c => { if (!c) throw new Error('no'); return 'ok' }; return require(1)",
      "function fetch(url) { return url } return fetch('http://x')",
      "return fetch('early'); function fetch(url) { return url }",
      "let a = 1, process = { exit() { return 2 } }; return process.exit()",
      "const { fs, spawn } = context.input; return fs.readFile('x')",
      "const { tools: { fetch = String } } = context.input; return fetch('x')",
      "const [fs] = [{ stat: () => 1 }]; return fs.stat()",
      "class WebSocket {} return new WebSocket()",
      "return [1].map(fetch => fetch(1))",
      "return ((process) => process.exit())({ exit() { return 1 } })",
      "const run = function (require) { return require('x') }; return run(String)",
      "try { throw { env: 1 } } catch (process) { return process.env }",
      "for (const fs of [{ a: 1 }]) { if (fs.a) return 1 }",
      "const api = { load(fetch) { return fetch('x') } }; return api.load(String)",
      "class A { constructor(private fetch: F) { fetch('x') } } return 1",
      "globalThis.fetch = async () => ({ ok: true }); return (await fetch('x')).ok",
      "process = { exit: () => 1 }; return process.exit()",
      "({ process } = context.input); return process.exit()",
      "[fs] = context.input; return fs.stat()",
      "with ({ fetch: String }) { return fetch('x') }",
      "declare const process: { env: any }; return process.env",
  });
}

TEST(Screen, ends_a_declaration_with_its_scope) {
  expect_all(network_access, {
                                 "function f(fetch) { return fetch(1) } fetch('http://x')",
                                 "const f = fetch => fetch(1); fetch('http://x')",
                                 "const f = fetch => fetch(1)\nfetch('http://x')",
                                 "{ let fetch = String } fetch('http://x')",
                                 "[1].map((fetch) => fetch(1)), fetch('http://x')",
                                 "const o = { fetch: 1 }; fetch('http://x')",
                                 "const { fetch: get } = {}; fetch('http://x')",
                                 "class A { fetch() {} } fetch('http://x')",
                                 "list[fetch] = 1; fetch('http://x')",
                                 "[fetch.cache] = [1]; fetch('http://x')",
                             });
}

TEST(Screen, passes_names_of_types) {
  expect_pass({
      "const f = (a?: fs.Stats, b: Deno.FileInfo | fs.Dirent = null) => a; return 1",
      "return (x as fs.Stats).size",
      "function f(p: NodeJS.Process): fs.Dirent[] { return [] } return 1",
  });
}

TEST(Screen, ends_a_type_where_a_value_begins) {
  expect_all(file_system_access,
             {"let a: string\nfs.readFile(a)", "const a = b as any\nfs.readFile(a)",
              "let a: string = fs.readFile('x')", "f(a as any, fs.readFile('x'))",
              "x ? y : fs.readFile('x')", "switch (a) { case b: fs.readFile('x') }",
              "label: fs.readFile('x')", "const o = { a: fs.readFile('x') }",
              "const f = async (a: string): Promise<string> => { return fs.readFile(a) }"});
}

// --- Endless loops --------------------------------------------------------------------------

TEST(Screen, reports_every_form_of_an_empty_endless_loop) {
  expect_all(infinite_loop,
             {"while (1);", "while (!0) { /* nothing */ }", "for (;true;) {}", "for (let i = 0;;);",
              "do {} while (true)", "do ; while (1)", "{ while (true) {} }", "let a = 1\nfor(;;);",
              "try { for (;;) {} } catch (e) {}", "if (context.input) { while (true) {} }"});
}

TEST(Screen, leaves_every_other_loop_to_the_deadline) {
  expect_pass({
      "let n = 1; while (true) { n *= 2; if (n > 100) break } return n",
      "while (true) { i++ }",
      "for (;;) label: break",
      "while (0) {}",
      "for (let i = 0; i < 9; i++) {}",
      "for (;; step()) {}",
      "let i = 0; do { i++; if (i > 5) break } while (true); return i",
      "let i = 0; do i++; while (i < 5); return i",
      "do if (done()) break; while (true);",
      "function never() { while (true) {} } return 1",
      "const never = () => { for (;;); }; return 1",
      "const odd = list.filter(n => { while (true) {} }); return odd",
      "const o = { never() { while (true) {} } }; return 1",
      "class A { never() { while (true) {} } } return 1",
      "if (false) { while (true) {} } return 1",
      "return 1; while (true) {}",
      "while (await next()) {}",
  });
}

// --- Generated code -------------------------------------------------------------------------

TEST(Screen, reports_generated_code_that_it_would_refuse_as_written) {
  expect_all(malicious_code, {
                                 "eval('while(true){}')",
                                 "eval('pro' + 'cess.exit()')",
                                 "Function('a', 'return require(a)')('fs')",
                                 "setTimeout(\"fetch('http://x')\", 1)",
                                 "setInterval(`process.exit()`, 1)",
                                 "eval(\"eval('process.exit()')\")",
                                 "new Function('return module')()",
                                 "new Function('return global')()",
                                 "globalThis.eval('process')",
                             });
}

TEST(Screen, passes_generated_code_that_it_would_pass_as_written) {
  expect_pass({
      "return eval('1 + 1')",
      "return new Function('a', 'b', 'return a + b')(1, 2)",
      "return Function('return this')()",
      "return (0, eval)('typeof process')",
      "return Function('return typeof process')()",
      "return Function('process', 'return process.env')({ env: 1 })",
      "const process = { env: 1 }; return eval('process.env')",
      "eval(source)",
      "return new Function(...names, body)",
      "setTimeout(() => 1, 10)",
      "const Function = f.constructor; return Function('return process')",
      "return 'never call eval(x)'.includes('eval(')",
  });
}

TEST(Screen, stops_following_code_that_generates_code_that_generates_code) {
  std::string code = "process.exit()";
  for (int level = 0; level < 12; ++level) {
    std::string escaped;
    for (const char c : code) {
      if (c == '\'' || c == '\\') escaped += '\\';
      escaped += c;
    }
    code = "eval('" + escaped + "')";
    EXPECT_EQ(type_of(code).has_value(), level < 3) << level;
  }
}

// --- Suspicious programs that do nothing wrong ----------------------------------------------

TEST(Screen, passes_programs_that_only_look_suspicious) {
  expect_pass({
      "return /(\\d+)/.exec('a12b')[1]",
      "// const fs = require('fs'); process.exit()\nreturn 1",
      "/* while(true){} eval('process') */ return 1",
      "return \"import x from 'fs'\".split(' ').length",
      "return `run require('fs') ${1 + 1} times`",
      "return \"require('child_process')\".length",
      "const re = /require\\('fs'\\)|fetch\\(/; return re.test('x')",
      "return ['/etc/passwd', '../../x'].map(p => p.split('/').length)",
      "return tokens.filter(t => t.require).map(t => t.process.env)",
      "return context.input.fetch('x')",
      "return context?.fetch?.('x')",
      "class Store { async fetch(id) { return id } } return new Store().fetch(1)",
      "const o = { fetch, process: 1, require: 2, eval: 3 }; return 1",
      "const o = { get process() { return 1 }, async *fetch() {}, 'fs': 2 }; return o.process",
      "interface Api { fetch(url: string): Promise<string>; process: string }\nreturn 1",
      "type Api = { fetch(url: string): void, process: { env: string } }; return 1",
      "let api: { fetch(url: string): Promise<string> } = context.input; return 1",
      "enum Kind { process, fetch } return Kind.process",
      "class A { process = 1; static fetch = 2; #fs = 3; m() { return this.#fs } } return 1",
      "const repo = { fork() { return 1 }, spawn: n => n }; return repo.fork() + repo.spawn(1)",
      "const spawn = n => ({ n }); return spawn(3)",
      "const exec = s => s.length, unlink = exec, mkdir = exec; return exec('rm -rf /')",
      "const a = 6, g = 2; return a /2/ g // require('fs')",
      "fs: for (const x of [1, 2]) { for (;;) { continue fs } }\nreturn 1",
      "const m = new Map(); m.set('process', 1); return m.get('process')",
      "let x = 1\n<!-- process.exit()\nreturn x",
      "return '\\u0070rocess.exit()'",
      "try { throw new Error('EACCES: fs.readFile') } catch (e) { return e.message }",
      "const window = { fetch: u => u }; return window.fetch('x')",
      "const module = { exports: {} }; module.exports.a = 1; return module.exports",
      "switch (context.task) { case 'process.exit': return 1; default: return 2 }",
      "const f = (opts: { process: boolean }, fetch?: (u: string) => void) => fetch?.('x'); return "
      "1",
      "return Object.entries({ fs: 1, net: 2 }).map(([fs, n]) => fs.length + n)",
      "const html = '<script>while(true){}</script>'; return html.length",
  });
}

// --- The report itself ----------------------------------------------------------------------

TEST(Screen, says_where_the_violation_is) {
  const auto violation = screen("const a = '🌍'\n/* ä */ const fs = require('fs')", {});
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->line, 2);
  EXPECT_EQ(violation->column, 20);
  EXPECT_EQ(screen("/* 🌍 */ fetch('x')", {})->column, 10);
}

TEST(Screen, reports_the_first_violation) {
  EXPECT_EQ(type_of("require('fs'); fetch('x'); process.exit()"), file_system_access);
  EXPECT_EQ(type_of("fetch('x'); require('fs')"), network_access);
}

TEST(Screen, names_the_construct_and_the_remedy) {
  EXPECT_EQ(reason_of("require('fs')"),
            "require('fs') reaches for the file system, which this sandbox does not have; use the "
            "memory API or return the data instead");
  EXPECT_TRUE(reason_of("new WebSocket('ws://x')").starts_with("new WebSocket(…) reaches for"));
  EXPECT_TRUE(reason_of("process.env.HOME").starts_with("process.env reaches for a process"));
  EXPECT_TRUE(reason_of("while(true);").starts_with("while (true) with an empty body never ends"));
  EXPECT_NE(reason_of("eval('fetch(1)')").find("refuses: fetch(…) reaches for the network"),
            std::string::npos);
}

TEST(Screen, quotes_a_program_shortly_and_cleanly) {
  const std::string reason = reason_of("require('" + std::string(5000, 'x') + "')");
  EXPECT_LT(reason.size(), 250U);
  EXPECT_TRUE(reason_of("require('\xFF\xFE')").starts_with("require('…')"));
  EXPECT_TRUE(reason_of("require('a\\x1b[31m')").starts_with("require('a?[31m')"));
  EXPECT_TRUE(reason_of("require('a\\nb')").starts_with("require('a b')"));
}

// --- Time -----------------------------------------------------------------------------------

double milliseconds_for(std::string_view pattern, std::size_t bytes) {
  std::string code;
  while (code.size() < bytes) code += pattern;
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(screen(code, {}));
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  return best;
}

// Four times the text may take four times as long, and some more where memory is first touched; a
// quadratic step would take sixteen times as long.
TEST(Screen, takes_time_in_proportion_to_hostile_text) {
  for (const char* pattern : {"`",
                              "/",
                              "${",
                              "(",
                              "\\",
                              "`${",
                              "{",
                              "[",
                              "}/[",
                              "=/[a\n",
                              "<!--",
                              "/*",
                              "\\u{",
                              "(fs)=>",
                              "fs=>",
                              "{let fs;",
                              "import type fs,",
                              "(a):",
                              "for(",
                              "do{",
                              "with(a){",
                              "eval('x'",
                              "Function('a',",
                              "require('x'+",
                              "({get a(",
                              "x?",
                              "a:",
                              "class a{",
                              "\xFF"}) {
    const auto is_linear = [&] {
      return milliseconds_for(pattern, 100'000) < 10 * milliseconds_for(pattern, 25'000) + 2;
    };
    // A busy machine may spoil one measurement; a quadratic step spoils all of them.
    EXPECT_TRUE(is_linear() || is_linear() || is_linear()) << pattern;
  }
}

}  // namespace
}  // namespace memory_mcp
