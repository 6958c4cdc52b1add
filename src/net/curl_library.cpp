#include "net/curl_library.h"

#include <dlfcn.h>

#include <string>

namespace memory_mcp {
namespace {

constexpr const char* file_name = "libcurl.so.4";
// The first that can leave a name server that does not answer behind (CURLOPT_QUICK_EXIT).
constexpr unsigned version_min = 0x075700;

Error missing(const std::string& what) {
  return unavailable("asking over the network needs " + what +
                     "; install the package libcurl4 (7.87 or newer)");
}

// Sets `function` to what the library calls `name`; false when it has no such thing.
template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, CurlLibrary& curl) {
  return find(library, "curl_easy_init", curl.easy_init) &&
         find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
         find(library, "curl_easy_setopt", curl.easy_setopt) &&
         find(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         find(library, "curl_easy_strerror", curl.easy_strerror) &&
         find(library, "curl_slist_append", curl.slist_append) &&
         find(library, "curl_slist_free_all", curl.slist_free_all) &&
         find(library, "curl_multi_init", curl.multi_init) &&
         find(library, "curl_multi_cleanup", curl.multi_cleanup) &&
         find(library, "curl_multi_add_handle", curl.multi_add_handle) &&
         find(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
         find(library, "curl_multi_perform", curl.multi_perform) &&
         find(library, "curl_multi_poll", curl.multi_poll) &&
         find(library, "curl_multi_wakeup", curl.multi_wakeup) &&
         find(library, "curl_multi_info_read", curl.multi_info_read);
}

Status start(void* library) {
  decltype(&::curl_version_info) version_info = nullptr;
  decltype(&::curl_global_init) global_init = nullptr;
  if (!find(library, "curl_version_info", version_info) ||
      !find(library, "curl_global_init", global_init)) {
    return missing("a whole libcurl");
  }
  const curl_version_info_data& version = *version_info(CURLVERSION_NOW);
  if (version.version_num < version_min) {
    return missing(std::string("a newer libcurl than ") + version.version);
  }
  // Without the first, looking up a name would stop everything else.
  constexpr int needed = CURL_VERSION_ASYNCHDNS | CURL_VERSION_SSL;
  if ((version.features & needed) != needed) {
    return missing("a libcurl with TLS and asynchronous name look-up");
  }
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return missing("a libcurl that starts");
  return Done{};
}

// The library stays loaded: threads that look up names may still run in it at the very end.
Result<CurlLibrary> load() {
  void* library = ::dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return missing(file_name);
  TRY(start(library));
  CurlLibrary curl{};
  if (!find_all(library, curl)) return missing("a whole libcurl");
  return curl;
}

}  // namespace

Result<const CurlLibrary*> CurlLibrary::loaded() {
  static const Result<CurlLibrary> library = load();
  if (!library.ok()) return library.error();
  return &library.value();
}

}  // namespace memory_mcp
