#include "storage/store.h"

namespace memory_mcp {

#define STORE(scheme)                                                                             \
  Result<std::unique_ptr<Store>> open_##scheme##_store(std::string_view path, const Clock& clock, \
                                                       Opening opening);
#include "storage/store_list.def"
#undef STORE

Result<std::unique_ptr<Store>> open_store(std::string_view url, const Clock& clock,
                                          Opening opening) {
  const auto colon = url.find(':');
  std::string_view scheme = url.substr(0, colon);
  if (scheme == "postgres") scheme = "postgresql";  // Both are in use, and mean the same.
  const std::string_view path = colon == std::string_view::npos ? "" : url.substr(colon + 1);
  std::string known;
#define STORE(name)                                                      \
  if (scheme == #name) return open_##name##_store(path, clock, opening); \
  known += known.empty() ? #name : ", " #name;
#include "storage/store_list.def"
#undef STORE
  return invalid_argument("store", "store: no kind of store is called \"" + std::string(scheme) +
                                       "\"; known are " + known);
}

Error no_such_episode(const std::string& id, std::string_view namespace_name) {
  return {Fault::not_found,
          "there is no episode " + id + " in namespace \"" + std::string(namespace_name) +
              "\"; ids are those that create_episode returned",
          "episode_id"};
}

Error episode_exists(const std::string& id) {
  return {Fault::conflict, "there is an episode " + id + " already", "episode_id"};
}

Error writer_stays(const std::string& id, std::string_view writer) {
  return {Fault::conflict,
          "episode " + id + " was opened by " + std::string(writer) + ", and that never changes",
          "writer"};
}

Error no_such_recommendation(const std::string& id) {
  return {Fault::not_found,
          "there is no recommendation " + id +
              "; those that were given for no episode are forgotten after a while",
          "recommendation_id"};
}

Error relation_exists(const Relation& relation) {
  return conflict("episode " + relation.from_episode_id + " " +
                  std::string(name_of(relation.relation_type)) + " " + relation.to_episode_id +
                  " already");
}

Error no_such_relation(const Relation& relation) {
  return not_found("there is no relation by which episode " + relation.from_episode_id + " " +
                   std::string(name_of(relation.relation_type)) + " " + relation.to_episode_id +
                   "; get_related_episodes tells those there are");
}

Error recommendation_exists(const std::string& id) {
  return {Fault::conflict, "recommendation " + id + " exists already", "recommendation_id"};
}

Error idempotency_key_taken() {
  return {Fault::conflict, "a call with this idempotency_key is being answered already",
          "idempotency_key"};
}

Error step_exists(const std::string& id, std::int64_t step_number) {
  return {Fault::conflict,
          "episode " + id + " has a step " + std::to_string(step_number) + " already",
          "step_number"};
}

}  // namespace memory_mcp
