#include "storage/postgres/libpq.h"

#include <dlfcn.h>

#include <string>

#include "base/check.h"

namespace memory_mcp {
namespace {

constexpr const char* file_name = "libpq.so.5";

// Sets `function` to what the library calls `name`; false when it has no such thing.
template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, Libpq& libpq) {
  return find(library, "PQclear", libpq.clear) && find(library, "PQcmdStatus", libpq.cmdStatus) &&
         find(library, "PQcmdTuples", libpq.cmdTuples) &&
         find(library, "PQconnectdbParams", libpq.connectdbParams) &&
         find(library, "PQconninfoFree", libpq.conninfoFree) &&
         find(library, "PQconninfoParse", libpq.conninfoParse) &&
         find(library, "PQconsumeInput", libpq.consumeInput) &&
         find(library, "PQenterPipelineMode", libpq.enterPipelineMode) &&
         find(library, "PQerrorMessage", libpq.errorMessage) &&
         find(library, "PQexec", libpq.exec) &&
         find(library, "PQexitPipelineMode", libpq.exitPipelineMode) &&
         find(library, "PQfinish", libpq.finish) && find(library, "PQfreemem", libpq.freemem) &&
         find(library, "PQftype", libpq.ftype) && find(library, "PQgetResult", libpq.getResult) &&
         find(library, "PQgetisnull", libpq.getisnull) &&
         find(library, "PQgetlength", libpq.getlength) &&
         find(library, "PQgetvalue", libpq.getvalue) && find(library, "PQisBusy", libpq.isBusy) &&
         find(library, "PQntuples", libpq.ntuples) &&
         find(library, "PQpipelineSync", libpq.pipelineSync) &&
         find(library, "PQresultErrorField", libpq.resultErrorField) &&
         find(library, "PQresultStatus", libpq.resultStatus) &&
         find(library, "PQsendPrepare", libpq.sendPrepare) &&
         find(library, "PQsendQuery", libpq.sendQuery) &&
         find(library, "PQsendQueryParams", libpq.sendQueryParams) &&
         find(library, "PQsendQueryPrepared", libpq.sendQueryPrepared) &&
         find(library, "PQsetNoticeReceiver", libpq.setNoticeReceiver) &&
         find(library, "PQsocket", libpq.socket) && find(library, "PQstatus", libpq.status) &&
         find(library, "PQtransactionStatus", libpq.transactionStatus);
}

struct Loaded {
  Libpq functions{};
  std::string complaint;
};

Loaded load() {
  Loaded loaded;
  void* library = ::dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc has one per thread.
    loaded.complaint = why == nullptr ? "it cannot be loaded" : why;
  } else if (!find_all(library, loaded.functions)) {
    loaded.complaint = "it is older than 14";
  }
  return loaded;
}

const Loaded& library() {
  static const Loaded loaded = load();
  return loaded;
}

}  // namespace

Status load_libpq() {
  if (library().complaint.empty()) return Done{};
  return unavailable("a store on PostgreSQL needs libpq (" + library().complaint +
                     "); install the package libpq5");
}

const Libpq& libpq() {
  CHECK(library().complaint.empty());
  return library().functions;
}

}  // namespace memory_mcp
