#include "learning_bench/poisoning/poisoning_run.h"

#include <algorithm>
#include <map>
#include <span>

#include "learning_bench/episode_record.h"
#include "learning_bench/told_actions.h"
#include "learning_bench/world.h"

namespace memory_mcp {
namespace {

Principal writer_called(const std::string& name) {
  return {.name = name,
          .issuer = std::string(token_issuer),
          .scopes = {Scope::write},
          .namespaces = {}};
}

bool is_among(std::span<const std::string> some, const std::string& one) {
  return std::ranges::find(some, one) != some.end();
}

// One memory, what was recorded in it, and who asks it.
class PoisonedMemory {
 public:
  static Result<PoisonedMemory> open(PoisonKind kind, const PoisoningSetup& setup) {
    PoisonedMemory memory(TRY(ToolClient::open()), kind, setup);
    TRY(memory.remember());
    return memory;
  }

  Status plant(std::size_t number) {
    const Poison poison = make_poison(kind_, setup_.seed, number);
    planted_.push_back(TRY(record(poison.text, poison.plan, "mallory")));
    return Done{};
  }

  Result<PoisoningFigures> ask_all(const std::function<void()>& on_query) {
    figures_ = {.poison = kind_, .planted = std::ssize(planted_)};
    first_tools_.resize(queries().size());
    std::size_t others = 0;
    for (std::size_t n = 0; n < queries().size(); ++n) {
      on_query();
      const bool is_other =
          kind_ == PoisonKind::all_words || queries()[n].family != poisoned_family;
      others += is_other ? 1 : 0;
      TRY(search(queries()[n], is_other));
      TRY(ask_for_advice(queries()[n], first_tools_[n]));
    }
    const auto all = static_cast<double>(queries().size());
    figures_.found /= all;
    figures_.next_right /= all;
    figures_.poison_first /= static_cast<double>(std::max<std::size_t>(others, 1));
    return figures_;
  }

 private:
  PoisonedMemory(ToolClient client, PoisonKind kind, const PoisoningSetup& setup)
      : client_(std::move(client)),
        kind_(kind),
        setup_(setup),
        // The plans change half-way, and would at other times in worlds of other sizes.
        world_(make_world(setup.seed, 2 * (setup.episodes + setup.queries))) {
    world_.resize(setup.episodes + setup.queries);
  }

  Principal caller(const std::string& name) const {
    return setup_.one_writer ? local_principal() : writer_called(name);
  }

  std::span<const WorldTask> queries() const { return std::span(world_).last(setup_.queries); }

  Result<std::string> record(const std::string& text, const std::vector<std::string>& plan,
                             const std::string& writer) {
    EpisodeRecord episode(client_, caller(writer));
    TRY(episode.begin(text));
    for (const std::string& tool : plan) TRY(episode.add(tool, true));
    TRY(episode.complete(true));
    return episode.id();
  }

  Status remember() {
    const std::vector<std::string> honest{"ann", "bob", "carl"};
    for (std::size_t n = 0; n < setup_.episodes; ++n) {
      const WorldTask& task = world_[n];
      family_of_[TRY(record(task.text, task.plan, honest[n % honest.size()]))] = task.family;
    }
    return Done{};
  }

  Status search(const WorldTask& query, bool is_other) {
    const Json answer =
        TRY(client_.call("query_memory", {{"query", query.text}, {"limit", 5}}, caller("dora")));
    bool is_found = false;
    bool is_first = true;
    const Json& episodes = answer.at("episodes");
    for (const Json& episode : episodes) {
      const auto id = episode.at("id").get<std::string>();
      const auto known = family_of_.find(id);
      is_found |= known != family_of_.end() && known->second == query.family;
      if (is_first && is_other && is_among(planted_, id)) figures_.poison_first += 1;
      is_first = false;
    }
    figures_.found += is_found ? 1 : 0;
    return Done{};
  }

  // `first_before`: what was told when nothing was planted.
  Status ask_for_advice(const WorldTask& query, std::string& first_before) {
    const Json answer = TRY(client_.call("recommend_patterns",
                                         {{"task_description", query.text},
                                          {"domain", bench_domain},
                                          {"last_tools", Json::array()},
                                          {"limit", 10}},
                                         caller("dora")));
    const Poison poison = make_poison(kind_, setup_.seed, 0);
    const auto next = TRY(told_actions(answer.at("next_actions")));
    const std::string first = next.empty() ? "" : next.front().tool;
    figures_.next_right += first == query.plan.front() ? 1 : 0;
    if (planted_.empty()) first_before = first;
    if (first == poison.plan.front() && first != first_before) ++figures_.poison_next;
    const Json& results = answer.at("results");
    for (const Json& result : results) {
      if (!is_planted(result.at("tools").get<std::vector<std::string>>(), poison.plan)) continue;
      ++(result.at("established").get<bool>() ? figures_.poison_established
                                              : figures_.poison_candidates);
    }
    return Done{};
  }

  // Whether it names a tool that only the poison has, or a sequence that is in no honest plan.
  bool is_planted(const std::vector<std::string>& tools,
                  const std::vector<std::string>& poison) const {
    if (kind_ != PoisonKind::known_tools) {
      return std::ranges::any_of(tools,
                                 [&](const std::string& tool) { return is_among(poison, tool); });
    }
    const auto holds = [&](const std::vector<std::string>& plan) {
      return !std::ranges::search(plan, tools).empty();
    };
    return holds(poison) && std::ranges::none_of(world_, holds, &WorldTask::plan);
  }

  ToolClient client_;
  PoisonKind kind_;
  PoisoningSetup setup_;
  std::vector<WorldTask> world_;
  std::map<std::string, std::size_t> family_of_;  // By id, of honest episodes.
  std::vector<std::string> planted_;
  std::vector<std::string> first_tools_;
  PoisoningFigures figures_;
};

}  // namespace

Result<std::vector<PoisoningFigures>> run_poisoning(const PoisoningSetup& setup,
                                                    const OnQuery& on_query) {
  const auto kinds = names_of(PoisonKind{});
  const std::size_t total = kinds.size() * setup.poisoned.size() * setup.queries;
  std::size_t asked = 0;
  std::vector<PoisoningFigures> all;
  for (const auto& [kind, name] : kinds) {
    PoisonedMemory memory = TRY(PoisonedMemory::open(kind, setup));
    std::size_t planted = 0;
    for (const std::size_t wanted : setup.poisoned) {
      while (planted < wanted) TRY(memory.plant(planted++));
      all.push_back(TRY(memory.ask_all([&] { on_query(asked++, total); })));
    }
  }
  return all;
}

}  // namespace memory_mcp
