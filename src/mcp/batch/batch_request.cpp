#include "mcp/batch/batch_request.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "json/from_json.h"
#include "mcp/batch/batch_references.h"

namespace memory_mcp {
namespace {

constexpr JsonPath params_path{.name = "params"};
constexpr JsonPath operations_path{.parent = &params_path, .name = "operations"};

Status check_ids_differ(const std::vector<std::string>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto first = static_cast<std::size_t>(std::ranges::find(ids, ids[i]) - ids.begin());
    if (first == i) continue;
    const JsonPath operation = operations_path.item(i);
    return out_of_bounds(operation.member("id"), "'" + ids[i] + "' is the id of operation " +
                                                     std::to_string(first) +
                                                     " too; give each operation an id of its own");
  }
  return Done{};
}

Result<std::size_t> operation_named(const std::string& id, const std::vector<std::string>& ids,
                                    const JsonPath& path) {
  const auto found = std::ranges::find(ids, id);
  if (found != ids.end()) return static_cast<std::size_t>(found - ids.begin());
  const std::vector<std::string_view> choices(ids.begin(), ids.end());
  const std::string_view meant = nearest(id, choices);
  return out_of_bounds(path,
                       "'" + std::string(cut_to_bytes(id, limits::operation_id_bytes_max)) +
                           "' is the id of no operation of this batch" +
                           (meant.empty() ? "" : " (did you mean '" + std::string(meant) + "'?)") +
                           "; depends_on takes ids of other operations");
}

// By depends_on and by references; adds to `batch` what the references tell.
Status add_dependencies(std::size_t i, const Operation& operation, Batch& batch) {
  const JsonPath path = operations_path.item(i);
  const JsonPath depends_on = path.member("depends_on");
  std::set<std::size_t> after;
  for (std::size_t j = 0; j < operation.depends_on.size(); ++j) {
    after.insert(TRY(operation_named(operation.depends_on[j], batch.ids, depends_on.item(j))));
  }
  const auto referred =
      TRY(operations_referred_to(batch.arguments[i], path.member("arguments"), batch.ids));
  for (const std::size_t other : referred) batch.is_referred_to[other] = true;
  after.insert(referred.begin(), referred.end());
  if (after.contains(i)) {
    return out_of_bounds(path, "operation '" + batch.ids[i] +
                                   "' depends on itself; take it out of its depends_on and of the "
                                   "references in its arguments");
  }
  batch.after[i].assign(after.begin(), after.end());
  return Done{};
}

Status check_no_circle(const Batch& batch) {
  const auto circle = circle_of(batch.after);
  if (circle.empty()) return Done{};
  std::string names;
  for (const std::size_t i : circle) names += "'" + batch.ids[i] + "' waits for ";
  return out_of_bounds(operations_path,
                       "these wait for each other, so none could start: " + names + "'" +
                           batch.ids[circle.front()] +
                           "'; take one out of depends_on or of the references in arguments");
}

}  // namespace

Result<Batch> batch_from_params(const Json& params) {
  Json asked = params;
  asked.erase("_meta");  // Of the request, as every request may have it.
  BatchParams given = TRY(from_json<BatchParams>(asked, "params"));
  const std::size_t size = given.operations.size();
  Batch batch{.ids = {},
              .tools = {},
              .arguments = {},
              .after = Dependencies(size),
              .is_referred_to = std::vector<bool>(size),
              .mode = given.mode,
              .at_once_max = given.mode == BatchMode::sequential
                                 ? 1
                                 : static_cast<std::size_t>(given.max_parallel)};
  for (Operation& operation : given.operations) {
    batch.ids.push_back(std::move(operation.id));
    batch.tools.push_back(std::move(operation.tool));
    auto arguments = parse_json(operation.arguments.text);
    CHECK(arguments.ok());
    batch.arguments.push_back(*std::move(arguments));
  }
  TRY(check_ids_differ(batch.ids));
  for (std::size_t i = 0; i < size; ++i) TRY(add_dependencies(i, given.operations[i], batch));
  TRY(check_no_circle(batch));
  return batch;
}

}  // namespace memory_mcp
