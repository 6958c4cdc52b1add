// A whole server with a little of everything that it can offer, for clients that send anything. Its
// tools are small, and wait only until the end of an input.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "mcp/server.h"
#include "tests/doubles/task_shelf.h"

namespace memory_mcp {

struct EchoArguments {
  std::string text;
  std::int64_t times = 1;

  static constexpr auto fields() {
    return std::tuple{optional("text", &EchoArguments::text, "What to say."),
                      optional("times", &EchoArguments::times, "How often.").between(1, 3)};
  }
};

struct EchoAnswer {
  std::string said;

  static constexpr auto fields() {
    return std::tuple{required("said", &EchoAnswer::said, "What was said.")};
  }
};

// What the tools that wait are waiting for.
class Release {
 public:
  void give() {
    const std::scoped_lock lock(mutex_);
    is_given_ = true;
    given_.notify_all();
  }
  void wait(const std::stop_token& cancelled) {
    std::unique_lock lock(mutex_);
    given_.wait(lock, cancelled, [&] { return is_given_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any given_;
  bool is_given_ = false;
};

// One thing that is there under any URI of its scheme.
class OneResource final : public ResourceSource {
 public:
  std::vector<ResourceInfo> resources() const override {
    return {{"test://one", "one", "One", "There is one.", "text/plain"}};
  }
  std::vector<ResourceTemplate> templates() const override {
    return {{"test://{id}", "any", "Any", "There are all.", "text/plain"}};
  }
  bool may_follow(const std::string& uri, const Principal&) const override {
    return uri.starts_with("test://");
  }
  Result<std::vector<ResourceContents>> read(const std::string& uri, CallContext&) const override {
    if (!uri.starts_with("test://")) return not_found("there is no such resource");
    return std::vector{ResourceContents{uri, "text/plain", uri, uri.size() % 2 == 0}};
  }
};

class OneSkill final : public SkillSource {
 public:
  Result<std::vector<Skill>> skills(const CallContext&) const override {
    return std::vector{one()};
  }
  Result<Skill> skill_with(const std::string& uri, const CallContext&) const override {
    if (uri.starts_with("skill://one")) return one();
    return no_such_skill(uri);
  }

 private:
  static Skill one() { return {"skill://one", "To do one thing.", "Do it.", {{"a/b.md", "How."}}}; }
};

class Suggesting final : public CompletionSource {
 public:
  Suggestions complete(const CompletionQuestion& question, const CallContext&) const override {
    return {{question.typed, question.argument, question.others.dump()}, 3};
  }
};

class FuzzServer {
 public:
  FuzzServer()
      : server_({.name = "s", .title = "S", .version = "1", .instructions = "i"}, features(),
                usage_, {.page = 4}) {}

  const McpServer& server() const { return server_; }
  Changes& changes() { return *server_.changes(); }
  Release& release() { return release_; }

 private:
  using Body = std::function<Result<EchoAnswer>(const EchoArguments& arguments, CallContext& call)>;

  static Tool tool(ToolInfo info, Body body) {
    info.title = info.description = info.name;
    return typed_tool<EchoArguments, EchoAnswer>(info, std::move(body));
  }

  static Result<EchoAnswer> echo(const EchoArguments& arguments, CallContext& call) {
    call.progress.report(1, 2, arguments.text);
    call.log.write(ClientLogLevel::warning, "echo", arguments.text);
    std::string said;
    for (std::int64_t i = 0; i < arguments.times; ++i) said += arguments.text;
    return EchoAnswer{said};
  }

  static Result<EchoAnswer> ask(const EchoArguments&, CallContext& call) {
    if (call.become_task) call.become_task();
    if (const Json* const answer = call.inputs.answer("name")) return EchoAnswer{answer->dump()};
    call.inputs.ask("name", {.method = "elicitation/create", .params = {{"message", "Well?"}}});
    return conflict("nobody was asked");
  }

  Result<EchoAnswer> wait(CallContext& call) {
    if (call.become_task) call.become_task();
    release_.wait(call.cancelled);
    TRY(call.check_cancelled());
    return EchoAnswer{"waited"};
  }

  ServerFeatures features() {
    const auto refuse = [](const EchoArguments& arguments, CallContext&) -> Result<EchoAnswer> {
      return conflict(arguments.text);
    };
    const auto broken = [](const EchoArguments&, CallContext&) -> Result<EchoAnswer> {
      CHECK(1 > 2);
      return EchoAnswer{};
    };
    const auto waiting = [this](const EchoArguments&, CallContext& call) { return wait(call); };
    ServerFeatures all;
    all.tools = {tool({.name = "echo"}, echo),
                 tool({.name = "refusing"}, refuse),
                 tool({.name = "broken", .effect = Effect::writes}, broken),
                 tool({.name = "asking", .asks_user = true}, ask),
                 tool({.name = "patient", .runs_apart = true}, waiting),
                 tool({.name = "long", .runs_apart = true, .as_task = TaskUse::when_long}, waiting),
                 tool({.name = "task", .asks_user = true, .as_task = TaskUse::always}, ask)};
    const auto messages = [](const Json& given,
                             CallContext&) -> Result<std::vector<PromptMessage>> {
      return std::vector{PromptMessage{.content = text_block(given.dump())}};
    };
    all.prompts = {{.name = "prompt",
                    .title = "P",
                    .description = "p",
                    .arguments = {{"a", "A", "a", true}, {"b", "B", "b", false}},
                    .messages = messages}};
    all.resources = std::make_shared<OneResource>();
    all.skills = std::make_shared<OneSkill>();
    all.completions = std::make_shared<Suggesting>();
    all.changes = std::make_shared<Changes>(Changeable{true, true, true, true});
    all.tasks = &shelf_;
    all.sends_logs = true;
    return all;
  }

  Release release_;
  TaskShelf shelf_;
  ToolUsage usage_;
  McpServer server_;
};

}  // namespace memory_mcp
