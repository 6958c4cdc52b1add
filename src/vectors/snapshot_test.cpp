#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"
#include "vectors/vector_index.h"

namespace memory_mcp {
namespace {

constexpr std::size_t dimensions = 50;
constexpr VectorIndexOptions options{.codes_max = 50, .exact_max = 200, .waiting_max = 20};

std::vector<float> vector_of(std::uint32_t number) {
  std::mt19937 random(number);
  std::normal_distribution<float> normal;
  std::vector<float> vector(dimensions);
  double square = 0;
  for (float& value : vector) {
    value = normal(random);
    square += double{value} * value;
  }
  for (float& value : vector) value = static_cast<float>(value / std::sqrt(square));
  return vector;
}

class Snapshot : public testing::Test {
 protected:
  std::string contents() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t files() const {
    using Iterator = std::filesystem::directory_iterator;
    return static_cast<std::size_t>(std::distance(Iterator(folder_.file("")), Iterator()));
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
};

void expect_same(const VectorIndex& a, const VectorIndex& b) {
  EXPECT_EQ(a.size(), b.size());
  for (std::uint32_t query = 5'000; query < 5'020; ++query) {
    EXPECT_EQ(a.search(vector_of(query), 10), b.search(vector_of(query), 10));
  }
}

TEST_F(Snapshot, holds_what_was_in_the_index) {
  for (const std::uint32_t count : {0U, 1U, 40U, 150U, 600U}) {
    VectorIndex index(dimensions, options);
    for (std::uint32_t id = 0; id < count; ++id) index.put(id, vector_of(id));
    index.fold(count / 2);
    for (std::uint32_t id = 0; id < count; id += 7) index.erase(id);
    must(index.save(path_, "words/1"));
    EXPECT_EQ(files(), 1U);

    VectorIndex other(dimensions, options);
    other.put(3, vector_of(77));
    must(other.load(path_, "words/1"));
    expect_same(index, other);
    EXPECT_EQ(index.fold(0), other.fold(0));
    // It goes on like any other.
    for (VectorIndex* each : {&index, &other}) {
      for (std::uint32_t id = 0; id < 300; ++id) each->put(id, vector_of(id + 9'000));
      each->erase(2);
      each->fold(10'000);
    }
    EXPECT_EQ(index.size(), other.size());
    for (std::uint32_t id = 10; id < 300; id += 10) {
      EXPECT_EQ(other.search(vector_of(id + 9'000), 1).at(0).id, id);
    }
  }
}

TEST_F(Snapshot, is_refused_when_it_is_missing_or_of_something_else) {
  VectorIndex index(dimensions, options);
  index.put(1, vector_of(1));
  EXPECT_EQ(fault_of(index.load(path_, "words/1")), Fault::not_found);
  must(index.save(path_, "words/1"));
  EXPECT_EQ(fault_of(index.load(path_, "words/2")), Fault::invalid_argument);
  EXPECT_EQ(fault_of(index.load(path_, "")), Fault::invalid_argument);
  VectorIndex narrower(dimensions - 1, options);
  EXPECT_EQ(fault_of(narrower.load(path_, "words/1")), Fault::invalid_argument);
  EXPECT_EQ(index.size(), 1U);
  EXPECT_EQ(fault_of(index.save(folder_.file("nowhere/index"), "words/1")), Fault::unavailable);
}

TEST_F(Snapshot, is_refused_when_damaged_anywhere) {
  VectorIndex index(dimensions, options);
  for (std::uint32_t id = 0; id < 400; ++id) index.put(id, vector_of(id));
  index.fold(1'000);
  must(index.save(path_, "words/1"));
  const std::string whole = contents();
  VectorIndex other(dimensions, options);
  for (std::uint32_t id = 0; id < 60; ++id) other.put(id, vector_of(id + 100));
  const std::size_t step = whole.size() / 150;
  for (std::size_t at = 0; at < whole.size(); at += at < 100 ? 1 : step) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    write_file(path_, damaged);
    EXPECT_EQ(fault_of(other.load(path_, "words/1")), Fault::invalid_argument) << at;
    write_file(path_, whole.substr(0, at));
    EXPECT_EQ(fault_of(other.load(path_, "words/1")), Fault::invalid_argument) << at;
  }
  write_file(path_, whole + "more");
  EXPECT_EQ(fault_of(other.load(path_, "words/1")), Fault::invalid_argument);
  EXPECT_EQ(other.size(), 60U);
  EXPECT_EQ(other.search(vector_of(130), 1).at(0).id, 30U);
  write_file(path_, whole);
  must(other.load(path_, "words/1"));
  expect_same(index, other);
}

}  // namespace
}  // namespace memory_mcp
