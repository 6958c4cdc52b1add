#include "storage/sql_store.h"

#include "base/id.h"
#include "storage/episode_document.h"
#include "storage/migrate.h"
#include "storage/sql_transaction.h"

namespace memory_mcp {
namespace {

// What inspect() says of one row, or nothing when it is whole.
template <typename Record>
void note_damage(const Result<Record>& record, std::vector<std::string>& findings) {
  if (!record.ok()) findings.push_back(record.error().message);
}

Status inspect_documents(Connection& connection, std::vector<std::string>& findings) {
  TRY(connection.query("SELECT id, document, checksum, domain, task_type, outcome FROM episodes",
                       {}, [&](const Row& row) -> Status {
                         const auto episode =
                             read_episode_document(row.text(0), row.text(1), row.integer(2));
                         note_damage(episode, findings);
                         if (!episode.ok()) return Done{};
                         const std::string_view outcome =
                             episode->outcome ? name_of(episode->outcome->type) : "";
                         if (episode->context.domain != row.text(3) ||
                             name_of(episode->task_type) != row.text(4) || outcome != row.text(5)) {
                           findings.push_back("episode " + episode->id +
                                              ": its searchable columns do not match its document");
                         }
                         return Done{};
                       }));
  return connection.query(
      "SELECT episodes.id, step_number, steps.document, steps.checksum FROM steps "
      "JOIN episodes ON episodes.row_id = steps.episode",
      {}, [&](const Row& row) -> Status {
        note_damage(read_step_document(row.text(0), row.integer(1), row.text(2), row.integer(3)),
                    findings);
        return Done{};
      });
}

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<Database> database, const Clock& clock)
      : database_(std::move(database)), clock_(clock) {}

  Result<std::vector<std::string>> namespaces() override {
    std::vector<std::string> names;
    TRY(database_->read([&](Connection& connection) {
      return connection.query("SELECT name FROM namespaces ORDER BY name", {},
                              [&](const Row& row) -> Status {
                                names.emplace_back(row.text(0));
                                return Done{};
                              });
    }));
    return names;
  }

  Result<StoreReport> report() override {
    StoreReport report{.backend = database_->backend(),
                       .bytes = TRY(database_->bytes()),
                       .free_disk_bytes = database_->free_disk_bytes(),
                       .damage = database_->damage()};
    TRY(database_->read([&](Connection& connection) {
      return connection.query(
          "SELECT (SELECT count(*) FROM episodes), (SELECT count(*) FROM steps)", {},
          [&](const Row& row) -> Status {
            report.episodes = row.integer(0);
            report.steps = row.integer(1);
            return Done{};
          });
    }));
    return report;
  }

  Status probe() override {
    const std::string id = make_id(clock_);
    TRY(database_->write([&](Connection& connection) -> Status {
      TRY(connection.execute("INSERT INTO probes (id, written_ms) VALUES ($1, $2)",
                             {std::string_view(id), clock_.now().ms}));
      return Done{};
    }));
    std::int64_t seen = 0;
    TRY(database_->read([&](Connection& connection) {
      return connection.query("SELECT count(*) FROM probes WHERE id = $1", {std::string_view(id)},
                              [&](const Row& row) -> Status {
                                seen = row.integer(0);
                                return Done{};
                              });
    }));
    if (seen != 1) return unavailable("the store does not return what was just written to it");
    return database_->write([&](Connection& connection) -> Status {
      TRY(connection.execute("DELETE FROM probes WHERE id = $1", {std::string_view(id)}));
      return Done{};
    });
  }

  Result<std::vector<std::string>> inspect() override {
    std::vector<std::string> findings = TRY(database_->inspect());
    const Status documents = database_->read(
        [&](Connection& connection) { return inspect_documents(connection, findings); });
    if (!documents.ok()) findings.push_back(documents.error().message);
    return findings;
  }

  Status back_up(const std::string& path, const Progress& progress) override {
    return database_->back_up(path, progress);
  }

 private:
  Status run_read(std::string_view namespace_name, const Work& work) override {
    return database_->read([&](Connection& connection) -> Status {
      SqlTransaction transaction(connection, namespace_name);
      return work(transaction);
    });
  }

  Status run_write(std::string_view namespace_name, const Work& work) override {
    return database_->write([&](Connection& connection) -> Status {
      SqlTransaction transaction(connection, namespace_name);
      return work(transaction);
    });
  }

  const std::unique_ptr<Database> database_;
  const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<Store>> make_sql_store(std::unique_ptr<Database> database,
                                              const Clock& clock) {
  TRY(migrate(*database, clock));
  return std::unique_ptr<Store>(std::make_unique<SqlStore>(std::move(database), clock));
}

}  // namespace memory_mcp
