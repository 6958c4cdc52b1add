// What swc calls: the part of wasm-bindgen's interface that it uses when it translates. The rest of
// its imports is generated and calls swc_import_not_provided (cmake/swc_imports.txt says which).
#include <cstring>

#include "zygote/typescript/swc_module.h"

namespace memory_mcp::zygote::swc {
namespace {

const Value& value_at(u32 handle) {
  const Value* const value = values().find(handle);
  if (value == nullptr) stop_translation("the TypeScript compiler used a value that is gone");
  return *value;
}

u32 handle_of(const Value& value) {
  const u32 handle = values().add(value);
  if (handle == 0) stop_translation("the TypeScript compiler made too many values");
  return handle;
}

Value take(u32 handle) {
  const Value value = value_at(handle);
  values().drop(handle);
  return value;
}

// The text at an address of swc's memory, copied out before anything looks at it.
std::string_view copied_text(u32 address, u32 size) {
  const auto bytes = linear_bytes(address, size);
  char* const place = arena().allocate(size);
  if (place == nullptr) stop_translation("the JavaScript made from it is too long");
  if (size > 0) std::memcpy(place, bytes.data(), size);
  return {place, size};
}

Value text_value(u32 address, u32 size) {
  const std::size_t before = arena().used();
  const Value value = Value::text(copied_text(address, size), values().translation());
  if (size <= Value::short_bytes_max) arena().release_to(before);
  return value;
}

std::string_view name_at(u32 handle) {
  const Value& name = value_at(handle);
  if (name.kind() != Kind::text) stop_translation("the TypeScript compiler used an odd name");
  return name.text();
}

void store(u32 address, u32 word) {
  std::memcpy(linear_bytes(address, sizeof word).data(), &word, sizeof word);
}

// Gives swc a copy of the text in its own memory; null for what is no text.
void pass_text(u32 result, const Value& value) {
  u32 address = 0;
  u32 size = 0;
  if (value.kind() == Kind::text) {
    size = static_cast<u32>(value.text().size());
    constexpr u32 alignment = 1;
    address = Z_swcZ___wbindgen_export_2(&module(), size, alignment);  // Its malloc.
    const auto room = linear_bytes(address, size);
    if (size > 0) std::memcpy(room.data(), value.text().data(), size);
  }
  store(result, address);
  store(result + sizeof address, size);
}

bool is_object(const Value& value) { return value.kind() == Kind::object; }

}  // namespace
}  // namespace memory_mcp::zygote::swc

using namespace memory_mcp::zygote::swc;
using Host = struct Z___wbindgen_placeholder___instance_t;

// NOLINTBEGIN(bugprone-reserved-identifier): the names are wasm2c's.
extern "C" {

[[noreturn]] void swc_import_not_provided(const char* complaint) { stop_translation(complaint); }

// --- Texts and numbers ----------------------------------------------------------------------
u32 Z___wbindgen_placeholder__Z___wbindgen_string_new(Host*, u32 address, u32 size) {
  return handle_of(text_value(address, size));
}

u32 Z___wbindgen_placeholder__Z___wbindgen_error_new(Host*, u32 address, u32 size) {
  return handle_of(text_value(address, size));  // Of an Error we only want its message.
}

u32 Z___wbindgen_placeholder__Z___wbindgen_number_new(Host*, f64 number) {
  return handle_of(Value::number(number));
}

void Z___wbindgen_placeholder__Z___wbindgen_string_get(Host*, u32 result, u32 handle) {
  pass_text(result, value_at(handle));
}

// 2 stands for "no boolean".
u32 Z___wbindgen_placeholder__Z___wbindgen_boolean_get(Host*, u32 handle) {
  const Value& value = value_at(handle);
  return value.kind() != Kind::boolean ? 2 : value.is_true() ? 1 : 0;
}

// --- Questions ------------------------------------------------------------------------------
u32 Z___wbindgen_placeholder__Z___wbindgen_is_string(Host*, u32 handle) {
  return value_at(handle).kind() == Kind::text ? 1 : 0;
}

u32 Z___wbindgen_placeholder__Z___wbindgen_is_undefined(Host*, u32 handle) {
  return value_at(handle).kind() == Kind::undefined ? 1 : 0;
}

u32 Z___wbindgen_placeholder__Z___wbindgen_is_object(Host*, u32 handle) {
  return is_object(value_at(handle)) ? 1 : 0;
}

u32 Z___wbindgen_placeholder__Z___wbindgen_is_falsy(Host*, u32 handle) {
  return value_at(handle).is_falsy() ? 1 : 0;
}

// As ==, for the comparisons that swc makes: with null, and of values of one kind.
u32 Z___wbindgen_placeholder__Z___wbindgen_jsval_loose_eq(Host*, u32 left, u32 right) {
  const Value& one = value_at(left);
  const Value& other = value_at(right);
  return (one.is_nullish() && other.is_nullish()) || one.equals(other) ? 1 : 0;
}

// --- Objects --------------------------------------------------------------------------------
u32 Z___wbindgen_placeholder__Z___wbg_new_405e22f390576ce2(Host*) {
  const Value object = values().new_object();
  if (!is_object(object)) stop_translation("the TypeScript compiler made too many objects");
  return handle_of(object);
}

void Z___wbindgen_placeholder__Z___wbg_set_3f1d0b984ed272ed(Host*, u32 object, u32 name,
                                                            u32 value) {
  const Value taken_name = take(name);
  const Value taken_value = take(value);
  if (!values().set(value_at(object), taken_name, taken_value)) {
    stop_translation("the TypeScript compiler made too large an object");
  }
}

u32 Z___wbindgen_placeholder__Z___wbg_getwithrefkey_1dc361bd10053bfe(Host*, u32 object, u32 name) {
  return handle_of(values().get(value_at(object), name_at(name)));
}

u32 Z___wbindgen_placeholder__Z___wbindgen_in(Host*, u32 name, u32 object) {
  return values().has(value_at(object), name_at(name)) ? 1 : 0;
}

// --- Handles --------------------------------------------------------------------------------
u32 Z___wbindgen_placeholder__Z___wbindgen_object_clone_ref(Host*, u32 handle) {
  return handle_of(value_at(handle));
}

void Z___wbindgen_placeholder__Z___wbindgen_object_drop_ref(Host*, u32 handle) {
  values().drop(handle);
}

void Z___wbindgen_placeholder__Z___wbindgen_throw(Host*, u32, u32) {
  stop_translation("the TypeScript compiler gave up");
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
