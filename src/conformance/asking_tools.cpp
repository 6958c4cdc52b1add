// Tools that need something of their client.
#include "conformance/conformance_features.h"

namespace memory_mcp {
namespace {

using Question = Inputs::Question;

Question form(const std::string& message, Json properties, Json required) {
  return {.method = "elicitation/create",
          .params = {{"mode", "form"},
                     {"message", message},
                     {"requestedSchema",
                      {{"type", "object"},
                       {"properties", std::move(properties)},
                       {"required", std::move(required)}}}}};
}

Question sample(const Json& text, int tokens) {
  const Json content = {{"type", "text"}, {"text", text}};
  return {.method = "sampling/createMessage",
          .params = {{"messages", Json::array({{{"role", "user"}, {"content", content}}})},
                     {"maxTokens", tokens}}};
}

Question roots() { return {.method = "roots/list", .params = Json::object()}; }

// Whether it is the result of an elicitation, whatever the person decided.
bool is_elicited(const Json& answer) {
  const Json action = answer.value("action", Json());
  if (action == "decline" || action == "cancel") return true;
  return action == "accept" && answer.value("content", Json()).is_object();
}

// Whether the answer fits the question.
bool fits(const Question& question, const Json& answer) {
  if (question.method == "elicitation/create") return is_elicited(answer);
  if (question.method == "roots/list") return answer.value("roots", Json()).is_array();
  return answer.contains("content");
}

}  // namespace

Inputs::Question form_of_one(const std::string& message, const std::string& field,
                             const char* type) {
  return form(message, {{field, {{"type", type}}}}, {field});
}

Result<Json> said(const std::string& text) { return Json::array({text_block(text)}); }

Error needs_asking() { return conflict("this tool has to ask its client, which cannot be asked"); }

bool has_all(CallContext& call, const std::map<std::string, Question>& questions) {
  bool all = true;
  for (const auto& [key, question] : questions) {
    const Json* const answer = call.inputs.answer(key);
    if (answer != nullptr && fits(question, *answer)) continue;
    call.inputs.ask(key, question);
    all = false;
  }
  return all;
}

namespace {

using Tell = std::function<std::string(const Inputs& inputs)>;

ContentBody asks(std::map<std::string, Question> questions, Tell tell) {
  return [questions = std::move(questions), tell = std::move(tell)](
             const Json&, CallContext& call) -> Result<Json> {
    if (!has_all(call, questions)) return needs_asking();
    return said(tell(call.inputs));
  };
}

Tell tells(std::string text) {
  return [text = std::move(text)](const Inputs&) { return text; };
}

Tell tells_answer(const std::string& prefix, const std::string& key) {
  return [prefix, key](const Inputs& inputs) { return prefix + to_line(*inputs.answer(key)); };
}

std::string greeting(const Inputs& inputs) {
  const Json content = inputs.answer("user_name")->value("content", Json::object());
  return "Hello, " + content.value("name", std::string("whoever you are")) + "!";
}

std::string elicited(const Json& answer) {
  return "action=" + answer.value("action", std::string()) +
         ", content=" + to_line(answer.value("content", Json::object()));
}

Tell tells_elicited(const std::string& key) {
  return [key](const Inputs& inputs) {
    return "Elicitation completed: " + elicited(*inputs.answer(key));
  };
}

Result<Json> ask_for_sample(const Json& arguments, CallContext& call) {
  const Json prompt = arguments.value("prompt", Json(""));
  if (!has_all(call, {{"answer", sample(prompt, 100)}})) return needs_asking();
  const Json content = call.inputs.answer("answer")->value("content", Json::object());
  return said("LLM response: " + content.value("text", to_line(content)));
}

Result<Json> ask_user(const Json& arguments, CallContext& call) {
  const Question question =
      form(arguments.value("message", std::string()),
           {{"username", {{"type", "string"}, {"description", "User's response"}}},
            {"email", {{"type", "string"}, {"description", "User's email address"}}}},
           {"username", "email"});
  if (!has_all(call, {{"user", question}})) return needs_asking();
  return said("User response: " + elicited(*call.inputs.answer("user")));
}

// One question after the other.
Result<Json> ask_twice(const Json&, CallContext& call) {
  const std::map<std::string, Question> first = {
      {"step1", form_of_one("Step 1: What is your name?", "name")}};
  const std::map<std::string, Question> second = {
      {"step2", form_of_one("Step 2: What is your favorite color?", "color")}};
  if (!has_all(call, first) || !has_all(call, second)) return needs_asking();
  return said("Both steps are done.");
}

// Only what the client can answer.
Result<Json> ask_what_can_be(const Json&, CallContext& call) {
  std::map<std::string, Question> questions = {{"name", form_of_one("What is your name?", "name")},
                                               {"greeting", sample("Generate a greeting", 50)},
                                               {"client_roots", roots()}};
  std::erase_if(questions, [&](const auto& entry) {
    return !call.client.answers(entry.second.method, entry.second.params);
  });
  if (!has_all(call, questions)) return needs_asking();
  return said("What could be asked was asked.");
}

Question defaults_form() {
  return form(
      "Please check what is filled in",
      {{"name", {{"type", "string"}, {"default", "John Doe"}}},
       {"age", {{"type", "integer"}, {"default", 30}}},
       {"score", {{"type", "number"}, {"default", 95.5}}},
       {"status",
        {{"type", "string"}, {"enum", {"active", "inactive", "pending"}}, {"default", "active"}}},
       {"verified", {{"type", "boolean"}, {"default", true}}}},
      Json::array());
}

Json choices(const char* noun) {
  Json all = Json::array();
  int number = 0;
  for (const char* rank : {"First ", "Second ", "Third "}) {
    all.push_back(
        {{"const", "value" + std::to_string(++number)}, {"title", std::string(rank) + noun}});
  }
  return all;
}

Question enums_form() {
  const Json plain = {"option1", "option2", "option3"};
  return form(
      "Please choose",
      {{"untitledSingle", {{"type", "string"}, {"enum", plain}}},
       {"titledSingle", {{"type", "string"}, {"oneOf", choices("Option")}}},
       {"legacyEnum",
        {{"type", "string"},
         {"enum", {"opt1", "opt2", "opt3"}},
         {"enumNames", {"Option One", "Option Two", "Option Three"}}}},
       {"untitledMulti", {{"type", "array"}, {"items", {{"type", "string"}, {"enum", plain}}}}},
       {"titledMulti", {{"type", "array"}, {"items", {{"anyOf", choices("Choice")}}}}}},
      Json::array());
}

Json one_text(const char* name) {
  return {{"type", "object"}, {"properties", {{name, {{"type", "string"}}}}}, {"required", {name}}};
}

Tool asking(const char* name, ContentBody body) {
  return content_tool(name, "Asks its client something first.", no_arguments(), std::move(body));
}

std::vector<Tool> asking_tools() {
  const Question name = form_of_one("What is your name?", "name");
  const Question confirm = form_of_one("Please confirm", "ok", "boolean");
  const Question capital = sample("What is the capital of France?", 100);
  const Question greeting_wanted = sample("Generate a greeting", 50);
  return {
      content_tool("test_sampling", "Asks a model.", one_text("prompt"), ask_for_sample),
      content_tool("test_elicitation", "Asks the user.", one_text("message"), ask_user),
      asking("test_elicitation_sep1034_defaults",
             asks({{"form", defaults_form()}}, tells_elicited("form"))),
      asking("test_elicitation_sep1330_enums",
             asks({{"form", enums_form()}}, tells_elicited("form"))),
      asking("test_streaming_elicitation", asks({{"user_name", name}}, greeting)),
      asking("test_missing_capability",
             asks({{"answer", capital}}, tells_answer("The model said ", "answer"))),
      asking("test_input_required_result_elicitation", asks({{"user_name", name}}, greeting)),
      asking("test_input_required_result_sampling",
             asks({{"capital_question", capital}},
                  tells_answer("The model said ", "capital_question"))),
      asking("test_input_required_result_list_roots",
             asks({{"client_roots", roots()}}, tells_answer("The roots are ", "client_roots"))),
      asking("test_input_required_result_request_state",
             asks({{"confirm", confirm}}, tells("state-ok"))),
      asking("test_input_required_result_multiple_inputs",
             asks({{"user_name", name}, {"greeting", greeting_wanted}, {"client_roots", roots()}},
                  greeting)),
      asking("test_input_required_result_multi_round", ask_twice),
      asking("test_input_required_result_tampered_state",
             asks({{"confirm", confirm}}, tells("confirmed"))),
      asking("test_input_required_result_capabilities", ask_what_can_be),
  };
}

}  // namespace

// Each gets a thread of its own: while a person thinks, nobody else has to wait.
std::vector<Tool> conformance_asking_tools() {
  std::vector<Tool> tools = asking_tools();
  for (Tool& tool : tools) tool.info.asks_user = true;
  return tools;
}

}  // namespace memory_mcp
