// Scripts in real children behind the real walls, through the one call that the server makes.
#include "sandbox/sandbox.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <future>
#include <set>
#include <thread>

#include "json/json.h"
#include "tests/doubles/http_peer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

template <typename Variant>
Variant as(const Executed& executed) {
  EXPECT_TRUE(std::holds_alternative<Variant>(executed.result)) << status_of(executed.result);
  const auto* found = std::get_if<Variant>(&executed.result);
  return found != nullptr ? *found : Variant{};
}

class SandboxTest : public ::testing::Test {
 protected:
  static SandboxOptions options() {
    return {.program = MEMORY_MCP_SANDBOX_PROGRAM, .tool_names = {"echo", "refuse"}};
  }

  Executed run(const std::string& code, const std::string& input = "{}") {
    return must(sandbox_->run({.code = code, .context = {.task = "a test", .input = input}},
                              {.namespace_name = "tests", .tool_call = tool_call_}));
  }
  std::string output(const std::string& code, const std::string& input = "{}") {
    return as<execution::Success>(run(code, input)).output;
  }
  execution::Error error(const std::string& code) { return as<execution::Error>(run(code)); }

  ToolCall tool_call_ = [](std::string_view tool, std::string_view json,
                           const std::stop_token&) -> Result<std::string> {
    if (tool == "refuse") return Error{Fault::not_found, "there is none"};
    return R"({"tool":")" + std::string(tool) + R"(","given":)" + std::string(json) + "}";
  };
  std::unique_ptr<Sandbox> sandbox_ = must(Sandbox::open(options()));
};

// --- What a script gives ----------------------------------------------------------------------

TEST(Caller, has_turns_of_its_own_however_many_namespaces_it_uses) {
  EXPECT_EQ((Caller{.namespace_name = "a", .tool_call = {}, .principal = "token ann"}.client()),
            (Caller{.namespace_name = "b", .tool_call = {}, .principal = "token ann"}.client()));
  EXPECT_NE((Caller{.namespace_name = "a", .tool_call = {}, .principal = "token ann"}.client()),
            (Caller{.namespace_name = "a", .tool_call = {}, .principal = "token bob"}.client()));
  EXPECT_NE((Caller{.namespace_name = "a", .tool_call = {}}.client()),
            (Caller{.namespace_name = "b", .tool_call = {}}.client()));
}

TEST_F(SandboxTest, gives_what_is_returned_or_the_last_value) {
  EXPECT_EQ(output("return input.a + 1", R"({"a":1})"), "2");
  EXPECT_EQ(output("const a = 20; a * 2 + 2"), "42");
  EXPECT_EQ(output("return await Promise.resolve([1, {b: null}])"), R"([1,{"b":null}])");
  EXPECT_EQ(output("return context.task"), R"("a test")");
  EXPECT_EQ(output("const nothing = 1;"), "undefined");
  EXPECT_EQ(output("(async () => 7)()"), "7");
}

TEST_F(SandboxTest, runs_typescript) {
  EXPECT_EQ(output("const f = <T extends {id: number}>(x: T): number => x.id; return f({id: 7})"),
            "7");
  EXPECT_EQ(output("enum Color { Red, Green } return Color[1]"), R"("Green")");
}

TEST_F(SandboxTest, says_where_in_the_users_own_text_an_error_is) {
  const auto thrown = error("const a = 1;\nreturn a.b.c;");
  EXPECT_EQ(thrown.error_type, ErrorType::runtime);
  EXPECT_EQ(thrown.line, 2);
  const auto transformed =
      error("enum E { A }\nconst n: number = 1;\nthrow new Error('x' + E.A + n)");
  EXPECT_EQ(transformed.line, 3);
  const auto syntax = error("let x = ;");
  EXPECT_EQ(syntax.error_type, ErrorType::syntax);
  EXPECT_EQ(syntax.line, 1);
  EXPECT_EQ(syntax.column, 9);
}

