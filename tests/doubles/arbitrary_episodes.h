// Episodes, steps and outcomes for property tests: any that could be recorded, and many that are
// nearly alike, so that peers, ties and repeated ids occur.
#pragma once

#include <rapidcheck.h>

#include "model/episode.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {

inline rc::Gen<std::string> arbitrary_text() {
  return rc::gen::element<std::string>("a", "plain words", "\"quoted\" \\ back", "line\nbreak",
                                       "Grüße, 世界 🌍", std::string("zero\0byte", 9), " x");
}

inline rc::Gen<std::string> arbitrary_label() {
  return rc::gen::element<std::string>("a", "plain words", "Grüße, 世界 🌍", " x ");
}

template <typename T>
rc::Gen<std::optional<T>> perhaps(rc::Gen<T> gen) {
  return rc::gen::map(rc::gen::maybe(std::move(gen)), [](rc::Maybe<T> value) {
    return value ? std::optional<T>(*value) : std::nullopt;
  });
}

inline rc::Gen<StepResult> arbitrary_result() {
  return rc::gen::build<StepResult>(
      rc::gen::set(&StepResult::type,
                   rc::gen::element(StepResultType::success, StepResultType::error,
                                    StepResultType::timeout)),
      rc::gen::set(&StepResult::output, perhaps(arbitrary_text())),
      rc::gen::set(&StepResult::message, perhaps(arbitrary_text())));
}

inline rc::Gen<Step> arbitrary_step(std::int64_t number_max = 1'000'000) {
  return rc::gen::build<Step>(
      rc::gen::set(&Step::step_number, rc::gen::inRange<std::int64_t>(1, number_max + 1)),
      rc::gen::set(&Step::timestamp, rc::gen::just(sample_time)),
      rc::gen::set(&Step::tool, rc::gen::element<std::string>("editor", "shell", "search")),
      rc::gen::set(&Step::action, arbitrary_text()),
      rc::gen::set(&Step::parameters,
                   perhaps(rc::gen::element(JsonObjectText{}, JsonObjectText{R"({"a":[1,0.1]})"}))),
      rc::gen::set(&Step::result, perhaps(arbitrary_result())),
      rc::gen::set(&Step::latency_ms, perhaps(rc::gen::element(0.0, 0.1, 12.0, 1e9))),
      rc::gen::set(&Step::tokens_used, perhaps(rc::gen::inRange<std::int64_t>(0, 1'000))));
}

// Outcomes that complete_episode would take.
inline rc::Gen<Outcome> arbitrary_outcome() {
  return rc::gen::exec([] {
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        return success();
      case 1:
        return failure();
      default:
        return partial_success(*rc::gen::inRange(0, 5), *rc::gen::inRange(0, 5));
    }
  });
}

inline rc::Gen<std::string> arbitrary_writer() {
  return rc::gen::element<std::string>("token ann", "token bob", "https://issuer.example/ Ann");
}

// An open episode with an id of 0 to `ids` - 1.
inline rc::Gen<Episode> arbitrary_episode(int ids) {
  return rc::gen::exec([ids] {
    Episode episode = sample_episode(*rc::gen::inRange(0, ids));
    episode.task_description = *arbitrary_text();
    episode.task_type = *rc::gen::element(TaskType::testing, TaskType::debugging);
    episode.context.domain = *rc::gen::element<std::string>("web-api", "Web-API", "a b");
    episode.context.language = *perhaps(arbitrary_label());
    episode.start_time.ms -= *rc::gen::inRange<std::int64_t>(0, 100'000'000);
    episode.metadata = {{*arbitrary_text(), *arbitrary_text()}};
    episode.writer = *perhaps(arbitrary_writer());
    return episode;
  });
}

}  // namespace memory_mcp
