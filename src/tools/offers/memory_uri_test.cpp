#include "tools/offers/memory_uri.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

TEST(MemoryUri, has_a_kind_an_id_and_a_namespace) {
  EXPECT_EQ(must(memory_uri_from("memory://stats")), (MemoryUri{.kind = "stats", .id = ""}));
  EXPECT_EQ(must(memory_uri_from("memory://patterns/sequence-1?namespace=team-a")),
            (MemoryUri{.kind = "patterns", .id = "sequence-1", .namespace_name = "team-a"}));
}

TEST(MemoryUri, is_taken_with_escapes) {
  EXPECT_EQ(must(memory_uri_from("memory://episodes/a%2Fb%20%c3%a9?namespace=team%2Da")),
            (MemoryUri{.kind = "episodes", .id = "a/b é", .namespace_name = "team-a"}));
}

TEST(MemoryUri, is_written_in_one_way_that_is_read_back) {
  for (const char* text : {"memory://stats", "memory://episodes/x", "memory://stats?namespace=a.b",
                           "memory://episodes/x?namespace=team-a"}) {
    EXPECT_EQ(to_text(must(memory_uri_from(text))), text);
  }
}

TEST(MemoryUri, is_written_so_that_an_id_cannot_name_a_namespace) {
  const MemoryUri uri = must(memory_uri_from("memory://episodes/x%3Fnamespace=other"));
  EXPECT_EQ(uri, (MemoryUri{.kind = "episodes", .id = "x?namespace=other"}));
  EXPECT_EQ(to_text(uri), "memory://episodes/x%3Fnamespace%3Dother");
  EXPECT_EQ(must(memory_uri_from(to_text(uri))), uri);
}

TEST(MemoryUri, is_written_with_escapes_that_are_read_back) {
  for (const MemoryUri& uri :
       {MemoryUri{.kind = "a/b", .id = "%41"}, MemoryUri{.kind = "episodes", .id = "a/b é"}}) {
    EXPECT_EQ(must(memory_uri_from(to_text(uri))), uri);
  }
}

TEST(MemoryUri, names_nothing_by_way_of_another) {
  for (const char* text : {"memory://episodes/..", "memory://episodes/%2e%2E", "memory://../stats",
                           "memory://episodes/./x", "memory://episodes/x%2F..%2Fy"}) {
    EXPECT_EQ(fault_of(memory_uri_from(text)), Fault::not_found) << text;
  }
}

TEST(MemoryUri, names_nothing_when_it_is_malformed) {
  for (const char* text :
       {"", "memory:", "file:///etc/passwd", "memory://episodes/", "memory://episodes/%",
        "memory://episodes/%4", "memory://episodes/%zz", "memory://episodes/%-1",
        "memory://episodes/%ff", "memory://episodes/x?", "memory://episodes/x?other=1"}) {
    const auto found = memory_uri_from(text);
    EXPECT_EQ(fault_of(found), Fault::not_found) << text;
    EXPECT_NE(complaint_of(found).find("resources/list"), std::string::npos) << text;
  }
}

TEST(MemoryUri, refuses_what_is_no_namespace) {
  for (const char* text : {"memory://stats?namespace=", "memory://stats?namespace=a%2Fb",
                           "memory://stats?namespace=a&namespace=b"}) {
    EXPECT_EQ(fault_of(memory_uri_from(text)), Fault::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace memory_mcp