TEST_F(SandboxTest, runs_nothing_of_code_that_closes_its_function) {
  for (const char* code :
       {"}); console.log('out'); (async function () {",
        "}, console.log('out'), async function () {", "return 1 }); console.log('out'); ({ a() {",
        "var a; function a(){}\n}); console.log('out'); (async function () {\n return 1"}) {
    const auto refused = error(code);
    EXPECT_EQ(refused.error_type, ErrorType::syntax) << code;
    EXPECT_EQ(refused.stdout, "") << code;
  }
}

TEST_F(SandboxTest, takes_a_name_declared_twice_as_a_function_does) {
  EXPECT_EQ(output("var f; function f() { return 1 }; return typeof f"), R"("function")");
}

TEST_F(SandboxTest, tells_of_rejections_that_nobody_took) {
  const auto executed =
      run("Promise.reject(new Error('lost')); const kept = Promise.reject(1);"
          "setTimeout(() => kept.catch(() => {}), 1); await new Promise(r => setTimeout(r, 5));"
          "memory.refuse({}); return 2");
  EXPECT_EQ(as<execution::Success>(executed).stderr,
            "unhandled rejection: Error: lost\n"
            "unhandled rejection: MemoryError: memory.refuse: there is none\n");
  EXPECT_EQ(error("Promise.reject('first'); throw new Error('then')").stderr,
            "unhandled rejection: first\n");
  const auto many = run("for (let i = 0; i < 1e5; i++) Promise.reject(i); return 1");
  EXPECT_EQ(std::ranges::count(as<execution::Success>(many).stderr, '\n'), 16);
}

TEST_F(SandboxTest, tells_an_error_whose_text_is_not_well_formed) {
  const auto told = error("throw new Error('a\\ud800')");
  EXPECT_EQ(told.error_type, ErrorType::runtime);
  EXPECT_EQ(told.message, "Error: a\uFFFD");
}

// --- What ends it -----------------------------------------------------------------------------

TEST_F(SandboxTest, ends_a_script_in_time_and_keeps_what_it_had_printed) {
  for (const char* code : {"console.log('so far'); for (let i = 0;; i++) i--;",
                           "console.log('so far'); for (;;) await null;",
                           "console.log('so far'); return (new Array(1e9) + '').length"}) {
    const auto executed =
        must(sandbox_->run({.code = code, .timeout_ms = 150}, {.namespace_name = "tests"}));
    const auto timeout = as<execution::Timeout>(executed);
    EXPECT_GE(timeout.elapsed_ms, 150U) << code;
    EXPECT_EQ(timeout.partial_output, "so far\n") << code;
  }
}

