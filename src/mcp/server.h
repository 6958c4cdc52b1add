// The centre: takes one self-contained request, returns its reply. It never heard of episodes,
// connections or who asked before; what runs as a task, and who is told of changes, is all it
// keeps.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/worker_pool.h"
#include "mcp/call_context.h"
#include "mcp/features.h"
#include "mcp/message.h"
#include "mcp/outlet.h"
#include "mcp/pages.h"
#include "mcp/questions/state_seal.h"
#include "mcp/tasks/tasks.h"
#include "mcp/tool_json.h"
#include "mcp/tool_usage.h"
#include "model/tool_listing.h"

namespace memory_mcp {

struct ServerDescription {
  std::string name;
  std::string title;
  std::string version;
  std::string description;
  std::string icon_svg = {};  // Empty when there is none.
  std::string instructions;   // For the model: when to use the tools. At most 2,000 characters.
};

// What tools/list answers.
struct ToolListOptions {
  ToolListing listing = ToolListing::standard;
  // Of each tool before this start. The most called are listed first; the order then stays, since
  // clients keep the list, and models what was made of it.
  std::map<std::string, std::int64_t> calls = {};
  std::size_t page = limits::list_page_max;
};

// Safe for concurrent use.
class McpServer {
 public:
  McpServer(ServerDescription description, ServerFeatures features, ToolUsage& usage,
            const ToolListOptions& list = {});

  // Answers any request but those of a legacy session (initialize, ping) and subscriptions.
  Reply handle(const Request& request, CallContext& call) const;

  // Serves subscriptions/listen until it is cancelled. Otherwise says why not.
  std::optional<RpcError> subscribe(const Request& request, const CallContext& call,
                                    const Outlet& outlet) const;

  // Whether the caller may be told of changes of that resource.
  bool may_follow(const std::string& uri, const Principal& caller) const;

  // The server ends: subscriptions do, and what runs as a task is asked to.
  void end() const;
  // Waits until nothing runs as a task. False when `patience` ran out first.
  bool drain_tasks(std::chrono::milliseconds patience) const;

  // Whether answering takes so little that a queue would only delay it.
  bool is_quick(std::string_view method) const;
  // Of whose threads, when it calls a tool whose calls get threads of their own, alone or in a
  // batch; a batch asks nobody, so that tools which may are no reason for it, nor are those that
  // the caller may not call.
  std::optional<ThreadShare> share_apart(const Request& request, const Principal& caller) const;

  // Null when there is none of that name.
  const Tool* find_tool(std::string_view name) const;
  // What to tell of a name that no tool has.
  std::string tool_not_found(std::string_view name) const;
  // The one that a message of that method and those parameters calls; null when it calls none.
  const Tool* called_tool(const Json& method, const Json& params) const;
  // What the caller of such a message must be allowed to do; nothing for those that anybody may
  // send.
  std::optional<Scope> scope_for(const Json& method, const Json& params) const;
  // Every one, in its own order.
  std::span<const Tool> tools() const { return features_.tools; }

  const ServerDescription& description() const { return description_; }
  // The Implementation object of the protocol, as each answer repeats it and as it is told once.
  Json implementation() const;
  Json implementation_with_icon() const;
  Json capabilities(Revision revision) const;
  const ToolUsage& usage() const { return usage_; }
  bool sends_logs() const { return features_.sends_logs; }
  // Null when nothing ever changes.
  Changes* changes() const { return features_.changes.get(); }

 private:
  Reply discover(const Request& request, CallContext& call) const;
  Reply list_tools(const Request& request, CallContext& call) const;
  Reply describe_tool(const Request& request, CallContext& call) const;
  Reply describe_tools(const Request& request, CallContext& call) const;
  Reply call_tool(const Request& request, CallContext& call) const;
  Reply list_resources(const Request& request, CallContext& call) const;
  Reply list_resource_templates(const Request& request, CallContext& call) const;
  Reply read_resource(const Request& request, CallContext& call) const;
  Reply list_prompts(const Request& request, CallContext& call) const;
  Reply get_prompt(const Request& request, CallContext& call) const;
  Reply complete(const Request& request, CallContext& call) const;
  // What is wrong with a question about a prompt or a template; nothing when there is such.
  std::optional<RpcError> misplaced(const CompletionQuestion& question) const;
  Reply execute_batch(const Request& request, CallContext& call) const;
  Reply list_skills(const Request& request, CallContext& call) const;
  Reply get_skill(const Request& request, CallContext& call) const;
  Reply read_directory(const Request& request, CallContext& call) const;
  Reply get_task(const Request& request, CallContext& call) const;
  Reply update_task(const Request& request, CallContext& call) const;
  Reply cancel_task(const Request& request, CallContext& call) const;
  bool batch_runs_apart(const Request& request, const Principal& caller) const;

