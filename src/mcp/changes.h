// What clients want to be told of when it changes, and telling them.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

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
  using Hear = std::function<void(const Change& change)>;

  // What the client of a subscription may be told of, of what it asks for.
  struct Rights {
    std::string caller;  // The key of a Principal.
    std::function<bool(const std::string& uri)> may_read;
    std::set<std::string> tasks;
    std::vector<Change> first = {};  // What is told at once, to it alone.
  };

  explicit Changes(Changeable possible) : possible_(possible) {}

  const Changeable& possible() const { return possible_; }

  void announce(const Change& change);

  // For as long as the listener lives, which it does while it is told.
  void listen(std::weak_ptr<const void> listener, Hear hear);

  // Serves subscriptions/listen: acknowledges, and tells changes until `gone` or end_all().
  // Otherwise says why not.
  std::optional<RpcError> subscribe(const Request& request, const Outlet& outlet,
                                    std::stop_token gone, const Rights& rights);
  // The end of every subscription, told to its client.
  void end_all();

 private:
  struct Subscription {
    Json id;
    std::string caller;
    std::set<Change::Of> of;
    std::set<std::string> uris;
    std::set<std::string> tasks;
    Outlet outlet;
    std::stop_token gone;

    // What changed before its client was told that it is subscribed.
    std::mutex mutex;
    bool is_acknowledged = false;
    std::vector<std::string> held;
  };
  struct Listener {
    std::weak_ptr<const void> alive;
    Hear hear;
  };

  void forget_gone();
  std::optional<RpcError> refusal_of_one_more(const std::string& caller) const;
  // Fills in what is asked for; otherwise says what is wrong with it.
  std::optional<RpcError> read_wishes(const Request& request, const Rights& rights,
                                      Subscription& subscription) const;
  static void acknowledge(Subscription& subscription);
  static Json acknowledged(const Subscription& subscription);
  static bool wants(const Subscription& subscription, const Change& change);
  static void tell(Subscription& subscription, const Change& change);

  const Changeable possible_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Subscription>> subscriptions_;
  std::vector<std::shared_ptr<const Listener>> listeners_;
};

}  // namespace memory_mcp