TEST_F(SandboxTest, tells_at_once_of_what_would_wait_for_ever) {
  const auto timeout = as<execution::Timeout>(run("await new Promise(() => {})"));
  EXPECT_LT(timeout.elapsed_ms, 1'000U);
  EXPECT_NE(timeout.message.find("nothing will settle"), std::string::npos);
}

TEST_F(SandboxTest, ends_a_script_that_takes_too_much_memory) {
  const auto full = error("const a = []; while (true) a.push(new Array(1000).fill(0))");
  EXPECT_EQ(full.error_type, ErrorType::resource);
  EXPECT_NE(full.message.find("128 MiB"), std::string::npos);
}

TEST_F(SandboxTest, survives_every_way_of_going_too_deep) {
  for (const char* code : {"const f = () => f() + 1; return f()",
                           "return JSON.parse('['.repeat(1e6))", "return eval('['.repeat(1e5))",
                           "return eval('-'.repeat(1e5) + '1')", "return eval('('.repeat(1e5))",
                           "let s = ''; for (let i = 0; i < 1e5; i++) s += '(?:'; "
                           "return new RegExp(s + ')'.repeat(1e5)).test('')",
                           "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a"}) {
    const auto executed = run(code);
    EXPECT_NE(status_of(executed.result), "security_violation") << code;
    if (const auto* failed = std::get_if<execution::Error>(&executed.result)) {
      EXPECT_NE(failed->error_type, ErrorType::unknown) << code << failed->message;
    }
  }
  EXPECT_EQ(output("return 1"), "1");
}

TEST_F(SandboxTest, can_be_cancelled_while_it_runs) {
  std::stop_source stop;
  auto running = std::async(std::launch::async, [&] {
    return sandbox_->run({.code = "for (let i = 0;; i++) i--;"}, {.namespace_name = "tests"},
                         stop.get_token());
  });
  while (sandbox_->stats().active == 0) std::this_thread::yield();
  const auto asked = std::chrono::steady_clock::now();
  stop.request_stop();
  EXPECT_EQ(running.get().error().fault, Fault::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, 1s);
  EXPECT_EQ(sandbox_->stats().active, 0);
}

TEST_F(SandboxTest, refuses_limits_wider_than_its_own) {
  const auto wide = sandbox_->run({.code = "1", .timeout_ms = 5'001}, {.namespace_name = "tests"});
  ASSERT_FALSE(wide.ok());
  EXPECT_EQ(wide.error().field, "timeout_ms");
  EXPECT_EQ(
      sandbox_->run({.code = "1", .memory_mb = 129}, {.namespace_name = "tests"}).error().field,
      "memory_mb");
}

TEST_F(SandboxTest, refuses_code_that_is_too_long) {
  EXPECT_EQ(output(std::string(limits::code_bytes_max - 1, ' ') + "1"), "1");
  as<execution::SecurityViolation>(run(std::string(limits::code_bytes_max, ' ') + "1"));
}

// --- What it may ask for ----------------------------------------------------------------------

TEST_F(SandboxTest, calls_tools_and_gets_their_answers_and_refusals) {
  const auto executed =
      run("return [await memory.echo({a: 1}), await memory.refuse({})"
          ".catch(e => [e.code, e.message])]");
  EXPECT_EQ(as<execution::Success>(executed).output,
            R"([{"tool":"echo","given":{"a":1}},["not_found","memory.refuse: there is none"]])");
  EXPECT_EQ(executed.usage.tool_calls, 2);
}

TEST_F(SandboxTest, makes_every_call_that_was_asked_for_though_nobody_waits_for_it) {
  const auto executed = run("for (let i = 0; i < 10; i++) memory.echo({i}); return 1");
  EXPECT_EQ(as<execution::Success>(executed).output, "1");
  EXPECT_EQ(executed.usage.tool_calls, 10);
}

TEST_F(SandboxTest, makes_every_call_that_was_asked_for_before_a_throw) {
  for (int i = 0; i < 20; ++i) {
    const auto executed =
        run("for (let i = 0; i < 60; i++) memory.echo({i}); throw new Error('the end')");
    EXPECT_EQ(as<execution::Error>(executed).message, "Error: the end");
    ASSERT_EQ(executed.usage.tool_calls, 60);
  }
}

// Pitfall: a line that both ends fill at once without reading.
TEST_F(SandboxTest, answers_a_thousand_questions_asked_at_once) {
  EXPECT_EQ(output("const all = await Promise.all(Array.from({length: 1000}, (_, i) => "
                   "memory.echo({i, pad: 'x'.repeat(2000)}))); "
                   "return all.every((answer, i) => answer.given.i === i)"),
            "true");
}

TEST_F(SandboxTest, refuses_a_call_with_too_many_arguments_and_runs_on) {
  const auto executed = run(
      "const refused = await memory.echo({pad: 'x'.repeat(12 << 20)}).catch(e => [e.name, e.code]);"
      "return [refused, (await memory.echo({pad: 'x'.repeat(11 << 20)})).given.pad.length]");
  EXPECT_EQ(as<execution::Success>(executed).output, R"([["MemoryError","exhausted"],11534336])");
  EXPECT_EQ(executed.usage.tool_calls, 1);
}

TEST_F(SandboxTest, has_no_memory_where_none_is_given) {
  tool_call_ = {};
  EXPECT_EQ(output("return typeof memory + typeof fs + typeof fetch"),
            R"("undefinedundefinedundefined")");
}

TEST_F(SandboxTest, reads_granted_files_and_no_others) {
  const TemporaryFolder folder;
  write_file(folder.file("note.txt"), "hello");
  SandboxOptions granted = options();
  granted.config.allow_filesystem = true;
  granted.config.allowed_paths = {folder.file("")};
  sandbox_ = must(Sandbox::open(granted));
  EXPECT_EQ(
      output("return [await fs.readFile('note.txt', 'utf8'), (await fs.stat('note.txt')).size,"
             " await fs.readdir('.'), await fs.exists('other')]"),
      R"(["hello",5,["note.txt"],false])");
  EXPECT_EQ(output("try { await fs.readFile('/etc/passwd') } catch (e) { return e.code }"),
            R"("denied")");
  EXPECT_EQ(output("try { await fs.writeFile('new', 'x') } catch (e) { return e.code }"),
            R"("denied")");
}

TEST_F(SandboxTest, names_the_global_for_what_is_granted_by_another_name) {
  const TemporaryFolder folder;
  SandboxOptions granting = options();
  granting.config.allow_filesystem = true;
  granting.config.allowed_paths = {folder.file("")};
  granting.config.allow_network = true;
  granting.config.allowed_network = {"a.example"};
  sandbox_ = must(Sandbox::open(granting));
  for (const char* code : {"await import('fs')", "await import('node:https')", "require('https')",
                           "new XMLHttpRequest()"}) {
    const auto told = error(code);
    EXPECT_EQ(told.error_type, ErrorType::runtime) << code;
    EXPECT_NE(told.message.find("global"), std::string::npos) << told.message;
  }
  as<execution::SecurityViolation>(run("await import('child_process')"));
  EXPECT_EQ(error("await fs.readFile('none')").message,
            "FileSystemError: fs.readFile: \"none\" does not exist");
}

// Pitfall: the bounds of what carries a file on its way.
TEST_F(SandboxTest, writes_and_reads_a_file_of_eight_mebibytes_and_no_larger_one) {
  const TemporaryFolder folder;
  SandboxOptions granted = options();
  granted.file_access = FileAccess::read_write;
  granted.config = SandboxConfig::permissive();
  granted.config.allow_filesystem = true;
  granted.config.allowed_paths = {folder.file("")};
  sandbox_ = must(Sandbox::open(granted));
  EXPECT_EQ(output("await fs.writeFile('large', new Uint8Array(8 << 20).fill(7));"
                   "const bytes = await fs.readFile('large');"
                   "return [bytes.length, bytes[0], bytes[(8 << 20) - 1]]"),
            "[8388608,7,7]");
  EXPECT_EQ(output("try { await fs.writeFile('larger', new Uint8Array((8 << 20) + 1)) }"
                   "catch (e) { return [e.code, await fs.exists('larger')] }"),
            R"(["exhausted",false])");
}

TEST_F(SandboxTest, ends_a_script_that_waits_for_a_fetch_always_by_its_own_deadline) {
  const HttpPeer peer;
  SandboxOptions granted = options();
  granted.config.allow_network = true;
  granted.config.allowed_network = {peer.host()};
  sandbox_ = must(Sandbox::open(granted));
  const std::string code = "try { await fetch('" + peer.url("/silent") + "') } catch {} return 1";
  for (int i = 0; i < 12; ++i) {
    as<execution::Timeout>(
        must(sandbox_->run({.code = code, .timeout_ms = 60 + i}, {.namespace_name = "tests"})));
  }
}

// --- Many, and again --------------------------------------------------------------------------

TEST_F(SandboxTest, gives_every_one_of_many_at_once_its_own_result) {
  std::vector<std::future<std::string>> results;
  for (int i = 0; i < 100; ++i) {
    results.push_back(std::async(std::launch::async, [this, i] {
      return output("return input * input", std::to_string(i));
    }));
  }
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(results[static_cast<std::size_t>(i)].get(), std::to_string(i * i));
}

TEST_F(SandboxTest, starts_every_script_with_other_random_numbers) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(seen.insert(output("return [Math.random(), crypto.randomUUID()]")).second);
  }
}

TEST_F(SandboxTest, goes_on_when_its_zygote_is_killed) {
  ASSERT_TRUE(sandbox_->check_health().works.ok());
  ::kill(sandbox_->zygote_pid(), SIGKILL);
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto executed = sandbox_->run({.code = "return 1"}, {.namespace_name = "tests"});
    if (executed.ok() && std::holds_alternative<execution::Success>(executed->result)) return;
  }
  FAIL() << "no run succeeded after the zygote was killed";
}

