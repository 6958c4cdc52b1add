#include "embeddings/remote_embedder.h"

#include <algorithm>
#include <array>
#include <random>

#include "base/log.h"
#include "base/text.h"
#include "embeddings/role_prefix.h"
#include "embeddings/server_words.h"

namespace memory_mcp {
namespace {

// What is done to texts before and to vectors after: cut, prefixed for their role, made length 1.
constexpr const char* preprocessing = "1";

double random_fraction() {
  std::random_device device;
  return std::uniform_real_distribution<double>(0, 1)(device);
}

std::string when_again(const HttpReply& reply) {
  const auto wait = retry_after_of(reply.retry_after.value_or(""), system_clock().now());
  if (!wait) return "wait, or raise its limit";
  return "it asks to wait " +
         std::to_string(std::chrono::ceil<std::chrono::seconds>(*wait).count()) + " s";
}

}  // namespace

RemoteEmbedder::RemoteEmbedder(std::unique_ptr<EmbeddingProtocol> protocol, RemotePlace place,
                               const EmbeddingChoice& choice, const EmbeddingRules& rules,
                               RemotePatience patience)
    : protocol_(std::move(protocol)),
      place_(std::move(place)),
      chosen_dimensions_(choice.dimensions),
      batch_size_(static_cast<std::size_t>(choice.batch_size)),
      request_time_max_(rules.request_time_max),
      time_(patience.time),
      generation_{.provider = std::string(name_of(choice.provider)),
                  .model = place_.model,
                  .dimensions = 0,
                  .preprocessing = preprocessing,
                  .origin = place_.base_url.origin()},
      http_([provider = choice.provider, rules](const HttpUrl& url, const IpAddress& address) {
        return check_embedding_address(provider, rules, url, address);
      }),
      retry_(patience.retry, patience.time, system_clock(),
             patience.random ? std::move(patience.random) : random_fraction),
      breaker_(patience.breaker, patience.time) {}

Status RemoteEmbedder::learn_dimensions(const std::stop_token& cancelled) {
  const std::array<std::string, 1> probe{sent_text(probe_text, TextRole::document)};
  const auto vectors = TRY(ask(probe, cancelled));
  const auto dimensions = static_cast<std::int64_t>(vectors.front().size());
  if (chosen_dimensions_ && *chosen_dimensions_ != dimensions) {
    return invalid_argument("dimensions", place_.model + " makes vectors of " +
                                              std::to_string(dimensions) +
                                              " numbers and cannot choose; leave it out");
  }
  generation_.dimensions = dimensions;
  return Done{};
}

std::string RemoteEmbedder::sent_text(const std::string& text, TextRole role) const {
  return std::string(role_prefix(place_.model, role)) +
         std::string(cut_to_bytes(text, limits::embedding_text_bytes_max));
}

Result<std::vector<Vector>> RemoteEmbedder::embed(std::span<const std::string> texts, TextRole role,
                                                  const std::stop_token& cancelled) {
  std::vector<std::string> sent;
  sent.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (is_blank(texts[i])) {
      const std::string field = "texts[" + std::to_string(i) + "]";
      return invalid_argument(field, "is blank; there is nothing to embed in it");
    }
    sent.push_back(sent_text(texts[i], role));
  }
  std::vector<Vector> vectors;
  vectors.reserve(texts.size());
  for (std::span<const std::string> rest = sent; !rest.empty();) {
    const std::size_t count = texts_in_next_request(rest);
    for (Vector& vector : TRY(ask_guarded(rest.first(count), cancelled))) {
      vectors.push_back(std::move(vector));
    }
    rest = rest.subspan(count);
  }
  return vectors;
}

std::size_t RemoteEmbedder::texts_in_next_request(std::span<const std::string> texts) const {
  std::size_t bytes = texts.front().size();
  std::size_t count = 1;
  while (count < texts.size() && count < batch_size_) {
    bytes += texts[count].size();
    if (bytes > limits::embedding_request_bytes_max ||
        reply_bytes_max(count + 1) > limits::embedding_reply_bytes_max) {
      break;
    }
    ++count;
  }
  return count;
}

std::size_t RemoteEmbedder::reply_bytes_max(std::size_t count) const {
  const std::int64_t dimensions =
      generation_.dimensions > 0 ? generation_.dimensions : limits::embedding_dimensions_max;
  return limits::embedding_reply_head_bytes_max +
         count * static_cast<std::size_t>(dimensions) * limits::embedding_number_bytes_max;
}

