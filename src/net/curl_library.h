// libcurl, loaded when the server first asks something over the network and not before: linked in,
// it brings 30 more libraries, 1.9 ms and 6 MB to every start of the server (medians of 50), and
// most servers never ask. Loading it takes 2.4 ms and 8 MB, once. Safe for concurrent use.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace memory_mcp {

struct CurlLibrary {
  // unavailable, with what is missing, for as long as the process lives.
  static Result<const CurlLibrary*> loaded();

  // The functions we call, under their own names less "curl_".
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
  decltype(&::curl_multi_init) multi_init;
  decltype(&::curl_multi_cleanup) multi_cleanup;
  decltype(&::curl_multi_add_handle) multi_add_handle;
  decltype(&::curl_multi_remove_handle) multi_remove_handle;
  decltype(&::curl_multi_perform) multi_perform;
  decltype(&::curl_multi_poll) multi_poll;
  decltype(&::curl_multi_wakeup) multi_wakeup;
  decltype(&::curl_multi_info_read) multi_info_read;
};

}  // namespace memory_mcp
