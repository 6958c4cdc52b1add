#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "mcp/batch/batch_run.h"
#include "mcp/call_rights.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

using Steady = std::chrono::steady_clock;

std::string ms_text(double ms) { return to_line(number_to_json(std::round(ms * 1'000) / 1'000)); }

// Written as text, because the results are text already and may be large.
std::string outcome_text(const std::string& id, const OperationOutcome& outcome) {
  return R"({"id":)" + to_line(id) +
         (outcome.is_success ? R"(,"success":true)" : R"(,"success":false)") +
         (outcome.is_skipped ? R"(,"skipped":true)" : "") + R"(,"result":)" + outcome.result +
         R"(,"error":)" + to_line(outcome.error) + R"(,"duration_ms":)" + ms_text(outcome.ms) + "}";
}

// Of those that were started.
std::string stats_text(const BatchOutcome& outcome) {
  std::vector<double> took;
  for (const OperationOutcome& operation : outcome.operations) {
    if (!operation.is_skipped) took.push_back(operation.ms);
  }
  std::ranges::sort(took);
  const double sum = std::accumulate(took.begin(), took.end(), 0.0);
  const std::size_t total = outcome.operations.size();
  return R"({"total_operations":)" + std::to_string(total) + R"(,"skipped_count":)" +
         std::to_string(total - took.size()) + R"(,"parallel_peak":)" +
         std::to_string(outcome.parallel_peak) + R"(,"avg_duration_ms":)" +
         ms_text(took.empty() ? 0 : sum / static_cast<double>(took.size())) +
         R"(,"p50_duration_ms":)" + ms_text(took.empty() ? 0 : took[(took.size() - 1) / 2]) +
         R"(,"max_duration_ms":)" + ms_text(took.empty() ? 0 : took.back()) + "}";
}

std::string members_text(const Batch& batch, const BatchOutcome& outcome, double total_ms) {
  std::string text = R"("results":[)";
  for (std::size_t i = 0; i < batch.ids.size(); ++i) {
    text += (i == 0 ? "" : ",") + outcome_text(batch.ids[i], outcome.operations[i]);
  }
  const auto succeeded = std::ranges::count_if(outcome.operations, &OperationOutcome::is_success);
  const auto failed = std::ssize(outcome.operations) - succeeded;
  return text + R"(],"total_duration_ms":)" + ms_text(total_ms) + R"(,"success_count":)" +
         std::to_string(succeeded) + R"(,"failure_count":)" + std::to_string(failed) +
         R"(,"stats":)" + stats_text(outcome);
}

}  // namespace

bool McpServer::batch_runs_apart(const Request& request, const Principal& caller) const {
  const auto operations = request.params.find("operations");
  if (operations == request.params.end() || !operations->is_array()) return false;
  return std::ranges::any_of(*operations, [&](const Json& operation) {
    const auto name = operation.is_object() ? operation.find("tool") : operation.end();
    if (name == operation.end() || !name->is_string()) return false;
    const Tool* const tool = find_tool(name->get_ref<const std::string&>());
    return tool != nullptr && tool->info.runs_apart && caller.may(scope_of(tool->info));
  });
}

Reply McpServer::execute_batch(const Request& request, CallContext& call) const {
  const auto started = Steady::now();
  const auto batch = batch_from_params(request.params);
  if (!batch.ok()) {
    return bad_params(batch.error().message, {{"field", batch.error().field}});
  }
  const std::string request_id = to_line(request.id);
  BatchRun run(
      *batch,
      [&](std::size_t i, const Json& arguments, CallContext& operation) -> CalledTool {
        const Tool* const tool = find_tool(batch->tools[i]);
        if (tool == nullptr) return {.reply = not_found(tool_not_found(batch->tools[i]))};
        const std::string id = request_id + " " + batch->ids[i];
        return call_counted(*tool, arguments, operation, usage_, id);
      },
      call);
  const BatchOutcome outcome = run.run(*helpers_);
  const std::chrono::duration<double, std::milli> took = Steady::now() - started;
  return ResultText{"{" + members_text(*batch, outcome, took.count()) +
                    (is_modern(call.revision) ? modern_members_ : "") + "}"};
}

}  // namespace memory_mcp