Result<std::vector<Vector>> RemoteEmbedder::ask_guarded(std::span<const std::string> texts,
                                                        const std::stop_token& cancelled) {
  const std::string who = generation_.provider + " at " + place_.base_url.origin();
  auto allowed = breaker_.enter();
  if (!allowed.ok()) return std::move(allowed).error().while_doing(who);
  auto vectors = ask(texts, cancelled);
  const bool is_cancelled = !vectors.ok() && vectors.error().fault == Fault::cancelled;
  const bool is_down = !vectors.ok() && (vectors.error().fault == Fault::unavailable ||
                                         vectors.error().fault == Fault::timed_out);
  if (is_cancelled) {
    breaker_.gave_up();
  } else if (is_down) {
    const std::string& why = vectors.error().message;
    if (breaker_.failed(why)) log_warning("embedding_provider_down", {{"who", who}, {"why", why}});
  } else if (breaker_.succeeded()) {  // It is there, even when it refused this request.
    log_info("embedding_provider_back", {{"who", who}});
  }
  return vectors;
}

Result<std::vector<Vector>> RemoteEmbedder::ask(std::span<const std::string> texts,
                                                const std::stop_token& cancelled) {
  const HttpRequest request{
      .url = place_.below(protocol_->path()),
      .body = to_line(protocol_->request(
          {.model = place_.model, .texts = texts, .dimensions = chosen_dimensions_})),
      .bearer = place_.key,
      .deadline = time_.now() + request_time_max_,
      .response_bytes_max =
          std::min(reply_bytes_max(texts.size()), limits::embedding_reply_bytes_max)};
  const auto reply =
      TRY(retry_.run([&] { return http_.post(request, cancelled); }, request.deadline, cancelled));
  if (reply.status < 200 || reply.status > 299) return refusal(reply);
  auto vectors = vectors_of(reply, texts.size());
  if (!vectors.ok()) return std::move(vectors).error().while_doing(request.url.to_text());
  return vectors;
}

Result<std::vector<Vector>> RemoteEmbedder::vectors_of(const HttpReply& reply,
                                                       std::size_t count) const {
  const auto json = parse_json(reply.body, limits::embedding_reply_bytes_max);
  if (!json.ok()) {
    return unavailable(
        "the answer is not the JSON that was asked for; is this an embedding server?");
  }
  const auto arrays = TRY(protocol_->vectors_in(*json, count));
  return unit_vectors(arrays, {.count = count, .dimensions = generation_.dimensions});
}

Error RemoteEmbedder::refusal(const HttpReply& reply) const {
  const std::string place = place_.base_url.origin();
  const std::string words = server_words(reply.body, place_.key);
  const std::string said = words.empty() ? "" : ". It says: " + words;
  switch (reply.status) {
    case 401:
    case 403:
      // Its own words are left out: some servers repeat a part of the key.
      if (!place_.key) {
        return {Fault::denied,
                place +
                    " asks for a key; name the environment variable that holds it in "
                    "api_key_env",
                "api_key_env"};
      }
      return {Fault::denied,
              "the key in $" + place_.key_variable + " was refused by " + place +
                  "; check that it is right and may use " + place_.model,
              "api_key_env"};
    case 404:
      return protocol_->not_there(place_, words);
    case 429:
      return unavailable(place + " takes no more requests now (429); " + when_again(reply) + said);
    case 413:
      return invalid_argument("batch_size", place +
                                                " takes no request of this size; lower "
                                                "batch_size" +
                                                said);
    default:
      break;
  }
  const std::string status = " (" + std::to_string(reply.status) + ")";
  if (reply.status >= 300 && reply.status <= 399) {
    return {Fault::denied,
            place + " redirects to another place" + status +
                ", which is not followed; set base_url to where the server is",
            "base_url"};
  }
  if (reply.status >= 400 && reply.status <= 499) {
    return invalid_argument("", place + " refused the request" + status + said);
  }
  return unavailable(place + " failed" + status + "; look at its log, or retry later" + said);
}

Result<std::unique_ptr<Embedder>> make_remote_embedder(std::unique_ptr<EmbeddingProtocol> protocol,
                                                       const EmbeddingChoice& choice,
                                                       const EmbedderSetup& setup) {
  auto place = TRY(remote_place(choice, setup.rules));
  auto embedder = std::make_unique<RemoteEmbedder>(std::move(protocol), std::move(place), choice,
                                                   setup.rules, RemotePatience{});
  if (setup.known.dimensions > 0) {
    embedder->set_dimensions(setup.known.dimensions);
  } else {
    TRY(embedder->learn_dimensions(setup.cancelled));
  }
  return std::unique_ptr<Embedder>(std::move(embedder));
}

}  // namespace memory_mcp