  // Also of skills.
  Result<std::vector<ResourceContents>> contents_of(const std::string& uri,
                                                    CallContext& call) const;

  // The call itself, of a tool that is there.
  Reply run_tool(const Tool& tool, const Json& arguments, CallContext& call,
                 const std::string& id) const;
  Reply run_as_task(const Tool& tool, const Json& arguments, CallContext& call,
                    const std::string& id) const;
  // Adds the tasks that a subscription asks for and its client may follow; says what is wrong with
  // them otherwise.
  std::optional<RpcError> add_tasks(const Request& request, const Principal& caller,
                                    Changes::Rights& rights) const;

  // How long clients may keep what does not change while the process lives.
  static constexpr int cacheable_ms = 300'000;
  // Who answered, in _meta.
  static constexpr const char* server_info_key = "io.modelcontextprotocol/serverInfo";

  // What a method does with what is stored, without a tool.
  enum class Use {
    nothing_stored,
    reads,   // Needs the scope.
    of_own,  // What belongs to the caller, whoever they are: only counted.
  };
  struct Method {
    std::string_view name;
    Reply (McpServer::*answer)(const Request&, CallContext&) const;
    bool modern_only = false;
    bool quick = false;
    bool may_ask = false;  // Its calls may need something of their client.
    Use use = Use::nothing_stored;
    bool (*is_offered)(const ServerFeatures&) = [](const ServerFeatures&) { return true; };
  };
  static std::span<const Method> methods();
  // Null also for methods of what this server does not offer.
  const Method* find_method(std::string_view name) const;

  static Status check_use(const Method& method, const CallContext& call);

  // Makes the call again until it has what it needs of its client, or tells what that is.
  Reply answer_with_inputs(const Method& method, const Request& request, CallContext& call) const;
  Reply input_required(const Request& request, const CallContext& call) const;

  // The page of `items` that the request asks for.
  template <typename Items, typename ToJson>
  Reply list_page(const Request& request, const CallContext& call, const Items& items,
                  const char* member, ToJson to_json) const {
    const auto page = page_asked_for(request, items.size(), list_page_);
    if (const auto* error = std::get_if<RpcError>(&page)) return *error;
    return finished_list(page_json(std::get<PageRange>(page), items, member, to_json),
                         call.revision);
  }
  // `finished`, for what stays the same for everyone while the process lives.
  Json finished_list(Json page, Revision revision) const;
  // `finished`, for what is one caller's, and may be another thing the next moment.
  Json finished_for_now(Json result, Revision revision) const;

  Json tools_page(const PageRange& range, ToolDetail detail, Revision revision) const;
  // Adds what every result says about itself in the modern era; leaves legacy results alone.
  Json finished(Json result, Revision revision) const;

  const ServerDescription description_;
  const ServerFeatures features_;
  const std::vector<const Tool*> listed_;
  ToolUsage& usage_;
  const std::size_t list_page_;
  const StateSeal seal_;
  // What every result says about itself in the modern era: ","resultType":"complete",…".
  std::string modern_members_;
  // The first page of tools/list for each era: built once, sent often.
  std::string legacy_tools_;
  std::string modern_tools_;
  // Threads that batches borrow. Of its own, so that batches run the same way on every transport.
  const std::unique_ptr<WorkerPool> helpers_ = std::make_unique<WorkerPool>(0);
  // Null when no call becomes one. Last: calls use everything above.
  const std::unique_ptr<Tasks> tasks_;
};

// How much of a wrong name is repeated in the error.
inline constexpr std::size_t shown_name_bytes_max = 200;

RpcError unknown_method(std::string_view method);
RpcError bad_params(std::string message, Json data = nullptr);
// Of a request that is no call of a tool.
RpcError as_rpc_error(const Error& error);

}  // namespace memory_mcp
