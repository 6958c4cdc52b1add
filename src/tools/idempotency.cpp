#include "tools/idempotency.h"

#include "audit/redaction.h"
#include "base/log.h"
#include "base/sha256.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

constexpr const char* argument = "idempotency_key";

struct KeyArgument {
  std::optional<std::string> idempotency_key;

  static constexpr auto fields() {
    return std::tuple{
        optional(argument, &KeyArgument::idempotency_key,
                 "Makes the call safe to repeat for a day: the same key with the same arguments "
                 "takes effect once and is answered alike. A new UUID for each call.")
            .length(1, limits::idempotency_key_bytes_max)
            .matching(label_rule)};
  }
};

// The order of members says nothing. Secrets are no part of it: what they are hashed with may be
// known.
std::string hash_of(const Tool& tool, const Json& arguments) {
  const nlohmann::json sorted = without_secrets(arguments);
  return sha256_hex(tool.info.name + "\n" + to_line(Json(sorted)));
}

Error other_call() {
  return Error{Fault::conflict,
               "this idempotency_key was given to another call, with other arguments, and nothing "
               "was done for this one; give each call a key of its own",
               argument}
      .below("arguments");
}

}  // namespace

Result<ToolReply> KeptAnswers::run(const Tool& tool, const Json& arguments, CallContext& call) {
  const auto given = arguments.find(argument);
  if (given == arguments.end()) return tool.run(arguments, call);
  const auto key = TRY(from_json<KeyArgument>({{argument, *given}}, "arguments"));
  Json others = arguments;
  others.erase(argument);
  // What is no namespace the tool refuses itself.
  const Json space = others.value("namespace", Json(default_namespace));
  if (!key.idempotency_key || !space.is_string()) return tool.run(others, call);
  call.idempotent = {.key = *key.idempotency_key, .request_hash = hash_of(tool, others)};
  auto reply = run_keyed(tool, space.get<std::string>(), others, call);
  call.idempotent.reset();
  forget_old();
  return reply;
}

Result<ToolReply> KeptAnswers::run_keyed(const Tool& tool, const std::string& namespace_name,
                                         const Json& arguments, CallContext& call) {
  const IdempotentCall& keyed = *call.idempotent;
  const AnswerKey key{.caller = call.caller.key(), .key = keyed.key};
  if (const auto kept = TRY(find(namespace_name, key))) {
    return again(namespace_name, key, keyed.request_hash, *kept);
  }
  auto reply = tool.run(arguments, call);
  if (!reply.ok()) {
    // The same call may have been made twice at one time, and this is the one that came too late.
    const auto kept = find(namespace_name, key);
    if (!kept.ok() || !*kept) return reply;
    return again(namespace_name, key, keyed.request_hash, **kept);
  }
  CHECK(!keyed.kept.empty());
  if (reply->json == keyed.kept) return reply;
  // More than was known when the effect was written.
  const Status amended = store_.write(namespace_name, [&](Transaction& transaction) {
    return transaction.amend_answer(key, reply->json);
  });
  if (!amended.ok()) reply->json = keyed.kept;
  return reply;
}

Result<std::optional<KeptAnswer>> KeptAnswers::find(const std::string& namespace_name,
                                                    const AnswerKey& key) {
  return store_.read(namespace_name, [&](Transaction& transaction) {
    return transaction.kept_answer(key, clock_.now());
  });
}

Result<ToolReply> KeptAnswers::again(const std::string& namespace_name, const AnswerKey& key,
                                     const std::string& request_hash, const KeptAnswer& kept) {
  if (kept.request_hash != request_hash) return other_call();
  // What can be read may not have reached a standby yet; a write that did took it along.
  TRY(store_.write(namespace_name, [&](Transaction& transaction) {
    return transaction.kept_answer(key, clock_.now());
  }));
  return ToolReply{.json = kept.answer};
}

void KeptAnswers::forget_old() {
  constexpr std::chrono::milliseconds pause = limits::between_forgetting_answers;
  const Timestamp now = clock_.now();
  std::int64_t before = forgot_ms_;
  if (now.ms - before < pause.count() || !forgot_ms_.compare_exchange_strong(before, now.ms)) {
    return;
  }
  const Status forgotten = store_.forget_answers_kept_until(now);
  if (!forgotten.ok()) log_warning("answers_not_forgotten", {{"why", forgotten.error().message}});
}

Tool idempotent(const Tool& tool, std::shared_ptr<KeptAnswers> answers) {
  Tool keyed = tool;
  const Json schema = schema_of<KeyArgument>(SchemaUse::input);
  keyed.input_schema["properties"][argument] = schema["properties"][argument];
  keyed.run = [tool, answers = std::move(answers)](const Json& arguments, CallContext& call) {
    return answers->run(tool, arguments, call);
  };
  return keyed;
}

}  // namespace memory_mcp
