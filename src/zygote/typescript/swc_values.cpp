#include "zygote/typescript/swc_values.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp::zygote::swc {

char* Arena::allocate(std::size_t bytes) {
  if (bytes > bytes_.size() - used_) return nullptr;
  char* const place = bytes_.data() + used_;
  used_ += bytes;
  return place;
}

std::span<char> Arena::writable(std::string_view text) {
  return {bytes_.data() + (text.data() - bytes_.data()), text.size()};
}

Value Value::null() {
  Value value;
  value.kind_ = Kind::null;
  return value;
}

Value Value::boolean(bool truth) {
  Value value;
  value.kind_ = Kind::boolean;
  value.number_ = truth ? 1 : 0;
  return value;
}

Value Value::number(double number) {
  Value value;
  value.kind_ = Kind::number;
  value.number_ = number;
  return value;
}

Value Value::object(std::uint32_t index) {
  Value value;
  value.kind_ = Kind::object;
  value.object_ = index;
  return value;
}

Value Value::text(std::string_view kept, std::uint32_t translation) {
  Value value;
  value.kind_ = Kind::text;
  value.translation_ = translation;
  value.is_long_ = kept.size() > short_bytes_max;
  if (value.is_long_) {
    value.long_ = kept;
  } else {
    value.short_size_ = kept.copy(value.short_.data(), kept.size());
  }
  return value;
}

std::string_view Value::text() const {
  return is_long_ ? long_ : std::string_view{short_.data(), short_size_};
}

bool Value::is_alive(std::uint32_t translation) const {
  return !is_long_ || translation_ == translation;
}

bool Value::is_falsy() const {
  switch (kind_) {
    case Kind::undefined:
    case Kind::null:
      return true;
    case Kind::boolean:
    case Kind::number:
      return number_ == 0 || std::isnan(number_);
    case Kind::text:
      return text().empty();
    case Kind::object:
      return false;
  }
  return false;
}

bool Value::equals(const Value& other) const {
  if (kind_ != other.kind_) return false;
  switch (kind_) {
    case Kind::undefined:
    case Kind::null:
      return true;
    case Kind::boolean:
    case Kind::number:
      return number_ == other.number_;
    case Kind::text:
      return text() == other.text();
    case Kind::object:
      return object_ == other.object_;
  }
  return false;
}

Values::Values() {
  // The constants that wasm-bindgen's code knows by heart: undefined, null, true, false.
  const std::array constants{Value{}, Value::null(), Value::boolean(true), Value::boolean(false)};
  for (std::uint32_t i = 0; i < first_handle; ++i) slots_[i].is_used = true;
  for (std::size_t i = 0; i < constants.size(); ++i) {
    slots_[first_handle - constants.size() + i].value = constants[i];
  }
}

void Values::begin_translation() {
  ++translation_;
  object_count_ = 0;
}

std::uint32_t Values::add(const Value& value) {
  std::uint32_t handle = first_free_;
  if (handle != 0) {
    first_free_ = slots_[handle].next_free;
  } else {
    if (slots_touched_ == handles_max) return 0;
    handle = slots_touched_++;
  }
  slots_[handle] = {.value = value, .is_used = true, .next_free = 0};
  ++live_;
  return handle;
}

const Value* Values::find(std::uint32_t handle) const {
  if (handle >= handles_max || !slots_[handle].is_used) return nullptr;
  const Value& value = slots_[handle].value;
  const bool is_known_object = value.kind() != Kind::object || value.object_index() < object_count_;
  return is_known_object && value.is_alive(translation_) ? &value : nullptr;
}

void Values::drop(std::uint32_t handle) {
  if (handle < first_handle || handle >= handles_max || !slots_[handle].is_used) return;
  slots_[handle] = {.value = {}, .is_used = false, .next_free = first_free_};
  first_free_ = handle;
  --live_;
}

Value Values::new_object() {
  if (object_count_ == objects_max) return {};
  objects_[object_count_].count = 0;
  return Value::object(static_cast<std::uint32_t>(object_count_++));
}

const Values::Object* Values::object_of(const Value& value) const {
  if (value.kind() != Kind::object || value.object_index() >= object_count_) return nullptr;
  return &objects_[value.object_index()];
}

const Value* Values::find_property(const Value& object, std::string_view name) const {
  const Object* const found = object_of(object);
  if (found == nullptr) return nullptr;
  const auto end = found->properties.begin() + static_cast<std::ptrdiff_t>(found->count);
  const auto property = std::find_if(found->properties.begin(), end,
                                     [&](const Property& one) { return one.name.text() == name; });
  return property == end ? nullptr : &property->value;
}

bool Values::set(const Value& object, const Value& name, const Value& value) {
  if (object_of(object) == nullptr || name.kind() != Kind::text) return false;
  Object& changed = objects_[object.object_index()];
  for (std::size_t i = 0; i < changed.count; ++i) {
    if (changed.properties[i].name.text() != name.text()) continue;
    changed.properties[i].value = value;
    return true;
  }
  if (changed.count == properties_max) return false;
  changed.properties[changed.count++] = {.name = name, .value = value};
  return true;
}

Value Values::get(const Value& object, std::string_view name) const {
  const Value* const found = find_property(object, name);
  return found == nullptr ? Value{} : *found;
}

bool Values::has(const Value& object, std::string_view name) const {
  return find_property(object, name) != nullptr;
}

}  // namespace memory_mcp::zygote::swc
