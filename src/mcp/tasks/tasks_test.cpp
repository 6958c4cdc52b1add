#include "mcp/tasks/tasks.h"

#include <gtest/gtest.h>

#include <future>

#include "base/check.h"
#include "base/task_limits.h"
#include "mcp/server.h"
#include "tests/doubles/must.h"
#include "tests/doubles/task_shelf.h"

namespace memory_mcp {
namespace {

const Json form = {{"message", "Well?"}, {"requestedSchema", Json::object()}};

CallContext call_of(const std::string& name) {
  CallContext call{
      .client = ClientCapabilities(Json{{"elicitation", Json::object()},
                                        {"extensions", {{tasks_extension, Json::object()}}}})};
  call.caller.name = name;
  return call;
}

class TasksTest : public testing::Test {
 protected:
  // Starts a call, and gives its task.
  Task started(Tasks::Work work, Tasks& tasks) {
    CallContext call = call_of("ann");
    return std::get<Task>(tasks.run(call, std::move(work)));
  }
  Task started(Tasks::Work work) { return started(std::move(work), tasks_); }

  // As it is once it has left the status `from`.
  Task after(TaskStatus from, const Task& task) {
    Task now = must(tasks_.find(task.id, ann_));
    while (now.status == from) {
      std::this_thread::yield();
      now = must(tasks_.find(task.id, ann_));
    }
    return now;
  }

