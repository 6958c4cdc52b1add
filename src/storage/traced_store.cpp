#include "storage/traced_store.h"

namespace memory_mcp {
namespace {

class TracedStore final : public Store {
 public:
  TracedStore(std::unique_ptr<Store> store, Tracer& tracer)
      : store_(std::move(store)), tracer_(tracer) {}

  Result<ChangePosition> follow(ChangePosition from, Follower& follower,
                                std::size_t limit) override {
    return store_->follow(std::move(from), follower, limit);
  }
  Result<std::vector<std::string>> namespaces() override { return store_->namespaces(); }
  Result<std::optional<std::string>> setting(const std::string& name) override {
    return store_->setting(name);
  }
  Result<bool> replace_setting(const std::string& name, const std::optional<std::string>& seen,
                               const std::string& value) override {
    return store_->replace_setting(name, seen, value);
  }
  Result<std::vector<std::optional<std::string>>> vectors(
      const std::string& generation, std::span<const std::string> text_hashes) override {
    return store_->vectors(generation, text_hashes);
  }
  Status keep_vectors(const std::string& generation,
                      std::span<const StoredVector> vectors) override {
    return store_->keep_vectors(generation, vectors);
  }
  Status drop_vectors_but(const std::string& generation) override {
    return store_->drop_vectors_but(generation);
  }
  Status drop_vectors_equal_to(const std::string& generation, const std::string& bytes) override {
    return store_->drop_vectors_equal_to(generation, bytes);
  }
  Result<ToolCallCounts> tool_calls() override { return store_->tool_calls(); }
  Status add_tool_calls(const ToolCallCounts& calls) override {
    return store_->add_tool_calls(calls);
  }
  Status forget_answers_kept_until(Timestamp end) override {
    return store_->forget_answers_kept_until(end);
  }
  Status insert_task(const Task& task) override { return store_->insert_task(task); }
  Result<std::optional<Task>> find_task(const std::string& id) override {
    return store_->find_task(id);
  }
  Result<bool> update_open_task(const Task& task) override {
    return store_->update_open_task(task);
  }
  Result<StoreReport> report() override { return store_->report(); }
  Status probe() override { return store_->probe(); }
  Result<std::vector<std::string>> inspect() override { return store_->inspect(); }
  Status back_up(const std::string& path, const Progress& progress) override {
    return store_->back_up(path, progress);
  }

 private:
  Status run_read(std::string_view namespace_name, const Work& work) override {
    return traced("store read", namespace_name, [&] {
      return store_->read(namespace_name,
                          [&](Transaction& transaction) -> Status { return work(transaction); });
    });
  }
  Status run_write(std::string_view namespace_name, const Work& work) override {
    return traced("store write", namespace_name, [&] {
      return store_->write(namespace_name,
                           [&](Transaction& transaction) -> Status { return work(transaction); });
    });
  }

  template <typename Body>
  Status traced(const char* name, std::string_view namespace_name, Body body) {
    if (InSpan::current() == nullptr) return body();
    Span span = tracer_.begin(name, SpanKind::internal);
    span.attributes.emplace_back("memory_mcp.namespace", namespace_name);
    Status status = body();
    if (!status.ok()) span.error = std::string(name_of(status.error().fault));
    tracer_.end(std::move(span));
    return status;
  }

  const std::unique_ptr<Store> store_;
  Tracer& tracer_;
};

}  // namespace

std::unique_ptr<Store> make_traced_store(std::unique_ptr<Store> store, Tracer& tracer) {
  return std::make_unique<TracedStore>(std::move(store), tracer);
}

}  // namespace memory_mcp
