// Requests and answers of HTTP/1.1, as values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace memory_mcp {

struct HttpField {
  std::string name;
  std::string value;
};

// Header fields in the order in which they came.
class HttpFields {
 public:
  void add(std::string name, std::string value) {
    fields_.push_back({std::move(name), std::move(value)});
  }

  // The first of that name, in whatever case; null when there is none.
  const std::string* find(std::string_view name) const;
  // How many there are of that name.
  std::size_t count(std::string_view name) const;

  const std::vector<HttpField>& all() const { return fields_; }

 private:
  std::vector<HttpField> fields_;
};

struct HttpRequest {
  std::string method;
  std::string target;  // As it was sent: a path, perhaps with a query.
  HttpFields fields;
  std::string body;
  std::string peer;  // The client's address.

  std::string_view path() const {
    return std::string_view(target).substr(0, target.find_first_of("?#"));
  }
};

struct HttpResponse {
  int status = 200;
  std::string content_type = {};  // Empty when there is no body.
  std::string body = {};
  std::vector<HttpField> fields = {};  // Besides those about the body and the connection.
};

// For people, as plain text: `text` is one line without its line break.
HttpResponse text_response(int status, std::string text);

// "Not Found" for 404; empty for a status that we never send.
std::string_view reason_of(int status);

}  // namespace memory_mcp
