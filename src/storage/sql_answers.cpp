#include "storage/sql_answers.h"

namespace memory_mcp {

Result<std::optional<KeptAnswer>> read_answer(Connection& connection,
                                              std::string_view namespace_name, const AnswerKey& key,
                                              Timestamp now) {
  std::optional<KeptAnswer> found;
  TRY(connection.query(
      "SELECT request_hash, answer, kept_until_ms FROM idempotency_keys "
      "WHERE namespace_name = $1 AND caller = $2 AND idempotency_key = $3 "
      "AND kept_until_ms > $4",
      {namespace_name, std::string_view(key.caller), std::string_view(key.key), now.ms},
      [&](const Row& row) -> Status {
        found = KeptAnswer{.request_hash = std::string(row.text(0)),
                           .answer = std::string(row.text(1)),
                           .kept_until = {row.integer(2)}};
        return Done{};
      }));
  return found;
}

Status insert_answer(Connection& connection, std::string_view namespace_name, const AnswerKey& key,
                     const KeptAnswer& answer, Timestamp now) {
  const std::int64_t written = TRY(connection.execute(
      "INSERT INTO idempotency_keys (namespace_name, caller, idempotency_key, request_hash, "
      "answer, kept_until_ms) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (namespace_name, caller, idempotency_key) DO UPDATE SET "
      "request_hash = excluded.request_hash, answer = excluded.answer, "
      "kept_until_ms = excluded.kept_until_ms WHERE idempotency_keys.kept_until_ms <= $7",
      {namespace_name, std::string_view(key.caller), std::string_view(key.key),
       std::string_view(answer.request_hash), std::string_view(answer.answer), answer.kept_until.ms,
       now.ms}));
  if (written == 0) return idempotency_key_taken();
  return Done{};
}

Status update_answer(Connection& connection, std::string_view namespace_name, const AnswerKey& key,
                     const std::string& answer) {
  TRY(connection.execute(
      "UPDATE idempotency_keys SET answer = $1 WHERE namespace_name = $2 AND caller = $3 "
      "AND idempotency_key = $4",
      {std::string_view(answer), namespace_name, std::string_view(key.caller),
       std::string_view(key.key)}));
  return Done{};
}

Status delete_answers_kept_until(Database& database, Timestamp end) {
  constexpr std::int64_t at_once = 1'000;
  std::int64_t deleted = at_once;
  while (deleted == at_once) {
    TRY(database.write([&](Connection& connection) -> Status {
      deleted = TRY(connection.execute(
          "DELETE FROM idempotency_keys WHERE (namespace_name, caller, idempotency_key) IN "
          "(SELECT namespace_name, caller, idempotency_key FROM idempotency_keys "
          "WHERE kept_until_ms <= $1 ORDER BY kept_until_ms LIMIT $2)",
          {end.ms, at_once}));
      return Done{};
    }));
  }
  return Done{};
}

}  // namespace memory_mcp
