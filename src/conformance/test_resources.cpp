#include "base/base64.h"
#include "base/check.h"
#include "conformance/conformance_features.h"

namespace memory_mcp {
namespace {

class TestResources final : public ResourceSource {
 public:
  std::vector<ResourceInfo> resources() const override {
    const Skill skill = conformance_skill();
    return {{manifest_uri(skill), "greeting-people", "Greeting people", skill.description,
             "text/markdown"},
            {"test://static-text", "static-text", "Static text", "A text.", "text/plain"},
            {"test://static-binary", "static-binary", "Static image", "An image.", "image/png"},
            {"test://watched-resource", "watched-resource", "Watched", "May be subscribed to.",
             "text/plain"}};
  }

  std::vector<ResourceTemplate> templates() const override {
    return {{"test://template/{id}/data", "template", "Template", "The data of an id.",
             "application/json"}};
  }

  bool may_follow(const std::string&, const Principal&) const override { return true; }

  Result<std::vector<ResourceContents>> read(const std::string& uri, CallContext&) const override {
    if (uri == "test://static-text") {
      return one({uri, "text/plain", "This is the content of the static text resource."});
    }
    if (uri == "test://static-binary") {
      auto image = from_base64(red_dot_png);
      CHECK(image.has_value());
      return one({uri, "image/png", *std::move(image), false});
    }
    if (uri == "test://watched-resource") return one({uri, "text/plain", "Nothing changed."});
    constexpr std::string_view before = "test://template/";
    constexpr std::string_view after = "/data";
    if (uri.starts_with(before) && uri.ends_with(after) &&
        uri.size() > before.size() + after.size()) {
      const std::string id = uri.substr(before.size(), uri.size() - before.size() - after.size());
      return one({uri, "application/json",
                  to_line({{"id", id}, {"templateTest", true}, {"data", "Data for ID: " + id}})});
    }
    return not_found("Resource not found");
  }

 private:
  static std::vector<ResourceContents> one(ResourceContents contents) {
    return {std::move(contents)};
  }
};

class TestCompletions final : public CompletionSource {
 public:
  Suggestions complete(const CompletionQuestion& question, const CallContext&) const override {
    Suggestions found;
    for (const char* value : {"paris", "park", "party"}) {
      if (std::string_view(value).starts_with(question.typed)) found.values.emplace_back(value);
    }
    found.total = found.values.size();
    return found;
  }
};

}  // namespace

std::shared_ptr<const ResourceSource> conformance_resources() {
  return std::make_shared<TestResources>();
}

std::shared_ptr<const CompletionSource> conformance_completions() {
  return std::make_shared<TestCompletions>();
}

}  // namespace memory_mcp
