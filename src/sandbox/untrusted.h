// A value that a child sent. It can be looked at only by checking it, so that no length, number or
// code from behind the wall is ever used as it came.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>

namespace memory_mcp {

template <typename T>
class Untrusted {
 public:
  explicit Untrusted(T value) : value_(value) {}

  // A member, as untrusted as the whole.
  template <typename Member, typename Whole = T>
  Untrusted<Member> member(Member Whole::*pointer) const {
    return Untrusted<Member>(value_.*pointer);
  }

  // A text in a fixed place, which ends with a zero or with the place.
  template <std::size_t size, typename Whole = T>
  std::string text(std::array<char, size> Whole::*pointer) const {
    const auto& place = value_.*pointer;
    return {place.begin(), std::find(place.begin(), place.end(), '\0')};
  }

  std::optional<T> at_most(T most) const requires std::integral<T> {
    if (value_ < 0 || value_ > most) return std::nullopt;
    return value_;
  }

  // The nearest value within the bounds: for figures that are only shown.
  T clamped(T low, T high) const requires std::integral<T> {
    return value_ < low ? low : value_ > high ? high : value_;
  }

  // For flags: whether it is anything but zero.
  bool is_set() const requires std::integral<T> { return value_ != 0; }

  // One of the values of an enumeration, from its first to `last`.
  std::optional<T> up_to(T last) const requires std::is_enum_v<T> {
    using Number = std::underlying_type_t<T>;
    if (static_cast<Number>(value_) > static_cast<Number>(last)) return std::nullopt;
    return value_;
  }

 private:
  T value_;
};

}  // namespace memory_mcp
