// The answers that are kept for calls with an idempotency key: those of one namespace, which the
// transaction it is given has the turn of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/database.h"
#include "storage/store.h"

namespace memory_mcp {

Result<std::optional<KeptAnswer>> read_answer(Connection& connection,
                                              std::string_view namespace_name, const AnswerKey& key,
                                              Timestamp now);
Status insert_answer(Connection& connection, std::string_view namespace_name, const AnswerKey& key,
                     const KeptAnswer& answer, Timestamp now);
Status update_answer(Connection& connection, std::string_view namespace_name, const AnswerKey& key,
                     const std::string& answer);
// Of all namespaces, a few at a time.
Status delete_answers_kept_until(Database& database, Timestamp end);

}  // namespace memory_mcp