  TaskShelf shelf_;
  ManualClock clock_{{1'000'000}};
  const Principal ann_ = call_of("ann").caller;
  const Principal bob_ = call_of("bob").caller;
  Tasks tasks_{shelf_, nullptr, clock_};
};

Reply becomes_task(CallContext& call, Reply then) {
  EXPECT_TRUE(call.become_task());
  return then;
}

// Goes on until it is cancelled.
Reply goes_on(CallContext& call) {
  EXPECT_TRUE(call.become_task());
  std::promise<void> stopped;
  const std::stop_callback stop(call.cancelled, [&] { stopped.set_value(); });
  stopped.get_future().wait();
  return RpcError{.code = -1, .message = "nobody is told"};
}

Tasks::Work asks_for(std::vector<std::string> keys) {
  return [keys = std::move(keys)](CallContext& call) -> Reply {
    if (call.become_task) call.become_task();
    std::string all;
    for (const std::string& key : keys) {
      if (const Json* const answer = call.inputs.answer(key)) {
        all += answer->at("content").get<std::string>();
      } else {
        call.inputs.ask(key, {.method = "elicitation/create", .params = form});
      }
    }
    return Json(all);
  };
}

TEST_F(TasksTest, are_not_made_of_calls_that_end_soon) {
  CallContext call = call_of("ann");
  const auto became = tasks_.run(call, [](CallContext&) -> Reply { return Json("done"); });
  EXPECT_EQ(std::get<Json>(std::get<Reply>(became)), "done");
}

TEST_F(TasksTest, are_made_of_calls_that_take_longer_than_the_patience) {
  Tasks tasks(shelf_, nullptr, clock_, std::chrono::milliseconds(1));
  std::promise<void> go_on;
  const Task task = started(
      [&](CallContext&) -> Reply {
        go_on.get_future().wait();
        return Json("late");
      },
      tasks);
  EXPECT_EQ(task.status, TaskStatus::working);
  go_on.set_value();
  while (must(tasks.find(task.id, ann_)).status == TaskStatus::working) std::this_thread::yield();
  EXPECT_EQ(must(tasks.find(task.id, ann_)).payload, "\"late\"");
}

TEST_F(TasksTest, are_stored_before_they_are_told_and_when_they_have_ended) {
  const Task task = started([](CallContext& call) { return becomes_task(call, Json("done")); });
  EXPECT_TRUE(must(shelf_.find_task(task.id)));
  const Task ended = after(TaskStatus::working, task);
  EXPECT_EQ(ended.status, TaskStatus::completed);
  EXPECT_EQ(*must(shelf_.find_task(task.id)), ended);
}

TEST_F(TasksTest, are_told_to_nobody_but_their_owner_and_not_for_ever) {
  const Task task = started([](CallContext& call) { return becomes_task(call, Json("done")); });
  after(TaskStatus::working, task);
  EXPECT_EQ(tasks_.find(task.id, bob_).error().fault, Fault::not_found);
  EXPECT_EQ(tasks_.answer(task.id, bob_, Json::object()).error().fault, Fault::not_found);
  EXPECT_EQ(tasks_.cancel(task.id, bob_).error().fault, Fault::not_found);
  EXPECT_EQ(tasks_.find("unheard of", ann_).error().fault, Fault::not_found);
  clock_.advance_ms(limits::task_kept.count() + 1);
  EXPECT_EQ(tasks_.find(task.id, ann_).error().fault, Fault::not_found);
}

TEST_F(TasksTest, fail_only_by_errors_of_the_protocol) {
  const Task failed = started([](CallContext& call) {
    return becomes_task(call, RpcError{.code = -32603, .message = "broken"});
  });
  const Task ended = after(TaskStatus::working, failed);
  EXPECT_EQ(ended.status, TaskStatus::failed);
  EXPECT_EQ(must(parse_json("{" + task_members(ended) + "}"))["error"]["code"], -32603);
  const Task thrown = started([](CallContext& call) -> Reply {
    call.become_task();
    CHECK(call.cancelled.stop_requested());
    return Json();
  });
  EXPECT_EQ(after(TaskStatus::working, thrown).status, TaskStatus::failed);
}

TEST_F(TasksTest, ask_again_only_for_what_was_not_answered) {
  const Task task = started(asks_for({"one", "two"}));
  const Task asking = after(TaskStatus::working, task);
  ASSERT_EQ(asking.status, TaskStatus::input_required);
  EXPECT_EQ(must(parse_json(asking.payload)).size(), 2U);
  must(tasks_.answer(task.id, ann_, {{"one", {{"content", "a"}}}, {"three", {{"content", "?"}}}}));
  const Json left = must(parse_json(must(tasks_.find(task.id, ann_)).payload));
  EXPECT_EQ(left.size(), 1U);
  EXPECT_TRUE(left.contains("two"));
  must(tasks_.answer(task.id, ann_, {{"one", {{"content", "late"}}}, {"two", {{"content", "b"}}}}));
  after(TaskStatus::input_required, task);
  EXPECT_EQ(after(TaskStatus::working, task).payload, "\"ab\"");
}

TEST_F(TasksTest, never_use_a_key_for_two_questions) {
  const Task task = started([round = 0](CallContext& call) mutable -> Reply {
    if (++round == 1) call.become_task();
    if (round == 3) return Json("enough");
    call.inputs.ask("sure", {.method = "elicitation/create", .params = form});
    return Json();
  });
  std::set<std::string> keys;
  for (int asked = 0; asked < 2; ++asked) {
    while (must(tasks_.find(task.id, ann_)).status != TaskStatus::input_required) {
      std::this_thread::yield();
    }
    const Json open = must(parse_json(must(tasks_.find(task.id, ann_)).payload));
    const std::string key = open.begin().key();
    keys.insert(key);
    must(tasks_.answer(task.id, ann_, {{key, {{"content", ""}}}}));
  }
  EXPECT_EQ(keys.size(), 2U);
}

TEST_F(TasksTest, do_not_ask_clients_that_cannot_be_asked) {
  CallContext call = call_of("ann");
  call.client = ClientCapabilities(Json{{"extensions", {{tasks_extension, Json::object()}}}});
  const auto became = tasks_.run(call, asks_for({"one"}));
  EXPECT_EQ(after(TaskStatus::working, std::get<Task>(became)).status, TaskStatus::completed);
}

TEST_F(TasksTest, are_stopped_by_cancelling_and_stay_cancelled) {
  const Task task = started(goes_on);
  must(tasks_.cancel(task.id, ann_));
  EXPECT_EQ(must(tasks_.find(task.id, ann_)).status, TaskStatus::cancelled);
  EXPECT_TRUE(tasks_.drain(std::chrono::minutes(1)));
  EXPECT_EQ(must(tasks_.find(task.id, ann_)).status, TaskStatus::cancelled);
  must(tasks_.cancel(task.id, ann_));  // Once more is no mistake.
}

TEST_F(TasksTest, stop_waiting_for_answers_when_they_are_cancelled) {
  const Task task = started(asks_for({"one"}));
  after(TaskStatus::working, task);
  must(tasks_.cancel(task.id, ann_));
  EXPECT_TRUE(tasks_.drain(std::chrono::minutes(1)));
}

TEST_F(TasksTest, fail_with_the_server_that_runs_them) {
  const Task task = started(goes_on);
  tasks_.abandon_all();
  EXPECT_EQ(must(shelf_.find_task(task.id))->status, TaskStatus::failed);
}

TEST_F(TasksTest, are_made_no_more_once_the_server_ends) {
  tasks_.abandon_all();
  CallContext call = call_of("ann");
  const auto became = tasks_.run(call, [](CallContext& own) -> Reply {
    EXPECT_FALSE(own.become_task());
    return Json("answered");
  });
  EXPECT_EQ(std::get<Json>(std::get<Reply>(became)), "answered");
}

TEST_F(TasksTest, fail_once_the_server_that_ran_them_has_long_been_silent) {
  const Task task = started(goes_on);
  Tasks other(shelf_, nullptr, clock_);
  EXPECT_EQ(must(other.find(task.id, ann_)).status, TaskStatus::working);
  clock_.advance_ms(limits::task_silence_max.count() + 1);
  EXPECT_EQ(must(other.find(task.id, ann_)).status, TaskStatus::failed);
  must(tasks_.cancel(task.id, ann_));
}

TEST_F(TasksTest, of_another_server_can_be_cancelled_but_not_answered) {
  const Task task = started(asks_for({"one"}));
  after(TaskStatus::working, task);
  Tasks other(shelf_, nullptr, clock_);
  EXPECT_EQ(other.answer(task.id, ann_, {{"one", {{"content", "a"}}}}).error().fault,
            Fault::unavailable);
  must(other.cancel(task.id, ann_));
  EXPECT_EQ(must(shelf_.find_task(task.id))->status, TaskStatus::cancelled);
  must(tasks_.cancel(task.id, ann_));
}

TEST_F(TasksTest, are_not_made_where_they_cannot_be_stored) {
  shelf_.fails = true;
  CallContext call = call_of("ann");
  const auto became = tasks_.run(call, [](CallContext& own) -> Reply {
    EXPECT_FALSE(own.become_task());
    return Json("answered");
  });
  EXPECT_EQ(std::get<Json>(std::get<Reply>(became)), "answered");
}

TEST_F(TasksTest, tell_what_the_call_reports) {
  std::promise<void> reported;
  const Task task = started([&](CallContext& call) -> Reply {
    call.become_task();
    call.progress.report(1, 2, "half of it");
    reported.set_value();
    return goes_on(call);
  });
  reported.get_future().wait();
  EXPECT_EQ(must(tasks_.find(task.id, ann_)).status_message, "half of it");
  must(tasks_.cancel(task.id, ann_));
}

TEST(RunningTaskTest, learns_from_the_store_that_another_server_ended_it) {
  TaskShelf shelf;
  ManualClock clock{{1'000'000}};
  RunningTask running({.id = "t", .owner = "ann"}, shelf, clock, [](const Task&) {});
  Task task = *running.become_task_after(std::chrono::milliseconds(0));
  EXPECT_TRUE(running.beat());
  task.status = TaskStatus::cancelled;
  EXPECT_TRUE(must(shelf.update_open_task(task)));
  EXPECT_FALSE(running.beat());
  EXPECT_TRUE(running.stop().stop_requested());
}

TEST(RunningTaskTest, stores_its_end_as_soon_as_it_can) {
  TaskShelf shelf;
  ManualClock clock{{1'000'000}};
  RunningTask running({.id = "t", .owner = "ann"}, shelf, clock, [](const Task&) {});
  ASSERT_TRUE(running.become_task_after(std::chrono::milliseconds(0)));
  shelf.fails = true;
  EXPECT_TRUE(running.end(Json("done"), {}, true));
  EXPECT_TRUE(running.beat());
  shelf.fails = false;
  EXPECT_FALSE(running.beat());
  EXPECT_EQ(must(shelf.find_task("t"))->status, TaskStatus::completed);
}

// --- Through the server -------------------------------------------------------------------------

Tool long_tool(std::string name, TaskUse use) {
  Tool tool{.info = {.name = std::move(name), .title = "", .description = "", .as_task = use},
            .input_schema = {{"type", "object"}},
            .output_schema = nullptr,
            .run = {}};
  tool.run = [](const Json&, CallContext& call) -> Result<ToolReply> {
    if (call.become_task) call.become_task();
    return ToolReply{.content = Json::array({text_block("done")})};
  };
  return tool;
}

class TaskMethodsTest : public testing::Test {
 protected:
  Json told(const std::string& method, const Json& params, CallContext call = call_of("ann")) {
    const Reply reply = server_.handle({.id = 1, .method = method, .params = params}, call);
    return must(parse_json(reply_text(1, reply)));
  }
  Json result(const std::string& method, const Json& params) {
    return told(method, params)["result"];
  }

