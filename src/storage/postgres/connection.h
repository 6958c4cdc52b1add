// A Connection to PostgreSQL: one session, its prepared statements and its transaction. Statements
// whose answers nobody waits for travel with the next one, in libpq's pipeline mode: a transaction
// costs no round trip for its BEGIN and its savepoints.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "storage/postgres/connector.h"
#include "storage/postgres/dialect.h"

namespace memory_mcp {

class PostgresConnection final : public Connection {
 public:
  static Result<std::unique_ptr<PostgresConnection>> open(PostgresConnector& connector);

  // All rows are read before the first is told: `on_row` may ask for more on this connection.
  Status query_with(Sql sql, Values values, const OnRow& on_row) override;
  Result<std::int64_t> execute_with(Sql sql, Values values) override;
  // Many of them in one round trip.
  Status execute_each(Sql sql, std::span<const std::vector<SqlValue>> each) override;
  Status go_on_counting() override;
  Status run_script(const std::string& script) override;
  Result<bool> has_table(std::string_view name) override;

  // A transaction begins with the first statement in it, before which a connection that was lost
  // while it was idle is replaced.
  enum class Mode { read, write };
  void begin(Mode mode);
  // Goes before the next statement, in the transaction. `text` is $1, when there is one.
  void defer(Sql sql, std::string_view text = {});
  // Ends a transaction that wrote nothing. As with roll_back(), nobody waits for the answer.
  void finish_reading();
  // Once this fails with outcome_is_unknown(), what was written may be on disk, or not.
  Status commit();
  void roll_back();

  bool outcome_is_unknown() const { return outcome_is_unknown_; }
  // Of the statements that failed since begin(), or since the one that was deferred last.
  PostgresTrouble trouble() const { return trouble_; }
  // Whether the transaction is over because of another one, or because its connection is.
  bool ended_early() const {
    return trouble_ == PostgresTrouble::conflict || trouble_ == PostgresTrouble::lost ||
           trouble_ == PostgresTrouble::silent;
  }
  // Whether the session can be used by somebody else now.
  bool is_idle() const;

 private:
  struct Deferred {
    const char* sql;
    std::string text;
    bool has_text;
  };
  // Parameters in the form that libpq wants.
  class Parameters;
  // What libpq was given to do, and has answers to come for.
  struct Sent {
    std::size_t before = 0;  // Answers before that of the statement itself.
    bool prepares = false;
  };

  PostgresConnection(PostgresConnector& connector, PostgresSession session)
      : connector_(connector),
        handle_(std::move(session.handle)),
        silence_max_(session.silence_max) {}

  Status execute_piece(Sql sql, std::span<const std::vector<SqlValue>> piece);
  Result<PostgresResult> exchange(const char* sql, const Parameters& parameters);
  Result<PostgresResult> exchange_once(const char* sql, const Parameters& parameters);
  bool send(const char* sql, const Parameters& parameters, Sent& sent);
  Result<PostgresResult> receive(const char* sql, const Sent& sent);
  // Null at the end of one command's answers, and when the connection is lost, which it also is as
  // soon as the server has been silent for too long.
  PostgresResult next_result();
  void settle();  // Takes the answers that nobody waited for.
  Status reconnect();
  Error failed(const PGresult* result);
  Error lost();

  PostgresConnector& connector_;
  PostgresHandle handle_;  // None once it was given up.
  std::chrono::milliseconds silence_max_;
  // By address, as the same literal is the same statement; the values are their names.
  std::unordered_map<const char*, std::string> prepared_;
  std::vector<Deferred> deferred_;
  bool has_begun_ = false;  // The server knows of the transaction.
  bool is_settling_ = false;
  bool outcome_is_unknown_ = false;
  PostgresTrouble trouble_ = PostgresTrouble::none;
};

}  // namespace memory_mcp
