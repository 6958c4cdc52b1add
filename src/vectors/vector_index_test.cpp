#include "vectors/vector_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <thread>

#include "base/check.h"

namespace memory_mcp {
namespace {

std::optional<float> cosine(const VectorIndex& index, std::uint32_t id,
                            std::span<const float> query) {
  return index.cosines({&id, 1}, query).front();
}

using Vector = std::vector<float>;
using Model = std::map<std::uint32_t, Vector>;

Vector normalised(Vector vector) {
  double square = 0;
  for (const float value : vector) square += double{value} * value;
  for (float& value : vector) value = static_cast<float>(value / std::sqrt(square));
  return vector;
}

float dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return static_cast<float>(sum);
}

class Source {
 public:
  explicit Source(std::size_t dimensions, unsigned seed = 1)
      : dimensions_(dimensions), random_(seed) {}

  Vector any() {
    Vector vector(dimensions_);
    for (float& value : vector) value = normal_(random_);
    return normalised(vector);
  }

  // Near to `centre`: `spread` 0 is there.
  Vector near(const Vector& centre, float spread) {
    const Vector away = any();
    Vector vector = centre;
    for (std::size_t i = 0; i < vector.size(); ++i) vector[i] += spread * away[i];
    return normalised(vector);
  }

  // Like counted words: most dimensions are 0.
  Vector sparse(std::size_t words) {
    Vector vector(dimensions_);
    for (std::size_t i = 0; i < words; ++i) vector[random_() % dimensions_] = 1;
    return normalised(vector);
  }

  std::vector<Vector> many(std::size_t count) {
    std::vector<Vector> vectors;
    for (std::size_t i = 0; i < count; ++i) vectors.push_back(any());
    return vectors;
  }

  std::vector<Vector> clustered(std::size_t count, std::size_t clusters) {
    const auto centres = many(clusters);
    std::vector<Vector> vectors;
    for (std::size_t i = 0; i < count; ++i) vectors.push_back(near(centres[i % clusters], 0.7F));
    return vectors;
  }

 private:
  std::size_t dimensions_;
  std::mt19937 random_;
  std::normal_distribution<float> normal_;
};

using Keep = std::function<bool(std::uint32_t)>;

std::vector<Neighbour> truth_of(const Model& model, const Vector& query, std::size_t count,
                                const Keep& keep = nullptr) {
  std::vector<Neighbour> all;
  for (const auto& [id, vector] : model) {
    if (!keep || keep(id)) all.push_back({id, dot(vector, query)});
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.cosine > b.cosine; });
  all.resize(std::min(count, all.size()));
  return all;
}

// The share of the true ten among those found. A twin of one of them is as good.
double recall_now(const VectorIndex& index, const Model& model, const std::vector<Vector>& queries,
                  const Keep& keep = nullptr) {
  double right = 0;
  double wanted = 0;
  for (const Vector& query : queries) {
    const auto truth = truth_of(model, query, 10, keep);
    const auto found = index.search(query, 10, keep);
    EXPECT_EQ(found.size(), truth.size());
    for (const Neighbour& neighbour : found) {
      EXPECT_TRUE(model.contains(neighbour.id) && (!keep || keep(neighbour.id)));
      right += dot(model.at(neighbour.id), query) >= truth.back().cosine - 1e-6F ? 1 : 0;
    }
    wanted += static_cast<double>(truth.size());
  }
  return wanted == 0 ? 1 : right / wanted;
}

// After the searches in which an index learns how far it has to look.
double recall_at_10(const VectorIndex& index, const Model& model,
                    const std::vector<Vector>& queries, const Keep& keep = nullptr) {
  for (std::size_t i = 0; i < 100; ++i) index.search(queries[i % queries.size()], 10, keep);
  return recall_now(index, model, queries, keep);
}

