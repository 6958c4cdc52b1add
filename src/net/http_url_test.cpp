#include "net/http_url.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

TEST(HttpUrl, has_one_text_for_each_place) {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"HTTP://Example.COM", "http://example.com/"},
      {"http://example.com:80/", "http://example.com/"},
      {"https://example.com:443?q", "https://example.com/?q"},
      {"https://example.com:80/", "https://example.com:80/"},
      {"http://[2001:DB8:0::1]:8080/a", "http://[2001:db8::1]:8080/a"},
      {"http://example.com/a b\u00e4?x= y#fragment", "http://example.com/a%20b%C3%A4?x=%20y"},
      {"http://example.com/%41?a=b\\c", "http://example.com/%41?a=b\\c"},
      {"http://example.com/@x:y//..", "http://example.com/@x:y//.."}};
  for (const auto& [text, canonical] : expected) {
    EXPECT_EQ(must(HttpUrl::from_text(text)).to_text(), canonical);
    EXPECT_EQ(must(HttpUrl::from_text(canonical)).to_text(), canonical);
  }
}

// The examples of RFC 3986 §5.4, as far as they lead to http.
TEST(HttpUrl, resolves_references_as_the_standard_says) {
  const HttpUrl base = must(HttpUrl::from_text("http://a/b/c/d;p?q"));
  const std::vector<std::pair<std::string, std::string>> expected{
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},
      {"g?y#s", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/../x", "http://a/b/c/g"},
      {"https://x:1/y", "https://x:1/y"},
      {"a/b:c", "http://a/b/c/a/b:c"},
      {"?http://evil.test/", "http://a/b/c/d;p?http://evil.test/"}};
  for (const auto& [location, leads_to] : expected) {
    EXPECT_EQ(must(base.resolved(location)).to_text(), leads_to) << location;
  }
  for (const auto* elsewhere :
       {"g:h", "http:g", "file:///etc/passwd", "\\\\g", "/\\g", "//u@g/", "//"}) {
    EXPECT_EQ(field_of(base.resolved(elsewhere)), "url") << elsewhere;
  }
}

TEST(HttpUrl, has_a_longest_text) {
  const std::string start = "http://example.com/";
  const std::string longest = start + std::string(limits::http_url_bytes_max - start.size(), 'x');
  EXPECT_TRUE(HttpUrl::from_text(longest).ok());
  EXPECT_EQ(field_of(HttpUrl::from_text(longest + "x")), "url");
}

// What libcurl makes of a URL: "host:port".
class CurlUrlParser {
 public:
  CurlUrlParser() : library_(::dlopen("libcurl.so.4", RTLD_NOW)) {}
  ~CurlUrlParser() { ::dlclose(library_); }
  CurlUrlParser(const CurlUrlParser&) = delete;
  CurlUrlParser& operator=(const CurlUrlParser&) = delete;

  std::string host_and_port(const std::string& text) const {
    CURLU* url = function<decltype(&::curl_url)>("curl_url")();
    const auto set = function<decltype(&::curl_url_set)>("curl_url_set");
    std::string seen = "nothing";
    if (set(url, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK) {
      seen = part(url, CURLUPART_HOST) + ":" + part(url, CURLUPART_PORT);
    }
    function<decltype(&::curl_url_cleanup)>("curl_url_cleanup")(url);
    return seen;
  }

 private:
  template <typename Function>
  Function function(const char* name) const {
    return reinterpret_cast<Function>(::dlsym(library_, name));
  }

  std::string part(CURLU* url, CURLUPart which) const {
    char* text = nullptr;
    const auto get = function<decltype(&::curl_url_get)>("curl_url_get");
    if (get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return "nothing";
    const std::unique_ptr<char, decltype(&::curl_free)> owned(
        text, function<decltype(&::curl_free)>("curl_free"));
    return text;
  }

  void* library_;
};

RC_GTEST_PROP(HttpUrl, is_understood_by_libcurl_as_it_is_by_us, ()) {
  static const CurlUrlParser curl;
  const auto some_of = [](const std::vector<std::string>& pieces) {
    const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
    return joined(chosen, "");
  };
  const std::string host = *rc::gen::element<std::string>(
      "example.com", "a.b", "127.0.0.1", "[::1]", "[2001:db8::1]", "localhost", "", "127.1",
      "0x7f.1", "x_y", "example.com.", "user@example.com", "xn--a");
  const std::string text = *rc::gen::element<std::string>("http://", "https://", "HTTP://") + host +
                           *rc::gen::element<std::string>("", "", "", "", "", ".a", ".1", "-",
                                                          "%41", "]", "@", "\\", "0") +
                           *rc::gen::element<std::string>("", ":80", ":443", ":8080", ":", ":080") +
                           *rc::gen::element<std::string>("", "/", "?", "#") +
                           some_of({"@", ":", "/", "?", "#", "\\", "[", "%2f", "evil.test", " ",
                                    "\u00e4", "..", "|", "^"});
  const auto url = HttpUrl::from_text(text);
  RC_CLASSIFY(url.ok());
  if (!url.ok()) return;
  RC_ASSERT(curl.host_and_port(url->to_text()) ==
            url->host.in_url() + ":" + std::to_string(url->port));
}

}  // namespace
}  // namespace memory_mcp
