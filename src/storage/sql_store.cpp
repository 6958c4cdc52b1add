#include "storage/sql_store.h"

#include "base/id.h"
#include "storage/copied_tables.h"
#include "storage/documents.h"
#include "storage/episode_columns.h"
#include "storage/migrate.h"
#include "storage/sql_answers.h"
#include "storage/sql_follow.h"
#include "storage/sql_keeping.h"
#include "storage/sql_tasks.h"
#include "storage/sql_transaction.h"

namespace memory_mcp {
namespace {

// Runs `page` for pages of rows behind the row it was given, until there are no more.
template <typename Page>
Status in_pages(Page page) {
  std::int64_t last = 0;
  std::int64_t before = -1;
  while (last != before) {
    before = last;
    TRY(page(last));
  }
  return Done{};
}

// Reads every document, and compares each column beside one with what it repeats.
Status inspect_documents(Connection& connection, std::int64_t& last,
                         std::vector<std::string>& findings) {
  return connection.query(
      "SELECT row_id, id, document, checksum, domain, task_type, outcome, start_time_ms, reward, "
      "step_count, step_latency_ms, writer FROM episodes WHERE row_id > $1 ORDER BY row_id "
      "LIMIT 1000",
      {last}, [&](const Row& row) -> Status {
        last = row.integer(0);
        const std::string id(row.text(1));
        auto episode = read_episode_document(id, row.text(2), row.integer(3));
        const auto steps = read_steps(connection, row.integer(0), id);
        if (!steps.ok()) findings.push_back(steps.error().message);
        if (!episode.ok()) findings.push_back(episode.error().message);
        if (!steps.ok() || !episode.ok()) return Done{};
        episode->steps = *steps;
        if (!columns_match(row, 4, *episode)) {
          findings.push_back("episode " + id +
                             ": its searchable columns do not match its document");
        }
        return Done{};
      });
}

Status inspect_recommendations(Connection& connection, std::int64_t& last,
                               std::vector<std::string>& findings) {
  return connection.query(
      "SELECT row_id, id, document, checksum FROM recommendations WHERE row_id > $1 "
      "ORDER BY row_id LIMIT 1000",
      {last}, [&](const Row& row) -> Status {
        last = row.integer(0);
        const auto one = read_recommendation_document(row.text(1), row.text(2), row.integer(3));
        if (!one.ok()) findings.push_back(one.error().message);
        return Done{};
      });
}

Status inspect_relations(Connection& connection, std::int64_t& last,
                         std::vector<std::string>& findings) {
  return connection.query(
      "SELECT relations.row_id, one.id, other.id, relation_type, relations.document, "
      "relations.checksum, one.namespace_id <> other.namespace_id FROM relations "
      "JOIN episodes one ON one.row_id = from_episode "
      "JOIN episodes other ON other.row_id = to_episode "
      "WHERE relations.row_id > $1 ORDER BY relations.row_id LIMIT 1000",
      {last}, [&](const Row& row) -> Status {
        last = row.integer(0);
        const auto one = read_relation_document(row.text(1), row.text(2), row.text(3), row.text(4),
                                                row.integer(5));
        if (!one.ok()) findings.push_back(one.error().message);
        if (row.integer(6) != 0) {
          findings.push_back("a relation joins episode " + std::string(row.text(1)) + " to " +
                             std::string(row.text(2)) + ", which is of another namespace");
        }
        return Done{};
      });
}

Status inspect_checkpoints(Connection& connection, std::int64_t& last,
                           std::vector<std::string>& findings) {
  return connection.query(
      "SELECT checkpoints.row_id, episodes.id, checkpoints.id, checkpoints.document, "
      "checkpoints.checksum FROM checkpoints JOIN episodes ON episodes.row_id = episode "
      "WHERE checkpoints.row_id > $1 ORDER BY checkpoints.row_id LIMIT 1000",
      {last}, [&](const Row& row) -> Status {
        last = row.integer(0);
        const auto one =
            read_checkpoint_document(row.text(1), row.text(2), row.text(3), row.integer(4));
        if (!one.ok()) findings.push_back(one.error().message);
        return Done{};
      });
}

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<Database> database, const Clock& clock)
      : database_(std::move(database)), clock_(clock) {}

  Result<ChangePosition> follow(ChangePosition from, Follower& follower,
                                std::size_t limit) override {
    const ChangePosition start = from;
    const auto follow =
        database_->numbering() == Numbering::by_commit ? follow_all : follow_namespaces;
    const Status followed = database_->read([&](Connection& connection) -> Status {
      return follow(connection, from, follower, limit);
    });
    // What was told is not told again, whatever happened behind it.
    if (!followed.ok() && from == start) return followed.error();
    return from;
  }

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

  Result<std::optional<std::string>> setting(const std::string& name) override {
    return read_setting(*database_, name);
  }
  Result<bool> replace_setting(const std::string& name, const std::optional<std::string>& seen,
                               const std::string& value) override {
    return rewrite_setting(*database_, name, seen, value);
  }
  Result<std::vector<std::optional<std::string>>> vectors(
      const std::string& generation, std::span<const std::string> text_hashes) override {
    return read_vectors(*database_, generation, text_hashes);
  }
  Status keep_vectors(const std::string& generation,
                      std::span<const StoredVector> vectors) override {
    return write_vectors(*database_, generation, vectors);
  }
  Status drop_vectors_but(const std::string& generation) override {
    return delete_vectors_but(*database_, generation);
  }
  Status drop_vectors_equal_to(const std::string& generation, const std::string& bytes) override {
    return delete_vectors_equal_to(*database_, generation, bytes);
  }

  Result<ToolCallCounts> tool_calls() override { return read_tool_calls(*database_); }
  Status add_tool_calls(const ToolCallCounts& calls) override {
    return count_tool_calls(*database_, calls);
  }

  Status insert_task(const Task& task) override { return insert_task_row(*database_, task); }
  Result<std::optional<Task>> find_task(const std::string& id) override {
    return read_task_row(*database_, id);
  }
  Result<bool> update_open_task(const Task& task) override {
    return update_open_task_row(*database_, task);
  }

  Status forget_answers_kept_until(Timestamp end) override {
    return delete_answers_kept_until(*database_, end);
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
    const Status documents = database_->read([&](Connection& connection) -> Status {
      TRY(in_pages([&](auto& last) { return inspect_documents(connection, last, findings); }));
      TRY(in_pages(
          [&](auto& last) { return inspect_recommendations(connection, last, findings); }));
      TRY(in_pages([&](auto& last) { return inspect_relations(connection, last, findings); }));
      return in_pages([&](auto& last) { return inspect_checkpoints(connection, last, findings); });
    });
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
    return database_->write_in(namespace_name, [&](Connection& connection) -> Status {
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
  if (const auto source = TRY(read_setting(*database, std::string(copy_in_progress)))) {
    return conflict("this store is an unfinished copy of " + *source +
                    "; run `memory-mcp copy` again, which goes on with it");
  }
  return std::unique_ptr<Store>(std::make_unique<SqlStore>(std::move(database), clock));
}

}  // namespace memory_mcp