TEST_F(SandboxTest, counts_how_often_its_zygote_was_started_anew) {
  SandboxOptions restless = options();
  restless.pool = {.idle = 0, .children_per_zygote = 1};
  sandbox_ = must(Sandbox::open(restless));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(output("return 1"), "1");
  EXPECT_GE(sandbox_->check_health().restarts, 3U);
}

TEST_F(SandboxTest, counts_those_who_gave_up_while_they_waited_as_cancelled) {
  SandboxOptions narrow = options();
  narrow.running_max = 1;
  sandbox_ = must(Sandbox::open(narrow));
  std::stop_source running;
  std::stop_source waiting;
  const Script endless{.code = "for (let i = 0;; i++) i--;"};
  const auto start = [&](const std::stop_source& source) {
    return std::async(std::launch::async, [&, token = source.get_token()] {
      return fault_of(sandbox_->run(endless, {.namespace_name = "tests"}, token));
    });
  };
  auto first = start(running);
  while (sandbox_->stats().active < 1) std::this_thread::yield();
  auto second = start(waiting);
  while (sandbox_->stats().queued < 1) std::this_thread::yield();
  const std::string large(wire::context_bytes_max, ' ');
  EXPECT_EQ(fault_of(sandbox_->run({.code = "1", .context = {.task = "", .input = large}}, {})),
            Fault::invalid_argument);  // At once, although nobody else would get a turn.
  waiting.request_stop();
  EXPECT_EQ(second.get(), Fault::cancelled);
  running.request_stop();
  EXPECT_EQ(first.get(), Fault::cancelled);
  EXPECT_EQ(sandbox_->stats().cancelled, 2);
  EXPECT_EQ(sandbox_->stats().refused, 1);
}

