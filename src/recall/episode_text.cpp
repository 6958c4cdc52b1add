#include "recall/episode_text.h"

#include "json/json.h"

namespace memory_mcp {
namespace {

// Everything but the strings is passed over.
class Strings final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t& value) override {
    text_ += value;
    text_ += '\n';
    return true;
  }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string strings_of(const JsonObjectText& parameters) {
  Strings strings;
  Json::sax_parse(parameters.text, &strings);
  return std::move(strings).text();
}

}  // namespace memory_mcp
