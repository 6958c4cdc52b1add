#include "storage/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"

namespace memory_mcp {
namespace {

constexpr int binary = 1;

std::string text_of(const auto& number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), end};
}

// Whether the next answer came, or the end of the connection, before a silence of `silence_max`.
bool answers(PGconn& connection, std::chrono::milliseconds silence_max) {
  while (libpq().isBusy(&connection) == 1) {
    pollfd socket{.fd = libpq().socket(&connection), .events = POLLIN, .revents = 0};
    if (socket.fd < 0) break;
    const int ready = ::poll(&socket, 1, static_cast<int>(silence_max.count()));
    if (ready == 0) return false;
    if (ready > 0 && libpq().consumeInput(&connection) != 1) break;
  }
  return true;
}

}  // namespace

// Numbers go as text, which the server turns into whatever the column is; texts and bytes as they
// are, with their length.
class PostgresConnection::Parameters {
 public:
  explicit Parameters(Values values) {
    owned_.reserve(values.size());
    for (const auto& value : values) add(value);
  }

  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const SqlValue& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      put(owned_.emplace_back(text_of(*number)), 0);
    } else if (const auto* real = std::get_if<double>(&value)) {
      put(owned_.emplace_back(text_of(*real)), 0);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      const bool is_plain = text->find_first_of(std::string_view("\0\x01", 2)) == text->npos;
      put(is_plain ? *text : std::string_view(owned_.emplace_back(encoded_text(*text))), binary);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      put(blob->bytes, binary);
    } else {
      values_.push_back(nullptr);
      lengths_.push_back(0);
      formats_.push_back(0);
    }
  }
  void put(std::string_view bytes, int format) {
    values_.push_back(bytes.data() == nullptr ? "" : bytes.data());  // A null pointer means NULL.
    lengths_.push_back(static_cast<int>(bytes.size()));
    formats_.push_back(format);
  }

  std::vector<std::string> owned_;  // Reserved: what points into it stays where it is.
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(PostgresConnector& connector) {
  return std::unique_ptr<PostgresConnection>(
      new PostgresConnection(connector, TRY(connector.connect())));
}

Status PostgresConnection::query_with(Sql sql, Values values, const OnRow& on_row) {
  const PostgresResult result = TRY(exchange(sql.text(), Parameters(values)));
  const int rows = libpq().ntuples(result.get());
  for (int row = 0; row < rows; ++row) TRY(on_row(PostgresRow(*result, row)));
  return Done{};
}

Result<std::int64_t> PostgresConnection::execute_with(Sql sql, Values values) {
  const PostgresResult result = TRY(exchange(sql.text(), Parameters(values)));
  const std::string_view changed = libpq().cmdTuples(result.get());
  std::int64_t rows = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), rows);
  return rows;
}

// In pieces: a server whose answers nobody reads stops reading too.
Status PostgresConnection::execute_each(Sql sql, std::span<const std::vector<SqlValue>> each) {
  constexpr std::size_t at_once = 100;
  while (!each.empty()) {
    // The first of them prepares the statement, and begins the transaction.
    TRY(execute_with(sql, each.front()));
    each = each.subspan(1);
    const auto piece = each.first(std::min(at_once, each.size()));
    TRY(execute_piece(sql, piece));
    each = each.subspan(piece.size());
  }
  return Done{};
}

Status PostgresConnection::execute_piece(Sql sql, std::span<const std::vector<SqlValue>> piece) {
  if (piece.empty()) return Done{};
  PGconn* const connection = handle_.get();
  const std::string& name = prepared_.at(sql.text());
  bool is_sent = libpq().enterPipelineMode(connection) == 1;
  for (const auto& values : piece) {
    const Parameters parameters(values);
    is_sent = is_sent && libpq().sendQueryPrepared(connection, name.c_str(), parameters.count(),
                                                   parameters.values(), parameters.lengths(),
                                                   parameters.formats(), binary) == 1;
  }
  is_sent = is_sent && libpq().pipelineSync(connection) == 1;
  const auto result = is_sent ? receive(sql.text(), {}) : lost();
  if (libpq().exitPipelineMode(connection) != 1) return lost();
  if (!result.ok()) return result.error();
  return Done{};
}