  Request wish(const Json& ids, bool follows = true) {
    const Json extensions = {{tasks_extension, Json::object()}};
    return {.id = 7,
            .method = "subscriptions/listen",
            .params = {{"notifications", {{"taskIds", ids}}},
                       {"_meta",
                        {{"io.modelcontextprotocol/clientCapabilities",
                          {{"extensions", follows ? extensions : Json::object()}}}}}}};
  }

  TaskShelf shelf_;
  ToolUsage usage_;
  const McpServer server_{
      {},
      {.tools = {long_tool("long", TaskUse::when_long), long_tool("must", TaskUse::always),
                 long_tool("short", TaskUse::never)},
       .changes = std::make_shared<Changes>(Changeable{}),
       .tasks = &shelf_},
      usage_};
  std::vector<Json> heard_;
  const Outlet outlet_{
      .notify = [this](const std::string& text) { heard_.push_back(must(parse_json(text))); },
      .answer = [](const std::string&) {}};
};

TEST_F(TaskMethodsTest, answer_a_task_and_then_what_came_of_it) {
  const Json created = result("tools/call", {{"name", "long"}});
  EXPECT_EQ(created["resultType"], "task");
  EXPECT_FALSE(created.contains("result"));
  const Json asked = {{"taskId", created["taskId"]}};
  while (result("tasks/get", asked)["status"] == "working") std::this_thread::yield();
  const Json ended = result("tasks/get", asked);
  EXPECT_EQ(ended["resultType"], "complete");
  EXPECT_EQ(ended["result"]["content"][0]["text"], "done");
  EXPECT_EQ(result("tasks/cancel", asked)["resultType"], "complete");
  EXPECT_EQ(told("tasks/get", {{"taskId", "no"}})["error"]["code"], -32602);
  EXPECT_EQ(told("tasks/get", Json::object())["error"]["code"], -32602);
  EXPECT_EQ(told("tasks/update", asked)["error"]["code"], -32602);
  EXPECT_EQ(told("tasks/result", asked)["error"]["code"], -32601);
}

TEST_F(TaskMethodsTest, are_only_for_clients_that_declare_them) {
  EXPECT_EQ(told("tools/call", {{"name", "long"}}, {})["result"]["content"][0]["text"], "done");
  EXPECT_EQ(told("tools/call", {{"name", "must"}}, {})["error"]["code"], -32021);
  EXPECT_EQ(told("tasks/get", {{"taskId", "t"}}, {})["error"]["code"], -32021);
  CallContext older = call_of("ann");
  older.revision = Revision::r2025_11_25;
  EXPECT_EQ(told("tools/call", {{"name", "must"}}, older)["result"]["content"][0]["text"], "done");
  EXPECT_EQ(told("tasks/get", {{"taskId", "t"}}, older)["error"]["code"], -32601);
  EXPECT_EQ(server_.subscribe(wish({"t"}, false), call_of("ann"), outlet_)->code, -32021);
}

TEST_F(TaskMethodsTest, are_not_used_for_other_tools) {
  EXPECT_EQ(result("tools/call", {{"name", "short"}})["content"][0]["text"], "done");
}

TEST_F(TaskMethodsTest, tell_who_follows_a_task_of_its_own_how_it_ended) {
  const std::string id = result("tools/call", {{"name", "long"}})["taskId"];
  while (result("tasks/get", {{"taskId", id}})["status"] == "working") std::this_thread::yield();
  const auto refused = server_.subscribe(wish({id, "foreign"}), call_of("ann"), outlet_);
  EXPECT_FALSE(refused);
  ASSERT_EQ(heard_.size(), 2U);
  EXPECT_EQ(heard_[0]["params"]["notifications"]["taskIds"], Json::array({id}));
  EXPECT_EQ(heard_[1]["method"], "notifications/tasks");
  EXPECT_EQ(heard_[1]["params"]["result"]["content"][0]["text"], "done");
  EXPECT_EQ(heard_[1]["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 7);
}

TEST_F(TaskMethodsTest, do_not_tell_strangers) {
  const std::string id = result("tools/call", {{"name", "long"}})["taskId"];
  EXPECT_FALSE(server_.subscribe(wish({id}), call_of("bob"), outlet_));
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_FALSE(heard_[0]["params"]["notifications"].contains("taskIds"));
}

}  // namespace
}  // namespace memory_mcp
