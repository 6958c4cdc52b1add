#include "storage/postgres/result.h"

#include <bit>

#include "base/check.h"
#include "storage/postgres/dialect.h"

namespace memory_mcp {
namespace {

// Of pg_type.h, which never change. It is a header of the server alone.
constexpr Oid bool_type = 16;
constexpr Oid int8_type = 20;
constexpr Oid int4_type = 23;
constexpr Oid text_type = 25;
constexpr Oid float8_type = 701;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

bool PostgresRow::is_null(int column) const {
  return libpq().getisnull(&result_, row_, column) != 0;
}

// As SQLite does, NULL reads as 0 and as an empty text.
std::int64_t PostgresRow::integer(int column) const {
  if (is_null(column)) return 0;
  const std::uint64_t bits = big_endian(blob(column));
  switch (libpq().ftype(&result_, column)) {
    case int8_type:
      return static_cast<std::int64_t>(bits);
    case int4_type:
      return static_cast<std::int32_t>(static_cast<std::uint32_t>(bits));
    case bool_type:
      return static_cast<std::int64_t>(bits);
    default:
      CHECK(!"a column of integers");
      return 0;
  }
}

double PostgresRow::real(int column) const {
  if (is_null(column)) return 0;
  CHECK(libpq().ftype(&result_, column) == float8_type);
  return std::bit_cast<double>(big_endian(blob(column)));
}

std::string_view PostgresRow::text(int column) const {
  CHECK(is_null(column) || libpq().ftype(&result_, column) == text_type);
  const std::string_view stored = blob(column);
  if (!is_encoded(stored)) return stored;
  return decoded_.emplace_back(decoded_text(stored));
}

std::string_view PostgresRow::blob(int column) const {
  return {libpq().getvalue(&result_, row_, column),
          static_cast<std::size_t>(libpq().getlength(&result_, row_, column))};
}

}  // namespace memory_mcp
