// The requests of one client that are not answered yet. Safe for concurrent use.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "json/json.h"

namespace memory_mcp {

class OpenRequests {
 public:
  // One request: its stop source, under its id as text ("7" and 7 differ).
  struct Entry {
    std::string key;
    std::stop_source stop;
  };

  // None when the client has an open request of that id already.
  std::shared_ptr<Entry> open(const Json& id);
  // Asks the request to stop and forgets it; unknown ids are ignored, as the protocol wants.
  void cancel(const Json& id);
  void cancel_all();
  // Whether the reply may still be sent: not after a cancellation.
  bool close(const Entry& entry);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

}  // namespace memory_mcp
