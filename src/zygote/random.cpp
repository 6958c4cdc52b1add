#include "zygote/random.h"

#include <sys/random.h>

#include <array>
#include <bit>

#include "zygote/die.h"

namespace memory_mcp::zygote {
namespace {

using Block = std::array<std::uint32_t, 16>;

constexpr std::size_t key_words = 8;
constexpr std::size_t counter_word = 12;
constexpr int double_rounds = 10;

// The constants spell "expand 32-byte k".
Block state{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
Block ready{};
std::size_t used = ready.size();

void quarter_round(Block& x, std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
  x[a] += x[b];
  x[d] = std::rotl(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = std::rotl(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = std::rotl(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = std::rotl(x[b] ^ x[c], 7);
}

void next_block() {
  ready = state;
  for (int round = 0; round < double_rounds; ++round) {
    for (std::size_t i = 0; i < 4; ++i) quarter_round(ready, i, i + 4, i + 8, i + 12);
    for (std::size_t i = 0; i < 4; ++i) {
      quarter_round(ready, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
  }
  for (std::size_t i = 0; i < ready.size(); ++i) ready[i] += state[i];
  if (++state[counter_word] == 0) ++state[counter_word + 1];
  used = 0;
}

}  // namespace

void take_random_key() {
  constexpr std::size_t bytes = key_words * sizeof(std::uint32_t);
  if (::getrandom(state.data() + 4, bytes, 0) != static_cast<ssize_t>(bytes)) {
    die("no random numbers");
  }
  state[counter_word] = state[counter_word + 1] = 0;
  used = ready.size();
}

std::uint32_t random_number() {
  if (used == ready.size()) next_block();
  return ready[used++];
}

std::uint64_t random_number_64() {
  constexpr unsigned half = 32;
  return (std::uint64_t{random_number()} << half) | random_number();
}

}  // namespace memory_mcp::zygote