TEST_F(SandboxTest, says_that_all_its_walls_stand) {
  const SandboxHealth health = sandbox_->check_health();
  EXPECT_TRUE(health.works.ok());
  EXPECT_NE(health.layers.find("seccomp"), std::string::npos);
  EXPECT_TRUE(health.has_typescript);
}

TEST_F(SandboxTest, keeps_a_line_about_every_execution) {
  const TemporaryFolder folder;
  SandboxOptions kept = options();
  AuditLog audit({.path = folder.file("audit.jsonl")});
  kept.audit = &audit;
  sandbox_ = must(Sandbox::open(kept));
  run("return 1");
  run("throw new Error('x')");
  sandbox_.reset();
  std::ifstream file(audit.path());
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  const Json first = must(parse_json(line));
  EXPECT_EQ(first["status"], "success");
  EXPECT_EQ(first["event"], "execution");
  EXPECT_EQ(first["principal"], local_name);
  EXPECT_EQ(first["namespace"], "tests");
  EXPECT_EQ(first["code_sha256"],
            "486d9affb60dbb0063b03d8e23a6ccf6364ce203dc3a9f56f20e750eb41ecade");
  ASSERT_TRUE(std::getline(file, line));
  EXPECT_EQ(must(parse_json(line))["error_type"], "runtime");
}

TEST(SandboxConfig, refuses_what_cannot_be_granted) {
  EXPECT_EQ(check({.allow_subprocesses = true}).error().field, "allow_subprocesses");
  EXPECT_EQ(check({.allowed_network = {"a.example"}}).error().field, "allowed_network");
  EXPECT_EQ(check({.allow_network = true}).error().field, "allowed_network");
  EXPECT_EQ(check({.max_memory_mb = 1}).error().field, "max_memory_mb");
  EXPECT_TRUE(check(SandboxConfig::restrictive()).ok());
  EXPECT_TRUE(check(SandboxConfig::permissive()).ok());
}

}  // namespace
}  // namespace memory_mcp
