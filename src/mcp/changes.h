// What clients want to be told of when it changes, and telling them.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <variant>

#include "mcp/message.h"
#include "mcp/outlet.h"

namespace memory_mcp {

struct Change {
  enum class Of { tools, prompts, resources, resource, task };
  Of of = Of::resource;
  std::string uri;           // Of the resource, or the id of the task.
  std::string members = {};  // Of the task, as the text between the braces.
};

// The notification that tells it, without what only some receivers get.
std::string_view notification_of(Change::Of of);

// The same as older revisions send it, to everyone or to who subscribed to that resource. They know
// no tasks.
std::string legacy_text(const Change& change);

// What can change while a server runs; nobody is promised to be told of anything else.
struct Changeable {
  bool tools = false;
  bool prompts = false;
  bool resources = false;
  bool resource = false;  // What is read under one URI.
};

// Safe for concurrent use.
class Changes {
 public:
  // False when the listener has gone and need not be told any more.
  using Hear = std::function<bool(const Change& change)>;

  explicit Changes(Changeable possible) : possible_(possible) {}

  const Changeable& possible() const { return possible_; }

  void announce(const Change& change);

  // Until `hear` says that it has gone.
  void listen(Hear hear);

  // Serves subscriptions/listen: acknowledges, and tells changes until `gone` or end_all().
  // Otherwise says why not. `tasks` are those it asks for that its client may follow.
  std::optional<RpcError> subscribe(const Request& request, const Outlet& outlet,
                                    std::stop_token gone, std::set<std::string> tasks = {});
  // The end of every subscription, told to its client.
  void end_all();

 private:
  struct Subscription {
    Json id;
    std::set<Change::Of> of;
    std::set<std::string> uris;
    std::set<std::string> tasks;
    Outlet outlet;
    std::stop_token gone;
  };

  void forget_gone();
  static std::variant<Subscription, RpcError> wanted(const Request& request,
                                                     const Changeable& possible);
  static Json acknowledged(const Subscription& subscription);
  static bool wants(const Subscription& subscription, const Change& change);
  static void tell(const Subscription& subscription, const Change& change);

  const Changeable possible_;
  std::mutex mutex_;
  std::list<std::shared_ptr<const Subscription>> subscriptions_;
  std::size_t acknowledging_ = 0;  // Subscriptions about to be added.
  std::list<std::shared_ptr<const Hear>> listeners_;
};

}  // namespace memory_mcp
