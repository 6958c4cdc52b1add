#include "sandbox/grants/name_lookups.h"

#include <algorithm>

#include "sandbox/grants/fetch_transfer.h"
#include "sandbox/grants/grant_limits.h"

namespace memory_mcp {
namespace {

Error too_many(std::size_t most, const char* whose) {
  return exhausted("at most " + std::to_string(most) + " names can be looked up at once" + whose +
                   ", and some name server does not answer; try again later");
}

void let_go(NameLookups::Left& left, CURL* handle) {
  left.curl->multi_remove_handle(left.multi.get(), handle);
  std::erase_if(left.transfers, [&](const auto& one) { return one->handle() == handle; });
}

// Moves the transfers on, and lets go of those whose name was found or was not.
void move_on(NameLookups::Left& left) {
  int ignored = 0;
  left.curl->multi_perform(left.multi.get(), &ignored);
  while (const CURLMsg* message = left.curl->multi_info_read(left.multi.get(), &ignored)) {
    let_go(left, message->easy_handle);
  }
}

}  // namespace

NameLookups::~NameLookups() {
  for (Left& left : left_) {
    while (!left.transfers.empty()) let_go(left, left.transfers.back()->handle());
  }
}

Result<std::unique_ptr<NameLookups::Place>> NameLookups::take_place(const std::string& caller) {
  forget_ended();
  const std::scoped_lock lock(mutex_);
  if (under_way_ >= limits::name_lookups_max) return too_many(limits::name_lookups_max, "");
  std::size_t& of_caller = by_caller_[caller];
  if (of_caller >= limits::name_lookups_per_client_max) {
    return too_many(limits::name_lookups_per_client_max, " by one client");
  }
  ++of_caller;
  ++under_way_;
  return std::make_unique<Place>(*this, caller);
}

void NameLookups::give_back(const std::string& caller) {
  const std::scoped_lock lock(mutex_);
  --under_way_;
  const auto found = by_caller_.find(caller);
  if (--found->second == 0) by_caller_.erase(found);
}

void NameLookups::keep(Left left) {
  forget_ended();
  const std::scoped_lock lock(mutex_);
  left_.push_back(std::move(left));
}

std::size_t NameLookups::under_way() const {
  const std::scoped_lock lock(mutex_);
  return under_way_;
}

// What is left is looked at when somebody wants a place, and needs no thread for it: until then it
// is bounded like the places are.
void NameLookups::forget_ended() {
  std::vector<Left> all;
  {
    const std::scoped_lock lock(mutex_);
    all.swap(left_);
  }
  std::ranges::for_each(all, move_on);
  std::erase_if(all, [](const Left& left) { return left.transfers.empty(); });
  const std::scoped_lock lock(mutex_);
  std::ranges::move(all, std::back_inserter(left_));
}

}  // namespace memory_mcp
