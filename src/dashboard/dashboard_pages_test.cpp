#include "dashboard/dashboard_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "dashboard/dashboard_files.h"

namespace memory_mcp {
namespace {

HttpRequest request_of(const std::string& path, const std::vector<HttpField>& fields = {}) {
  HttpRequest request{
      .method = "GET", .target = path, .fields = {}, .body = "", .peer = "127.0.0.1"};
  for (const auto& [name, value] : fields) request.fields.add(name, value);
  return request;
}

HttpResponse answer(const HttpRequest& request) {
  const auto pages = dashboard_pages();
  const auto page = std::ranges::find(pages, request.path(), &HttpPage::path);
  if (page == pages.end()) return {.status = 404};
  return page->read(request);
}

std::string field(const HttpResponse& response, const std::string& name) {
  for (const auto& [known, value] : response.fields) {
    if (known == name) return value;
  }
  return "";
}

TEST(DashboardPages, are_public_and_never_wait) {
  for (const HttpPage& page : dashboard_pages()) {
    EXPECT_TRUE(page.is_public && page.is_quick) << page.path;
    EXPECT_TRUE(page.path.starts_with("/dashboard")) << page.path;
  }
}

TEST(DashboardPages, begin_with_a_page_that_names_files_that_are_there) {
  const std::string html = answer(request_of("/dashboard/")).body;
  const std::regex reference(R"re((?:src|href)="([^"]+)")re");
  int files = 0;
  for (std::sregex_iterator found(html.begin(), html.end(), reference), end; found != end;
       ++found, ++files) {
    EXPECT_EQ(answer(request_of((*found)[1].str())).status, 200) << (*found)[1];
  }
  EXPECT_EQ(files, 3);  // Icon, script, style.
}

TEST(DashboardPages, lead_from_the_folder_to_the_page) {
  const HttpResponse response = answer(request_of("/dashboard"));
  EXPECT_EQ(response.status, 308);
  EXPECT_EQ(field(response, "Location"), "/dashboard/");
}

TEST(DashboardPages, are_compressed_for_those_who_take_that) {
  for (const char* plain : {"", "identity", "br, deflate", "gzip;q=0", "gzip; q=0.0", "xgzip"}) {
    const HttpResponse response = answer(request_of("/dashboard/", {{"Accept-Encoding", plain}}));
    EXPECT_EQ(field(response, "Content-Encoding"), "") << plain;
    EXPECT_TRUE(response.body.starts_with("<!doctype html>")) << plain;
  }
  for (const char* both : {"gzip", "br, GZIP", "gzip;q=0.5, br", "deflate,gzip"}) {
    const HttpResponse response = answer(request_of("/dashboard/", {{"Accept-Encoding", both}}));
    EXPECT_EQ(field(response, "Content-Encoding"), "gzip") << both;
    EXPECT_TRUE(response.body.starts_with("\x1f\x8b")) << both;
  }
}

TEST(DashboardPages, are_sent_once) {
  const std::string etag = field(answer(request_of("/dashboard/")), "ETag");
  ASSERT_EQ(etag.size(), 34U);
  for (const std::string& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
    const HttpResponse response = answer(request_of("/dashboard/", {{"If-None-Match", known}}));
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.content_type, "");
  }
  EXPECT_EQ(answer(request_of("/dashboard/", {{"If-None-Match", "\"other\""}})).status, 200);
}

TEST(DashboardPages, are_kept_for_good_where_the_name_changes_with_the_contents) {
  for (const DashboardFile& file : dashboard_files()) {
    const HttpResponse response = answer(request_of(std::string(file.path)));
    const bool is_hashed = file.path.starts_with("/dashboard/assets/");
    EXPECT_EQ(file.is_immutable, is_hashed) << file.path;
    EXPECT_EQ(field(response, "Cache-Control").ends_with("immutable"), is_hashed) << file.path;
  }
}

TEST(DashboardPages, let_nothing_in_but_files_of_this_server) {
  for (const DashboardFile& file : dashboard_files()) {
    const std::string policy =
        field(answer(request_of(std::string(file.path))), "Content-Security-Policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; ")) << file.path;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << file.path;
  }
}

TEST(DashboardPages, ask_no_other_server_for_anything) {
  const std::regex elsewhere(R"re((?:src=|href=|url\(|fetch\(|import\()["'(]?(?:https?:)?//)re");
  for (const DashboardFile& file : dashboard_files()) {
    const std::string text(file.plain);
    EXPECT_FALSE(std::regex_search(text, elsewhere)) << file.path;
  }
}

}  // namespace
}  // namespace memory_mcp