// Small sizes at which all ways of searching are taken.
constexpr VectorIndexOptions with_graph{
    .codes_max = 200, .exact_max = 1'000, .waiting_max = 300, .sample_every = 8};
constexpr VectorIndexOptions with_signs{.codes_max = 0, .exact_max = 1'000'000, .sample_every = 8};

Model fill(VectorIndex& index, const std::vector<Vector>& vectors) {
  Model model;
  for (const Vector& vector : vectors) {
    const auto id = static_cast<std::uint32_t>(model.size());
    index.put(id, vector);
    model[id] = vector;
  }
  return model;
}

TEST(VectorIndex, finds_nothing_when_empty) {
  const VectorIndex index(8);
  const Vector query = Source(8).any();
  EXPECT_TRUE(index.search(query, 10).empty());
  EXPECT_FALSE(cosine(index, 0, query));
  EXPECT_FALSE(index.has(0));
  EXPECT_EQ(index.size(), 0U);
  EXPECT_EQ(index.sampled_recall(), 1);
}

TEST(VectorIndex, gives_cosines_as_good_as_those_of_floats) {
  for (const std::size_t dimensions :
       {2UL, 3UL, 63UL, 64UL, 65UL, 100UL, 384UL, 1'000UL, 4'096UL}) {
    const double tolerance = dimensions < 8 ? 0.01 : 0.005;
    Source source(dimensions);
    VectorIndex index(dimensions);
    const Model model = fill(index, source.many(50));
    for (const Vector& query : source.many(20)) {
      for (const Neighbour& found : index.search(query, 50)) {
        EXPECT_NEAR(found.cosine, dot(model.at(found.id), query), tolerance) << dimensions;
        EXPECT_EQ(cosine(index, found.id, query), found.cosine);
      }
    }
  }
}

TEST(VectorIndex, knows_a_direction_of_one_dimension) {
  VectorIndex index(1);
  index.put(0, Vector{1});
  index.put(1, Vector{-1});
  const std::vector<Neighbour> expected{{0, 1}, {1, -1}};
  EXPECT_EQ(index.search(Vector{1}, 10), expected);
}

TEST(VectorIndex, gives_1_for_the_vector_itself) {
  Source source(384);
  VectorIndex index(384);
  const Model model = fill(index, source.many(100));
  for (const auto& [id, vector] : model) {
    EXPECT_EQ(index.search(vector, 1).at(0).id, id);
    EXPECT_NEAR(cosine(index, id, vector).value_or(0), 1, 1e-4);
  }
}

TEST(VectorIndex, finds_by_comparing_all_what_floats_find) {
  Source source(384);
  VectorIndex index(384);
  const Model model = fill(index, source.clustered(3'000, 40));
  EXPECT_GE(recall_at_10(index, model, source.many(50)), 0.97);
}

TEST(VectorIndex, finds_by_signs_what_floats_find) {
  for (const std::size_t clusters : {1UL, 40UL, 3'000UL}) {
    Source source(384);
    VectorIndex index(384, with_signs);
    const auto vectors = source.clustered(6'000, clusters);
    const Model model = fill(index, vectors);
    std::vector<Vector> queries = source.many(30);
    for (std::size_t i = 0; i < 30; ++i) queries.push_back(source.near(vectors[i * 7], 0.5F));
    EXPECT_GE(recall_at_10(index, model, queries), 0.97) << clusters;
    const auto is_third = [](std::uint32_t id) { return id % 3 == 0; };
    EXPECT_GE(recall_at_10(index, model, queries, is_third), 0.97) << clusters;
  }
}

TEST(VectorIndex, finds_through_the_graph_what_floats_find) {
  for (const std::size_t clusters : {1UL, 40UL, 2'000UL}) {
    Source source(128);
    VectorIndex index(128, with_graph);
    const auto vectors = source.clustered(2'000, clusters);
    const Model model = fill(index, vectors);
    EXPECT_EQ(index.fold(100'000), 0U);
    std::vector<Vector> queries = source.many(40);
    for (std::size_t i = 0; i < 40; ++i) queries.push_back(source.near(vectors[i * 7], 0.5F));
    EXPECT_GE(recall_at_10(index, model, queries), 0.97) << clusters;
  }
}

TEST(VectorIndex, finds_what_waits_beside_the_graph_and_not_what_is_gone_from_it) {
  Source source(64);
  VectorIndex index(64, with_graph);
  Model model = fill(index, source.clustered(2'000, 30));
  EXPECT_EQ(index.fold(100'000), 0U);
  for (std::uint32_t id = 0; id < 2'000; id += 5) {
    index.erase(id);
    model.erase(id);
  }
  for (std::uint32_t id = 1; id < 2'000; id += 25) model[id] = source.any();  // Moved elsewhere.
  for (std::uint32_t id = 2'000; id < 2'200; ++id) model[id] = source.any();
  for (const auto& [id, vector] : model) {
    if (id % 25 == 1 || id >= 2'000) index.put(id, vector);
  }
  EXPECT_GT(index.fold(0), 0U);
  const auto queries = source.many(50);
  EXPECT_GE(recall_at_10(index, model, queries), 0.97);
  for (std::uint32_t id = 2'000; id < 2'200; ++id) {
    EXPECT_EQ(index.search(model[id], 1).at(0).id, id);
  }
}

TEST(VectorIndex, honours_wide_and_narrow_filters_in_the_graph) {
  Source source(64);
  VectorIndex index(64, with_graph);
  const auto vectors = source.clustered(2'500, 40);
  const Model model = fill(index, vectors);
  EXPECT_EQ(index.fold(100'000), 0U);
  const auto queries = source.many(40);
  for (const std::uint32_t one_in : {2U, 7U, 40U, 900U, 3'000U}) {
    const auto keep = [=](std::uint32_t id) { return id % one_in == 1; };
    EXPECT_GE(recall_at_10(index, model, queries, keep), 0.97) << one_in;
  }
  EXPECT_TRUE(index.search(queries[0], 10, [](std::uint32_t) { return false; }).empty());
  // Accepts many, but none of those around the query.
  const auto is_far = [&](std::uint32_t id) { return id % 40 != 3; };
  EXPECT_GE(recall_at_10(index, model, {vectors[3], vectors[43]}, is_far), 0.97);
}

TEST(VectorIndex, gives_everything_when_asked_for_more) {
  Source source(32);
  for (const auto& options : {VectorIndexOptions{}, with_signs, with_graph}) {
    VectorIndex index(32, options);
    fill(index, source.many(2'500));
    index.fold(100'000);
    EXPECT_EQ(index.search(source.any(), 3'000).size(), 2'500U);
    EXPECT_EQ(index.search(source.any(), std::numeric_limits<std::size_t>::max()).size(), 2'500U);
    EXPECT_TRUE(index.search(source.any(), 0).empty());
  }
}

TEST(VectorIndex, tells_twins_apart_by_id_only) {
  Source source(96);
  for (const auto& options : {VectorIndexOptions{}, with_signs, with_graph}) {
    VectorIndex index(96, options);
    const Vector twin = source.any();
    Model model = fill(index, std::vector<Vector>(300, twin));
    for (std::uint32_t id = 300; id < 3'000; ++id) {
      model[id] = source.any();
      index.put(id, model[id]);
    }
    index.fold(100'000);
    for (const Neighbour& found : index.search(twin, 20)) {
      EXPECT_LT(found.id, 300U);
      EXPECT_NEAR(found.cosine, 1, 1e-4);
    }
    EXPECT_GE(recall_at_10(index, model, source.many(30)), 0.97);
  }
}

TEST(VectorIndex, makes_its_graph_anew_when_most_of_it_is_gone) {
  Source source(32);
  VectorIndex index(32, with_graph);
  Model model = fill(index, source.many(3'000));
  EXPECT_EQ(index.fold(100'000), 0U);
  for (std::uint32_t id = 0; id < 3'000; ++id) {
    if (id % 2 == 0) model[id] = source.any();
    if (id % 2 == 0) index.put(id, model[id]);
  }
  for (std::uint32_t id = 1; id < 1'500; id += 2) {
    model.erase(id);
    index.erase(id);
  }
  const auto queries = source.many(30);
  EXPECT_GE(recall_at_10(index, model, queries), 0.97);
  EXPECT_EQ(index.fold(100'000), 0U);
  EXPECT_GE(recall_at_10(index, model, queries), 0.97);
  // Few enough to do without one.
  for (std::uint32_t id = 0; id < 2'700; ++id) {
    model.erase(id);
    index.erase(id);
  }
  EXPECT_GE(recall_at_10(index, model, queries), 0.97);
  EXPECT_EQ(index.fold(100'000), 0U);
  EXPECT_EQ(index.size(), model.size());
}

TEST(VectorIndex, folds_by_itself_when_many_wait) {
  Source source(16);
  VectorIndex index(16, with_graph);
  fill(index, source.many(3'000));
  EXPECT_LE(index.fold(0), with_graph.waiting_max + 1);
}

TEST(VectorIndex, compares_all_sparse_vectors_whatever_becomes_of_them) {
  Source source(256);
  VectorIndex index(256, {.codes_max = 100});
  Model model;
  const auto put = [&](std::uint32_t id) {
    model[id] = source.sparse(8);
    index.put(id, model[id]);
  };
  for (std::uint32_t id = 0; id < 9'000; ++id) put(id);
  std::vector<Vector> queries;
  for (std::size_t i = 0; i < 20; ++i) queries.push_back(source.sparse(8));
  EXPECT_GE(recall_at_10(index, model, queries), 0.99);
  EXPECT_EQ(index.sampled_recall(), 1);
  // Rows of full blocks get other vectors: a few first, then more than are kept apart.
  for (const std::uint32_t erased : {100U, 700U}) {
    for (std::uint32_t id = 0; id < erased; ++id) index.erase(id);
    for (std::uint32_t id = 0; id < erased; ++id) put(id);
    EXPECT_GE(recall_at_10(index, model, queries), 0.99) << erased;
  }
}

TEST(VectorIndex, measures_its_recall_and_leaves_signs_that_say_little) {
  Source source(2'048);
  VectorIndexOptions options{.codes_max = 100, .exact_max = 100'000, .sample_every = 4};
  VectorIndex index(2'048, options);
  Model model;
  for (std::uint32_t id = 0; id < 3'000; ++id) {
    model[id] = source.sparse(5 + id % 200);
    index.put(id, model[id]);
  }
  std::vector<Vector> queries;
  for (std::size_t i = 0; i < 40; ++i) queries.push_back(source.sparse(20));
  recall_at_10(index, model, queries);
  EXPECT_GE(recall_at_10(index, model, queries), 0.97);
  EXPECT_GE(index.sampled_recall(), 0.97);

  VectorIndexOptions graph = with_graph;
  graph.sample_every = 1;  // Each search is one.
  VectorIndex large(2'048, graph);
  for (const auto& [id, vector] : model) large.put(id, vector);
  large.fold(100'000);
  for (const Vector& query : queries) large.search(query, 10);
  EXPECT_GT(large.sampled_recall(), 0.9);
  EXPECT_LE(large.sampled_recall(), 1);
}

TEST(VectorIndex, refuses_what_is_no_vector_of_length_1) {
  VectorIndex index(3);
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const Vector& wrong : std::vector<Vector>{
           {}, {1, 0}, {1, 0, 0, 0}, {0, 0, 0}, {2, 0, 0}, {1, nan, 0}, {infinity, 0, 0}}) {
    EXPECT_THROW(index.put(0, wrong), Bug);
    EXPECT_THROW(index.search(wrong, 1), Bug);
    EXPECT_THROW(cosine(index, 0, wrong), Bug);
  }
  EXPECT_THROW(index.put(limits::vectors_per_index_max, Vector{1, 0, 0}), Bug);
  EXPECT_EQ(index.size(), 0U);
}

// Few dimensions and few values, so that twins are common and every order of events occurs.
RC_GTEST_PROP(VectorIndex, does_what_a_map_of_vectors_does, ()) {
  const VectorIndexOptions options{.codes_max = *rc::gen::element<std::size_t>(0, 20, 1'000),
                                   .exact_max = *rc::gen::element<std::size_t>(10, 40, 1'000),
                                   .waiting_max = *rc::gen::element<std::size_t>(0, 5, 50),
                                   .sample_every = *rc::gen::element<std::size_t>(0, 3)};
  VectorIndex index(4, options);
  Model model;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, std::uint32_t>>>(
      rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange<std::uint32_t>(0, 60)));
  Source source(4, *rc::gen::inRange(0U, 1'000U));
  for (const auto& [what, id] : steps) {
    if (what < 7) {
      model[id] = source.any();
      index.put(id, model[id]);
    } else if (what < 10) {
      model.erase(id);
      index.erase(id);
    } else {
      index.fold(id);
    }
    RC_ASSERT(index.size() == model.size());
    RC_ASSERT(index.has(id) == model.contains(id));
    const auto keep = [&](std::uint32_t other) { return id % 2 == 0 || other % 3 == id % 3; };
    const Vector query = source.any();
    const auto truth = truth_of(model, query, 5, keep);
    const auto found = index.search(query, 5, keep);
    RC_ASSERT(found.size() == truth.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      RC_ASSERT(model.contains(found[i].id) && keep(found[i].id));
      RC_ASSERT(std::abs(found[i].cosine - dot(model[found[i].id], query)) < 0.02F);
      RC_ASSERT(std::abs(found[i].cosine - truth[i].cosine) < 0.03F);
    }
  }
}

TEST(VectorIndex, is_searched_by_many_while_it_changes) {
  constexpr std::uint32_t vectors = 1'500;
  VectorIndexOptions options{
      .codes_max = 100, .exact_max = 300, .waiting_max = 50, .sample_every = 8};
  VectorIndex index(32, options);
  std::atomic<bool> is_over = false;
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::jthread> readers;
  for (unsigned reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&, reader] {
      Source source(32, 100 + reader);
      while (!is_over) {
        const auto found = index.search(source.any(), 10, [](std::uint32_t id) { return id % 9; });
        for (std::size_t i = 0; i < found.size(); ++i) {
          const bool is_ordered = i == 0 || found[i - 1].cosine >= found[i].cosine;
          wrong += is_ordered && found[i].id < vectors && found[i].id % 9 != 0 ? 0 : 1;
        }
        wrong += index.sampled_recall() >= 0 ? 0 : 1;
      }
    });
  }
  Source source(32);
  for (std::uint32_t id = 0; id < vectors; ++id) {
    index.put(id, source.any());
    if (id % 4 == 0) index.erase(id / 2);
    if (id % 50 == 0) index.fold(20);
  }
  is_over = true;
  readers.clear();
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace memory_mcp
