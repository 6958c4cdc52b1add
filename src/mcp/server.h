// The stateless centre: takes one self-contained request, returns its reply. It never heard of
// episodes, connections or who asked before.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/worker_pool.h"
#include "mcp/call_context.h"
#include "mcp/message.h"
#include "mcp/tool.h"
#include "mcp/tool_json.h"
#include "mcp/tool_usage.h"
#include "model/tool_listing.h"

namespace memory_mcp {

struct ServerDescription {
  std::string name;
  std::string title;
  std::string version;
  std::string description;
  std::string instructions;  // For the model: when to use the tools. At most 2,000 characters.
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
  McpServer(ServerDescription description, std::vector<Tool> tools, ToolUsage& usage,
            const ToolListOptions& list = {});

  // Answers any request but those of a legacy session (initialize, ping).
  Reply handle(const Request& request, CallContext& call) const;

  // Whether answering takes so little that a queue would only delay it.
  bool is_quick(std::string_view method) const;
  // Whether it calls a tool whose calls get threads of their own, alone or in a batch.
  bool runs_apart(const Request& request) const;

  // Null when there is none of that name.
  const Tool* find_tool(std::string_view name) const;
  // Every one, in its own order.
  std::span<const Tool> tools() const { return tools_; }

  const ServerDescription& description() const { return description_; }
  // The Implementation object of the protocol.
  Json implementation() const;
  Json capabilities(Revision revision) const;

 private:
  Reply discover(const Request& request, CallContext& call) const;
  Reply list_tools(const Request& request, CallContext& call) const;
  Reply describe_tool(const Request& request, CallContext& call) const;
  Reply describe_tools(const Request& request, CallContext& call) const;
  Reply call_tool(const Request& request, CallContext& call) const;
  Reply execute_batch(const Request& request, CallContext& call) const;
  bool batch_runs_apart(const Request& request) const;

  // How long clients may keep what does not change while the process lives.
  static constexpr int cacheable_ms = 300'000;

  struct Method {
    std::string_view name;
    Reply (McpServer::*answer)(const Request&, CallContext&) const;
    bool modern_only;
    bool quick;
  };
  static std::span<const Method> methods();
  static const Method* find_method(std::string_view name);

  Json tools_page(std::size_t from, ToolDetail detail) const;
  Json finished_page(std::size_t from, ToolDetail detail, Revision revision) const;
  // `finished`, for what stays the same while the process lives.
  Json cacheable(Json result, Revision revision) const;
  // Adds what every result says about itself in the modern era; leaves legacy results alone.
  Json finished(Json result, Revision revision) const;

  const ServerDescription description_;
  const std::vector<Tool> tools_;
  const std::vector<const Tool*> listed_;
  ToolUsage& usage_;
  const std::size_t list_page_;
  // What every result says about itself in the modern era: ","resultType":"complete",…".
  std::string modern_members_;
  // The first page of tools/list for each era: built once, sent often.
  std::string legacy_tools_;
  std::string modern_tools_;
  // Threads that batches borrow. Of its own, so that batches run the same way on every transport.
  const std::unique_ptr<WorkerPool> helpers_ = std::make_unique<WorkerPool>(0);
};

// How much of a wrong name is repeated in the error.
inline constexpr std::size_t shown_name_bytes_max = 200;

RpcError unknown_method(std::string_view method);
RpcError bad_params(std::string message, Json data = nullptr);

}  // namespace memory_mcp
