// Tools whose calls go on after their request was answered.
#include <condition_variable>
#include <mutex>

#include "base/check.h"
#include "conformance/conformance_features.h"

namespace memory_mcp {
namespace {

// From here on it is a task, where the client follows them.
void become_task(CallContext& call) {
  if (call.become_task) call.become_task();
}

Status work_for(double seconds, CallContext& call) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, call.cancelled, std::chrono::duration<double>(seconds),
                 [] { return false; });
  return call.check_cancelled();
}

Result<Json> greet(const Json& arguments, CallContext&) {
  return said("Hello, " + arguments.value("name", std::string()) + "!");
}

Result<Json> compute_slowly(const Json& arguments, CallContext& call) {
  const double seconds = arguments.value("seconds", 0.0);
  if (seconds > 0) become_task(call);
  TRY(work_for(seconds, call));
  return said(arguments.value("label", std::string("it")) + " is computed.");
}

Result<Json> fail(const Json&, CallContext& call) {
  become_task(call);
  TRY(work_for(1, call));
  return conflict("this job always fails");
}

Result<Json> break_down(const Json&, CallContext& call) {
  become_task(call);
  CHECK(false);  // As any bug would end it.
  return Json::array();
}

Result<Json> confirm_delete(const Json& arguments, CallContext& call) {
  become_task(call);
  const std::string file = arguments.value("filename", std::string("the file"));
  if (!has_all(call, {{"confirm", form_of_one("Delete " + file + "?", "confirm", "boolean")}})) {
    return needs_asking();
  }
  const Json content = call.inputs.answer("confirm")->value("content", Json::object());
  const bool is_sure = content.value("confirm", Json()) == true;
  return said(file + (is_sure ? " is deleted." : " is kept."));
}

Result<Json> ask_for_two(const Json&, CallContext& call) {
  become_task(call);
  if (!has_all(call, {{"first", form_of_one("What is your first name?", "name")},
                      {"last", form_of_one("What is your last name?", "name")}})) {
    return needs_asking();
  }
  return said("Both are known.");
}

Result<Json> ask_then_work(const Json&, CallContext& call) {
  if (!has_all(call, {{"user_name", form_of_one("What is your name?", "name")}})) {
    return needs_asking();
  }
  become_task(call);
  TRY(work_for(0.2, call));
  const Json content = call.inputs.answer("user_name")->value("content", Json::object());
  return said("The work for " + content.value("name", std::string("someone")) + " is done.");
}

Json properties(Json of) { return {{"type", "object"}, {"properties", std::move(of)}}; }

Tool long_tool(const char* name, Json input_schema, ContentBody body,
               TaskUse use = TaskUse::when_long) {
  Tool tool = content_tool(name, "May take long.", std::move(input_schema), std::move(body));
  tool.info.as_task = use;
  tool.info.runs_apart = true;
  return tool;
}

}  // namespace

std::vector<Tool> conformance_task_tools() {
  const Json text = {{"type", "string"}};
  return {
      content_tool("greet", "Greets.", properties({{"name", text}}), greet),
      long_tool("slow_compute", properties({{"seconds", {{"type", "number"}}}, {"label", text}}),
                compute_slowly),
      long_tool("failing_job", no_arguments(), fail, TaskUse::always),
      long_tool("protocol_error_job", no_arguments(), break_down),
      long_tool("confirm_delete", properties({{"filename", text}}), confirm_delete),
      long_tool("multi_input", no_arguments(), ask_for_two),
      long_tool("test_tool_with_task", no_arguments(), ask_then_work),
  };
}

}  // namespace memory_mcp