Status PostgresConnection::go_on_counting() {
  TRY(
      execute("SELECT setval(pg_get_serial_sequence('namespaces', 'row_id'), "
              "(SELECT greatest(max(row_id), 1) FROM namespaces))",
              {}));
  TRY(
      execute("SELECT setval(pg_get_serial_sequence('episodes', 'row_id'), "
              "(SELECT greatest(max(row_id), 1) FROM episodes))",
              {}));
  TRY(
      execute("SELECT setval(pg_get_serial_sequence('steps', 'row_id'), "
              "(SELECT greatest(max(row_id), 1) FROM steps))",
              {}));
  TRY(
      execute("SELECT setval(pg_get_serial_sequence('recommendations', 'row_id'), "
              "(SELECT greatest(max(row_id), 1) FROM recommendations))",
              {}));
  TRY(
      execute("SELECT setval(pg_get_serial_sequence('relations', 'row_id'), "
              "(SELECT greatest(max(row_id), 1) FROM relations))",
              {}));
  TRY(
      execute("SELECT setval(pg_get_serial_sequence('checkpoints', 'row_id'), "
              "(SELECT greatest(max(row_id), 1) FROM checkpoints))",
              {}));
  TRY(
      execute("INSERT INTO turns (name, changes) SELECT name, 1 FROM namespaces "
              "ON CONFLICT (name) DO UPDATE SET changes = turns.changes + 1",
              {}));
  return Done{};
}

// Sends the transaction's begin first: several statements at once cannot be in a pipeline.
Status PostgresConnection::run_script(const std::string& script) {
  if (!deferred_.empty()) TRY(execute("SELECT 1", {}));
  const PostgresResult result(libpq().exec(handle_.get(), postgres_script(script).c_str()));
  if (libpq().resultStatus(result.get()) == PGRES_COMMAND_OK) return Done{};
  return failed(result.get());
}

Result<bool> PostgresConnection::has_table(std::string_view name) {
  bool found = false;
  TRY(
      query("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() "
            "AND ($1::text = '' OR tablename = $1::text) LIMIT 1",
            {name}, [&](const Row&) -> Status {
              found = true;
              return Done{};
            }));
  return found;
}

