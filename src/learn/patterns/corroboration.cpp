#include "learn/patterns/corroboration.h"

#include <algorithm>
#include <tuple>

namespace memory_mcp {
namespace {

// In how many of the episodes each of them had a hand.
std::map<NameId, std::size_t> hands_in(std::span<const WitnessId> slots,
                                       const Witnesses& witnesses) {
  std::map<NameId, std::size_t> hands;
  for (const WitnessId slot : slots) {
    ++hands[witnesses[slot].writer];
    for (const NameId other : witnesses[slot].other_writers) ++hands[other];
  }
  return hands;
}

}  // namespace

std::size_t writers_of(std::span<const WitnessId> slots, const Witnesses& witnesses) {
  return hands_in(slots, witnesses).size();
}

bool is_corroborated(std::span<const WitnessId> slots, const Witnesses& witnesses) {
  if (slots.empty()) return false;
  return std::ranges::none_of(hands_in(slots, witnesses),
                              [&](const auto& one) { return one.second == slots.size(); });
}

std::vector<WitnessId> fair_share(std::span<const WitnessId> slots, const Witnesses& witnesses) {
  std::vector<WitnessId> kept(slots.begin(), slots.end());
  std::map<NameId, std::size_t> opened;
  for (const WitnessId slot : slots) ++opened[witnesses[slot].writer];
  NameId main = no_name;
  std::size_t most = 0;
  for (const auto& [writer, episodes] : opened) {
    if (episodes <= most) continue;
    main = writer;
    most = episodes;
  }
  const std::size_t others = slots.size() - most;
  if (others == 0 || most <= others) return kept;
  // Those of others first, then that writer's, newest first.
  std::ranges::sort(kept, {}, [&](WitnessId slot) {
    const Witness& one = witnesses[slot];
    return std::tuple(one.writer == main, -one.when.ms, -one.row);
  });
  kept.resize(2 * others);
  return kept;
}

void MassByWriter::add(NameId writer, const Mass& mass) {
  all_ += mass;
  of_writer_[writer] += mass;
}

void MassByWriter::subtract(NameId writer, const Mass& mass) {
  all_ -= mass;
  const auto found = of_writer_.find(writer);
  found->second -= mass;
  if (found->second.weight == 0) of_writer_.erase(found);
}

Mass MassByWriter::fair() const {
  Mass most;
  for (const auto& [writer, mass] : of_writer_) {
    if (mass.weight > most.weight) most = mass;
  }
  const std::int64_t others = all_.weight - most.weight;
  if (others == 0 || most.weight <= others) return all_;
  Mass fair = all_;
  fair -= most;
  fair += {.weight = others, .success = most.success * others / most.weight};
  return fair;
}

}  // namespace memory_mcp
