// The look-ups of names that are under way, of all programs together. One whose program no longer
// waits for it runs on, for as long as the system's resolver takes: it holds a thread and
// descriptors, and counts until it ends. Safe for concurrent use.
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/curl_library.h"

namespace memory_mcp {

class FetchTransfer;

class NameLookups {
 public:
  NameLookups() = default;
  NameLookups(const NameLookups&) = delete;
  NameLookups& operator=(const NameLookups&) = delete;
  // Leaves what has not ended to the resolver.
  ~NameLookups();

  // One look-up that counts, for as long as this lives.
  class Place {
   public:
    Place(NameLookups& lookups, std::string caller)
        : lookups_(&lookups), caller_(std::move(caller)) {}
    Place(Place&& other) noexcept
        : lookups_(std::exchange(other.lookups_, nullptr)), caller_(std::move(other.caller_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (lookups_ != nullptr) lookups_->give_back(caller_);
    }

   private:
    NameLookups* lookups_;
    std::string caller_;
  };

  // exhausted when too many are under way.
  Result<std::unique_ptr<Place>> take_place(const std::string& caller);

  using Multi = std::unique_ptr<CURLM, decltype(&::curl_multi_cleanup)>;
  // Transfers that were given up while their name was looked up, and the multi handle they are in.
  struct Left {
    const CurlLibrary* curl;
    Multi multi;
    std::vector<std::unique_ptr<FetchTransfer>> transfers;
  };
  void keep(Left left);

  std::size_t under_way() const;

 private:
  void give_back(const std::string& caller);
  void forget_ended();

  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> by_caller_;
  std::size_t under_way_ = 0;
  std::vector<Left> left_;
};

}  // namespace memory_mcp
