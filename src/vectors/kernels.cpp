// NumKong's kernels are functions in headers, each compiled for its own instruction set wherever
// the file stands; which one runs is decided here. NumKong leaves out, without a word, the sets
// that the compiler's flags do not name, and what remains is slow: so src/CMakeLists.txt names
// them (NK_TARGET_…), this file insists, and a test asks which one is running.
#include "vectors/kernels.h"

#include <numkong/dot.h>
#include <numkong/set.h>

#include <bit>
#include <vector>

#if defined(__x86_64__)
static_assert(NK_TARGET_HASWELL && NK_TARGET_SKYLAKE && NK_TARGET_ICELAKE);
#endif

namespace memory_mcp {
namespace {

// Plain loops, which the compiler turns into what every processor of the kind has.
void dot_products_portable(const std::int8_t* query, const std::int8_t* rows, std::size_t bytes,
                           std::size_t count, std::int32_t* products) {
  for (std::size_t row = 0; row < count; ++row, rows += bytes) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < bytes; ++i) sum += std::int32_t{query[i]} * rows[i];
    products[row] = sum;
  }
}

void hamming_distances_portable(const std::uint64_t* query, const std::uint64_t* rows,
                                std::size_t words, std::size_t count, std::uint32_t* distances) {
  for (std::size_t row = 0; row < count; ++row, rows += words) {
    int sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += std::popcount(query[i] ^ rows[i]);
    distances[row] = static_cast<std::uint32_t>(sum);
  }
}

#if defined(__x86_64__)

// The targets are NumKong's own for these kernels, so that they become part of the loop.
[[gnu::target("avx2,f16c,fma,bmi,bmi2,sse4.1,popcnt")]] void dot_products_avx2(
    const std::int8_t* query, const std::int8_t* rows, std::size_t bytes, std::size_t count,
    std::int32_t* products) {
  for (std::size_t row = 0; row < count; ++row, rows += bytes) {
    nk_dot_i8_haswell(query, rows, bytes, &products[row]);
  }
}

[[gnu::target("avx2,f16c,fma,bmi,bmi2,sse4.1,popcnt")]] void hamming_distances_avx2(
    const std::uint64_t* query, const std::uint64_t* rows, std::size_t words, std::size_t count,
    std::uint32_t* distances) {
  for (std::size_t row = 0; row < count; ++row, rows += words) {
    nk_hamming_u1_haswell(reinterpret_cast<const nk_u1x8_t*>(query),
                          reinterpret_cast<const nk_u1x8_t*>(rows), words * 64, &distances[row]);
  }
}

[[gnu::target(
    "avx2,avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx512vbmi,avx512vpopcntdq,"
    "f16c,fma,bmi,bmi2")]] void
dot_products_avx512(const std::int8_t* query, const std::int8_t* rows, std::size_t bytes,
                    std::size_t count, std::int32_t* products) {
  for (std::size_t row = 0; row < count; ++row, rows += bytes) {
    nk_dot_i8_icelake(query, rows, bytes, &products[row]);
  }
}

[[gnu::target(
    "avx2,avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx512vbmi,avx512vpopcntdq,"
    "f16c,fma,bmi,bmi2")]] void
hamming_distances_avx512(const std::uint64_t* query, const std::uint64_t* rows, std::size_t words,
                         std::size_t count, std::uint32_t* distances) {
  for (std::size_t row = 0; row < count; ++row, rows += words) {
    nk_hamming_u1_icelake(reinterpret_cast<const nk_u1x8_t*>(query),
                          reinterpret_cast<const nk_u1x8_t*>(rows), words * 64, &distances[row]);
  }
}

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("popcnt");
}

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vpopcntdq");
}

#endif

std::vector<Kernels> find_kernels() {
  std::vector<Kernels> found;
#if defined(__x86_64__)
  if (has_avx512()) found.push_back({"avx512", dot_products_avx512, hamming_distances_avx512});
  if (has_avx2()) found.push_back({"avx2", dot_products_avx2, hamming_distances_avx2});
#endif
  found.push_back({"portable", dot_products_portable, hamming_distances_portable});
  return found;
}

}  // namespace

std::span<const Kernels> kernels_available() {
  static const std::vector<Kernels> found = find_kernels();
  return found;
}

const Kernels& kernels() { return kernels_available().front(); }

}  // namespace memory_mcp
