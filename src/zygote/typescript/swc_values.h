// The few JavaScript values that swc works with, under the numbers by which it knows them. swc was
// compiled for a JavaScript host; we are one with just enough values for its options and answers.
//
// Nothing here allocates: a child that is locked in has no way to get memory. Everything lives in
// fixed places, and a place that is full is said to be full, by 0, null or false.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace memory_mcp::zygote::swc {

// Room for texts: handed out in order, taken back all at once.
class Arena {
 public:
  // Null when there is no room left.
  char* allocate(std::size_t bytes);
  // The same text, which must be from here, to change.
  std::span<char> writable(std::string_view text);
  std::size_t used() const { return used_; }
  void release_to(std::size_t used) { used_ = used; }

 private:
  // One translation of the longest code (100,000 bytes) holds it up to three times as it is and as
  // JavaScript, and a source map that repeats it escaped (two to six times) and has about its
  // length in mappings: 1.5 MB at most for text that people write. What is never touched costs
  // nothing.
  static constexpr std::size_t bytes_max = std::size_t{4} << 20U;
  std::array<char, bytes_max> bytes_;
  std::size_t used_ = 0;
};

enum class Kind : std::uint8_t { undefined, null, boolean, number, text, object };

// A value to copy. A short text is inside of it, for swc keeps the names of properties for as long
// as it lives; a long one is in the arena and ends with the translation.
class Value {
 public:
  Value() = default;
  static Value null();
  static Value boolean(bool value);
  static Value number(double value);
  static Value object(std::uint32_t index);
  // `kept` must outlive the value's use when it is longer than `short_bytes_max`.
  static Value text(std::string_view kept, std::uint32_t translation);

  Kind kind() const { return kind_; }
  double number() const { return number_; }
  bool is_true() const { return kind_ == Kind::boolean && number_ != 0; }
  std::uint32_t object_index() const { return object_; }
  std::string_view text() const;
  // Whether it may be used in this translation.
  bool is_alive(std::uint32_t translation) const;
  bool is_nullish() const { return kind_ == Kind::undefined || kind_ == Kind::null; }
  // As `!value` and `a === b` in JavaScript.
  bool is_falsy() const;
  bool equals(const Value& other) const;

  // The longest name of a property that swc asks for has 26.
  static constexpr std::size_t short_bytes_max = 32;

 private:
  Kind kind_ = Kind::undefined;
  std::uint32_t translation_ = 0;
  std::uint32_t object_ = 0;
  double number_ = 0;
  std::array<char, short_bytes_max> short_{};
  std::string_view long_;
  std::size_t short_size_ = 0;
  bool is_long_ = false;
};

// Numbers for values, and the objects among them.
class Values {
 public:
  Values();

  // Ends the life of all objects and long texts; swc keeps its numbers for short texts.
  void begin_translation();
  std::uint32_t translation() const { return translation_; }

  // 0 when there is no number left.
  std::uint32_t add(const Value& value);
  // Null for a number that stands for nothing, or for a value of an earlier translation.
  const Value* find(std::uint32_t handle) const;
  void drop(std::uint32_t handle);
  std::size_t live() const { return live_; }

  // An object without properties; undefined when there are too many.
  Value new_object();
  // False when there is no room.
  bool set(const Value& object, const Value& name, const Value& value);
  Value get(const Value& object, std::string_view name) const;
  bool has(const Value& object, std::string_view name) const;

 private:
  // The numbers below are undefined, but for the four constants at their end.
  static constexpr std::uint32_t first_handle = 132;
  // At most 30 are in use at a time.
  static constexpr std::uint32_t handles_max = first_handle + 256;
  // The options and the answer.
  static constexpr std::size_t objects_max = 8;
  // An error has eight.
  static constexpr std::size_t properties_max = 16;

  struct Slot {
    Value value;
    bool is_used = false;
    std::uint32_t next_free = 0;
  };
  struct Property {
    Value name;
    Value value;
  };
  struct Object {
    std::array<Property, properties_max> properties;
    std::size_t count = 0;
  };

  const Object* object_of(const Value& value) const;
  const Value* find_property(const Value& object, std::string_view name) const;

  std::array<Slot, handles_max> slots_{};
  std::uint32_t first_free_ = 0;
  std::uint32_t slots_touched_ = first_handle;
  std::size_t live_ = 0;
  std::array<Object, objects_max> objects_{};
  std::size_t object_count_ = 0;
  std::uint32_t translation_ = 1;
};

}  // namespace memory_mcp::zygote::swc
