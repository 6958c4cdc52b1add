#include "embeddings/builtin.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

Vector vector_of(const std::string& text) {
  const std::string texts[] = {text};
  return must(must(make_builtin_embedder())->embed(texts, TextRole::document, {})).front();
}

double cosine(const std::string& a, const std::string& b) {
  const Vector first = vector_of(a);
  const Vector second = vector_of(b);
  return std::inner_product(first.begin(), first.end(), second.begin(), 0.0);
}

TEST(builtin_embedder, gives_what_it_says) {
  const auto embedder = must(make_builtin_embedder());
  EXPECT_EQ(embedder->generation().key(), "builtin/lexical-hash/1024/1");
  EXPECT_EQ(vector_of("set a timer").size(), 1024U);
  EXPECT_EQ(vector_of("set a timer"), vector_of("set a timer"));
}

TEST(builtin_embedder, puts_like_texts_near) {
  EXPECT_NEAR(cosine("fix the login timeout", "fix the login timeout"), 1, 1e-5);
  EXPECT_GT(cosine("fix the login timeout", "fixing login timeouts"), 0.4);
  EXPECT_GT(cosine("authentication", "autentication"), 0.3);
  EXPECT_LT(cosine("fix the login timeout", "render a bar chart"), 0.15);
}

TEST(builtin_embedder, gives_nothing_for_a_text_without_words) {
  const Vector nothing = vector_of("\U0001F600 !!");
  EXPECT_EQ(std::accumulate(nothing.begin(), nothing.end(), 0.0F), 0);
}

RC_GTEST_PROP(builtin_embedder, gives_length_one_or_nothing, (const std::string& text)) {
  const Vector vector = vector_of(text);
  const double squares = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0);
  RC_ASSERT(squares == 0 || std::abs(squares - 1) < 1e-4);
}

}  // namespace
}  // namespace memory_mcp
