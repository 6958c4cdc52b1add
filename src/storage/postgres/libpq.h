// libpq, loaded when a store on PostgreSQL is opened and not before: linked in, it would bring a
// score of libraries (LDAP, Kerberos) to every start of a server that keeps its memory in a file.
// Safe for concurrent use.
#pragma once

#include <libpq-fe.h>

#include "base/result.h"

namespace memory_mcp {

// The functions we call, under their own names less "PQ".
struct Libpq {
  decltype(&::PQclear) clear;
  decltype(&::PQcmdStatus) cmdStatus;
  decltype(&::PQcmdTuples) cmdTuples;
  decltype(&::PQconnectdbParams) connectdbParams;
  decltype(&::PQconninfoFree) conninfoFree;
  decltype(&::PQconninfoParse) conninfoParse;
  decltype(&::PQconsumeInput) consumeInput;
  decltype(&::PQenterPipelineMode) enterPipelineMode;
  decltype(&::PQerrorMessage) errorMessage;
  decltype(&::PQexec) exec;
  decltype(&::PQexitPipelineMode) exitPipelineMode;
  decltype(&::PQfinish) finish;
  decltype(&::PQfreemem) freemem;
  decltype(&::PQftype) ftype;
  decltype(&::PQgetResult) getResult;
  decltype(&::PQgetisnull) getisnull;
  decltype(&::PQgetlength) getlength;
  decltype(&::PQgetvalue) getvalue;
  decltype(&::PQisBusy) isBusy;
  decltype(&::PQntuples) ntuples;
  decltype(&::PQpipelineSync) pipelineSync;
  decltype(&::PQresultErrorField) resultErrorField;
  decltype(&::PQresultStatus) resultStatus;
  decltype(&::PQsendPrepare) sendPrepare;
  decltype(&::PQsendQuery) sendQuery;
  decltype(&::PQsendQueryParams) sendQueryParams;
  decltype(&::PQsendQueryPrepared) sendQueryPrepared;
  decltype(&::PQsetNoticeReceiver) setNoticeReceiver;
  decltype(&::PQsocket) socket;
  decltype(&::PQstatus) status;
  decltype(&::PQtransactionStatus) transactionStatus;
};

// unavailable, with what is missing, for as long as the process lives.
Status load_libpq();

// Only once it was loaded.
const Libpq& libpq();

}  // namespace memory_mcp
