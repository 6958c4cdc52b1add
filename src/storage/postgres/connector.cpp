#include "storage/postgres/connector.h"

#include <array>
#include <thread>

#include "base/log.h"
#include "storage/postgres/connection_limits.h"
#include "storage/postgres/dialect.h"

namespace memory_mcp {
namespace {

// Those before `dbname` are ours as long as the URL does not say otherwise: the server that can be
// written to, and seconds after which a silent network counts as gone. Those behind it stand.
constexpr std::array names{"connect_timeout",     "keepalives_idle",
                           "keepalives_interval", "keepalives_count",
                           "tcp_user_timeout",    "target_session_attrs",
                           "application_name",    "dbname",
                           "client_encoding",     static_cast<const char*>(nullptr)};
static_assert(names.size() == 10);

PostgresHandle handle_of(const std::string& url) {
  const std::array values{
      "5",          "10",         "5",         "3",    "15000",
      "read-write", "memory-mcp", url.c_str(), "UTF8", static_cast<const char*>(nullptr)};
  return PostgresHandle(libpq().connectdbParams(names.data(), values.data(), /*expand_dbname=*/1));
}

// One line, as libpq's messages have several.
std::string complaint_of(PGconn& connection) {
  std::string text = libpq().errorMessage(&connection);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (char& c : text) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return text;
}

// libpq would write them to stderr.
void log_notice(void*, const PGresult* notice) {
  const char* words = libpq().resultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  log_debug("database_notice", {{"what", words == nullptr ? "" : words}});
}

// What the operator set for the session's role or database counts, as long as it is safe.
constexpr const char* session =
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');"
    "SELECT set_config('statement_timeout', '30s', false) "
    "WHERE current_setting('statement_timeout') = '0';"
    "SELECT set_config('lock_timeout', '10s', false) "
    "WHERE current_setting('lock_timeout') = '0';"
    "SELECT set_config('idle_in_transaction_session_timeout', '60s', false) "
    "WHERE current_setting('idle_in_transaction_session_timeout') = '0';"
    "SELECT current_setting('server_encoding'), setting FROM pg_catalog.pg_settings "
    "WHERE name = 'statement_timeout'";

// How long a statement may take in it.
Result<std::chrono::milliseconds> prepare_session(PGconn& connection) {
  const PostgresResult result(libpq().exec(&connection, session));
  if (libpq().resultStatus(result.get()) != PGRES_TUPLES_OK) {
    const char* state = libpq().resultErrorField(result.get(), PG_DIAG_SQLSTATE);
    return error_from_postgres(state == nullptr ? "" : state, complaint_of(connection));
  }
  const std::string encoding = libpq().getvalue(result.get(), 0, 0);
  if (encoding != "UTF8") {
    return invalid_argument("store", "store: the database has the encoding " + encoding +
                                         "; create one with ENCODING 'UTF8'");
  }
  return std::chrono::milliseconds(std::stoll(libpq().getvalue(result.get(), 0, 1)));
}

}  // namespace

Status check_postgres_url(const std::string& url) {
  char* complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, PostgresDeleter> options(
      libpq().conninfoParse(url.c_str(), &complaint));
  const std::unique_ptr<char, void (*)(void*)> owned(complaint, libpq().freemem);
  if (options == nullptr) {
    // libpq's words repeat the URL, and with it a password.
    return invalid_argument("store",
                            "store: this is no URL of PostgreSQL, or it has a parameter that there "
                            "is not; one is "
                            "postgresql://user@host:5432/database");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    if (option->val != nullptr && (keyword == "password" || keyword == "sslpassword")) {
      return invalid_argument(
          "store",
          "store: the URL has a password in it, which logs and lists of processes would "
          "show; put it into ~/.pgpass, a service file or PGPASSWORD");
    }
  }
  return Done{};
}

Result<PostgresSession> PostgresConnector::connect_once() const {
  PostgresHandle handle = handle_of(url_);
  if (handle == nullptr) return exhausted("there is no memory for a connection to the database");
  if (libpq().status(handle.get()) != CONNECTION_OK) {
    return unavailable("the database cannot be reached (" + complaint_of(*handle) + "); try again");
  }
  libpq().setNoticeReceiver(handle.get(), log_notice, nullptr);
  const auto statement_max = TRY(prepare_session(*handle));
  return PostgresSession{.handle = std::move(handle),
                         .silence_max = statement_max + limits::database_answer_grace};
}

Result<PostgresSession> PostgresConnector::connect() {
  using namespace std::chrono_literals;
  constexpr auto between_tries = 100ms;
  constexpr auto between_rare_tries = 1s;
  const std::scoped_lock lock(mutex_);
  // Longer away than anybody waits: one of many callers looks now and then, the others are told.
  const auto gave_up = [&] {
    return away_since_ && Steady::now() - *away_since_ > limits::database_reconnect_wait_max;
  };
  if (gave_up() && Steady::now() - tried_ < between_rare_tries) return last_;
  while (true) {
    const auto begun = Steady::now();
    auto session = connect_once();
    tried_ = Steady::now();
    if (session.ok()) {
      if (away_since_) log_info("database_reached_again");
      away_since_.reset();
      return session;
    }
    last_ = session.error();
    if (last_.fault != Fault::unavailable) return last_;
    if (!away_since_) {
      away_since_ = begun;
      log_warning("database_away", {{"why", last_.message}});
    }
    if (gave_up()) return last_;
    std::this_thread::sleep_for(between_tries);
  }
}

}  // namespace memory_mcp
