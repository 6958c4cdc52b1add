#include "mcp/changes.h"

#include <algorithm>
#include <array>

#include "base/http_limits.h"
#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

constexpr const char* id_key = "io.modelcontextprotocol/subscriptionId";

struct ListFlag {
  const char* name;
  Change::Of of;
  bool Changeable::*possible;
};

constexpr std::array list_flags{
    ListFlag{"toolsListChanged", Change::Of::tools, &Changeable::tools},
    ListFlag{"promptsListChanged", Change::Of::prompts, &Changeable::prompts},
    ListFlag{"resourcesListChanged", Change::Of::resources, &Changeable::resources},
};

}  // namespace

std::string_view notification_of(Change::Of of) {
  switch (of) {
    case Change::Of::tools:
      return "notifications/tools/list_changed";
    case Change::Of::prompts:
      return "notifications/prompts/list_changed";
    case Change::Of::resources:
      return "notifications/resources/list_changed";
    case Change::Of::resource:
      return "notifications/resources/updated";
    case Change::Of::task:
      return "notifications/tasks";
  }
  return "";
}

std::string legacy_text(const Change& change) {
  Json params = Json::object();
  if (change.of == Change::Of::resource) params["uri"] = change.uri;
  return notification_text(notification_of(change.of), std::move(params));
}

std::optional<RpcError> Changes::read_wishes(const Request& request, const Rights& rights,
                                             Subscription& subscription) const {
  const auto notifications = request.params.find("notifications");
  if (notifications == request.params.end() || !notifications->is_object()) {
    return bad_params("\"params.notifications\" must say what to tell, an object");
  }
  for (const auto& [name, of, member] : list_flags) {
    const auto flag = notifications->find(name);
    if (flag == notifications->end()) continue;
    if (!flag->is_boolean()) {
      return bad_params("\"params.notifications." + std::string(name) + "\" must be true or false");
    }
    if (flag->get<bool>() && possible_.*member) subscription.of.insert(of);
  }
  const auto uris = notifications->find("resourceSubscriptions");
  if (uris == notifications->end()) return std::nullopt;
  if (!uris->is_array() || uris->size() > limits::subscribed_resources_max) {
    return bad_params("\"params.notifications.resourceSubscriptions\" must be a list of at most " +
                      std::to_string(limits::subscribed_resources_max) + " URIs");
  }
  for (const Json& uri : *uris) {
    if (!uri.is_string()) {
      return bad_params("\"params.notifications.resourceSubscriptions\" must be a list of URIs");
    }
    if (possible_.resource && rights.may_read(uri)) subscription.uris.insert(uri);
  }
  return std::nullopt;
}

// What of it is promised.
Json Changes::acknowledged(const Subscription& subscription) {
  Json told = Json::object();
  for (const auto& [name, of, member] : list_flags) {
    if (subscription.of.contains(of)) told[name] = true;
  }
  if (!subscription.uris.empty()) told["resourceSubscriptions"] = subscription.uris;
  if (!subscription.tasks.empty()) told["taskIds"] = subscription.tasks;
  return told;
}

bool Changes::wants(const Subscription& subscription, const Change& change) {
  if (change.of == Change::Of::resource) return subscription.uris.contains(change.uri);
  if (change.of == Change::Of::task) return subscription.tasks.contains(change.uri);
  return subscription.of.contains(change.of);
}

void Changes::tell(Subscription& subscription, const Change& change) {
  Json params = {{"_meta", {{id_key, subscription.id}}}};
  if (change.of == Change::Of::resource) params["uri"] = change.uri;
  std::string text =
      notification_text(notification_of(change.of), std::move(params), change.members);
  std::unique_lock lock(subscription.mutex);
  if (!subscription.is_acknowledged) return subscription.held.push_back(std::move(text));
  lock.unlock();
  subscription.outlet.notify(std::move(text));
}

// Told without the lock: the client may be slow to read.
void Changes::acknowledge(Subscription& subscription) {
  subscription.outlet.notify(notification_text(
      "notifications/subscriptions/acknowledged",
      {{"_meta", {{id_key, subscription.id}}}, {"notifications", acknowledged(subscription)}}));
  std::unique_lock lock(subscription.mutex);
  while (!subscription.held.empty()) {
    const auto held = std::exchange(subscription.held, {});
    lock.unlock();
    for (const std::string& text : held) subscription.outlet.notify(text);
    lock.lock();
  }
  subscription.is_acknowledged = true;
}

std::optional<RpcError> Changes::subscribe(const Request& request, const Outlet& outlet,
                                           std::stop_token gone, const Rights& rights) {
  const auto subscription = std::make_shared<Subscription>();
  subscription->id = request.id;
  subscription->caller = rights.caller;
  subscription->tasks = rights.tasks;
  subscription->outlet = outlet;
  subscription->gone = std::move(gone);
  if (auto error = read_wishes(request, rights, *subscription)) return error;
  for (const Change& change : rights.first) tell(*subscription, change);  // Held until then.
  std::unique_lock lock(mutex_);
  forget_gone();
  if (auto error = refusal_of_one_more(rights.caller)) return error;
  subscriptions_.push_back(subscription);
  lock.unlock();
  acknowledge(*subscription);
  return std::nullopt;
}

std::optional<RpcError> Changes::refusal_of_one_more(const std::string& caller) const {
  const auto refusal = [](std::string why) {
    return RpcError{.code = rpc::internal_error, .message = std::move(why)};
  };
  const auto own = static_cast<std::size_t>(
      std::ranges::count(subscriptions_, caller, [](const auto& one) { return one->caller; }));
  if (own >= limits::subscriptions_per_caller_max) {
    return refusal("you have " + std::to_string(own) +
                   " subscriptions open, as many as one caller may; end one of them");
  }
  if (subscriptions_.size() >= limits::subscriptions_max) {
    return refusal("too many subscriptions of all callers are open; try again later");
  }
  return std::nullopt;
}

void Changes::forget_gone() {
  std::erase_if(subscriptions_, [](const auto& one) { return one->gone.stop_requested(); });
  std::erase_if(listeners_, [](const auto& one) { return one->alive.expired(); });
}

void Changes::listen(std::weak_ptr<const void> listener, Hear hear) {
  auto one = std::make_shared<const Listener>(Listener{std::move(listener), std::move(hear)});
  const std::scoped_lock lock(mutex_);
  forget_gone();
  listeners_.push_back(std::move(one));
}

// Clients are told without the lock: one of them may be slow to read.
void Changes::announce(const Change& change) {
  std::unique_lock lock(mutex_);
  forget_gone();
  const auto subscriptions = subscriptions_;
  const auto listeners = listeners_;
  lock.unlock();
  for (const auto& subscription : subscriptions) {
    if (wants(*subscription, change)) tell(*subscription, change);
  }
  for (const auto& listener : listeners) {
    if (const auto alive = listener->alive.lock()) listener->hear(change);
  }
}

void Changes::end_all() {
  std::unique_lock lock(mutex_);
  forget_gone();
  const auto subscriptions = std::exchange(subscriptions_, {});
  lock.unlock();
  for (const auto& one : subscriptions) {
    one->outlet.notify(notification_text("notifications/cancelled",
                                         {{"requestId", one->id}, {"_meta", {{id_key, one->id}}}}));
    one->outlet.answer(
        reply_text(one->id, Json{{"resultType", "complete"}, {"_meta", {{id_key, one->id}}}}));
  }
}

}  // namespace memory_mcp
