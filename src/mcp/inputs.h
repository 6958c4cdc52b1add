// What a call needs of its caller's user before it can go on. The call says so and ends; it is made
// again once the answers are there.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "json/json.h"

namespace memory_mcp {

// What a client said it can do, as the protocol writes it.
class ClientCapabilities {
 public:
  ClientCapabilities() = default;
  explicit ClientCapabilities(Json said) : said_(std::move(said)) {}

  // Whether it answers requests such as elicitation/create with these parameters.
  bool answers(std::string_view method, const Json& params) const;
  // Whether it declared the extension of that id.
  bool has_extension(const std::string& id) const;

 private:
  Json said_ = Json::object();
};

// What a client must have declared to answer that method, as an object of capabilities.
Json capabilities_for(std::string_view method);

class Inputs {
 public:
  struct Question {
    std::string method;  // elicitation/create, sampling/createMessage or roots/list.
    Json params;
  };

  Inputs() = default;
  explicit Inputs(std::map<std::string, Json> answers) : answers_(std::move(answers)) {}

  // The client's result for a question that was asked under `key`; null when there is none yet.
  const Json* answer(const std::string& key) const;
  // Asks. The call then ends with any error: it is told to clients that cannot be asked.
  void ask(const std::string& key, Question question) { questions_[key] = std::move(question); }
  bool is_asking() const { return !questions_.empty(); }

  const std::map<std::string, Question>& questions() const { return questions_; }
  const std::map<std::string, Json>& answers() const { return answers_; }

 private:
  std::map<std::string, Json> answers_;
  std::map<std::string, Question> questions_;
};

}  // namespace memory_mcp