void PostgresConnection::begin(Mode mode) {
  CHECK(!has_begun_);
  trouble_ = PostgresTrouble::none;
  outcome_is_unknown_ = false;
  deferred_.clear();
  // Reads see one snapshot. A write locks first what it is about, and then sees what is newest.
  mode == Mode::read ? defer("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                     : defer("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
}

void PostgresConnection::defer(Sql sql, std::string_view text) {
  if (trouble_ == PostgresTrouble::refused) trouble_ = PostgresTrouble::none;
  deferred_.push_back({sql.text(), std::string(text), text.data() != nullptr});
}

void PostgresConnection::finish_reading() {
  deferred_.clear();
  if (!std::exchange(has_begun_, false)) return;
  is_settling_ = libpq().sendQuery(handle_.get(), "COMMIT") == 1;
}

Status PostgresConnection::commit() {
  if (!has_begun_) {  // Nothing was done.
    deferred_.clear();
    return Done{};
  }
  const auto result = exchange("COMMIT", Parameters({}));
  has_begun_ = false;
  if (!result.ok()) {
    // A server that went down may have written its log before it could tell us.
    outcome_is_unknown_ = libpq().status(handle_.get()) != CONNECTION_OK;
    if (!outcome_is_unknown_) return result.error();
    return unavailable(
        "the connection to the database was lost while a write was being committed: it may have "
        "been done, or not; repeat the call with its idempotency_key, or look whether it is there "
        "before you try again if it had none");
  }
  // The server answers COMMIT of a transaction in which something failed so, and not by an error.
  if (std::string_view(libpq().cmdStatus(result->get())) == "COMMIT") return Done{};
  trouble_ = PostgresTrouble::refused;
  return internal("the transaction was undone by the database");
}

void PostgresConnection::roll_back() {
  deferred_.clear();
  if (!std::exchange(has_begun_, false)) return;
  is_settling_ = libpq().sendQuery(handle_.get(), "ROLLBACK") == 1;
}

bool PostgresConnection::is_idle() const {
  if (libpq().status(handle_.get()) != CONNECTION_OK || has_begun_) return false;
  if (trouble_ == PostgresTrouble::lost) return false;  // A standby, or an old statement.
  return is_settling_ || libpq().transactionStatus(handle_.get()) == PQTRANS_IDLE;
}

// A connection may have been lost long ago, while nobody used it: as long as the transaction has
// not begun, another one will do as well.
Result<PostgresResult> PostgresConnection::exchange(const char* sql, const Parameters& parameters) {
  auto result = exchange_once(sql, parameters);
  if (result.ok() || has_begun_ || trouble_ != PostgresTrouble::lost) return result;
  TRY(reconnect());
  return exchange_once(sql, parameters);
}

Result<PostgresResult> PostgresConnection::exchange_once(const char* sql,
                                                         const Parameters& parameters) {
  settle();
  Sent sent;
  auto result = send(sql, parameters, sent) ? receive(sql, sent) : lost();
  if (libpq().exitPipelineMode(handle_.get()) != 1) result = lost();
  // They were sent, and go again only where the transaction begins anew.
  if (has_begun_ || trouble_ != PostgresTrouble::lost) deferred_.clear();
  return result;
}

bool PostgresConnection::send(const char* sql, const Parameters& parameters, Sent& sent) {
  PGconn* const connection = handle_.get();
  if (libpq().enterPipelineMode(connection) != 1) return false;
  for (const Deferred& one : deferred_) {
    const char* const value = one.text.c_str();
    if (libpq().sendQueryParams(connection, one.sql, one.has_text ? 1 : 0, nullptr, &value, nullptr,
                                nullptr, binary) != 1) {
      return false;
    }
    ++sent.before;
  }
  auto found = prepared_.find(sql);
  sent.prepares = found == prepared_.end();
  const std::string name = sent.prepares ? "s" + std::to_string(prepared_.size()) : found->second;
  if (sent.prepares) {
    if (libpq().sendPrepare(connection, name.c_str(), sql, 0, nullptr) != 1) return false;
    ++sent.before;
  }
  return libpq().sendQueryPrepared(connection, name.c_str(), parameters.count(),
                                   parameters.values(), parameters.lengths(), parameters.formats(),
                                   binary) == 1 &&
         libpq().pipelineSync(connection) == 1;
}

// Takes every answer up to that of the synchronisation; the first failure counts, as what comes
// behind it is not run.
Result<PostgresResult> PostgresConnection::receive(const char* sql, const Sent& sent) {
  PostgresResult last;
  PostgresResult failure;
  std::size_t answered = 0;
  while (true) {
    PostgresResult result = next_result();
    if (result == nullptr) {
      if (libpq().status(handle_.get()) != CONNECTION_OK)
        return failure ? failed(failure.get()) : lost();
      continue;
    }
    const ExecStatusType status = libpq().resultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      ++answered;
      if (answered == 1 && !deferred_.empty()) has_begun_ = true;
      if (sent.prepares && answered == sent.before) {
        prepared_.emplace(sql, "s" + std::to_string(prepared_.size()));
      }
      last = std::move(result);
    } else if (failure == nullptr) {
      failure = std::move(result);
    }
  }
  if (failure) return failed(failure.get());
  return last;
}

PostgresResult PostgresConnection::next_result() {
  if (handle_ && !answers(*handle_, silence_max_)) {
    handle_.reset();
    trouble_ = PostgresTrouble::silent;
  }
  return PostgresResult(libpq().getResult(handle_.get()));
}

void PostgresConnection::settle() {
  if (!std::exchange(is_settling_, false)) return;
  while (next_result() != nullptr) {
  }
}

Status PostgresConnection::reconnect() {
  auto session = TRY(connector_.connect());
  handle_ = std::move(session.handle);
  silence_max_ = session.silence_max;
  prepared_.clear();
  is_settling_ = false;
  trouble_ = PostgresTrouble::none;
  return Done{};
}

Error PostgresConnection::failed(const PGresult* result) {
  const char* state = libpq().resultErrorField(result, PG_DIAG_SQLSTATE);
  const char* words = libpq().resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (state == nullptr && libpq().status(handle_.get()) == CONNECTION_OK) state = "XX000";
  const std::string_view known = state == nullptr ? "" : state;
  if (!ended_early()) trouble_ = trouble_of(known);
  return error_from_postgres(known, words == nullptr ? "no answer" : words);
}

Error PostgresConnection::lost() {
  if (trouble_ == PostgresTrouble::silent) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(silence_max_).count();
    return unavailable("the database has said nothing for " + std::to_string(seconds) +
                       " s: nothing was changed; try again when it works");
  }
  trouble_ = PostgresTrouble::lost;
  return error_from_postgres("", "no answer");
}

}  // namespace memory_mcp
