// The embedder that asks a server, whatever protocol it speaks: splits the texts into requests of
// bounded size, asks again when that may help, leaves a server in peace that is down, and believes
// no reply before it was checked. Safe for concurrent use.
#pragma once

#include <memory>
#include <string>

#include "embeddings/circuit_breaker.h"
#include "embeddings/embedder.h"
#include "embeddings/embedder_setup.h"
#include "embeddings/embedding_protocol.h"
#include "embeddings/embedding_reply.h"
#include "embeddings/remote_place.h"
#include "embeddings/retry.h"
#include "model/embedding_choice.h"
#include "net/http_client.h"

namespace memory_mcp {

// How patient it is, and with whose time.
struct RemotePatience {
  RetryRules retry;
  BreakerRules breaker;
  const SteadyTime& time = machine_time();
  Retry::Random random;  // When empty, the machine's own.
};

class RemoteEmbedder final : public Embedder {
 public:
  RemoteEmbedder(std::unique_ptr<EmbeddingProtocol> protocol, RemotePlace place,
                 const EmbeddingChoice& choice, const EmbeddingRules& rules,
                 RemotePatience patience);

  // Asks for the vector of probe_text, whose dimension is that of the generation from then on. To
  // be called once, before anything else, unless the dimension is known.
  Status learn_dimensions(const std::stop_token& cancelled);
  void set_dimensions(std::int64_t dimensions) { generation_.dimensions = dimensions; }

  const EmbeddingGeneration& generation() const override { return generation_; }
  // invalid_argument for a blank text. Every request may take request_time_max.
  Result<std::vector<Vector>> embed(std::span<const std::string> texts, TextRole role,
                                    const std::stop_token& cancelled) override;

 private:
  std::string sent_text(const std::string& text, TextRole role) const;
  std::size_t texts_in_next_request(std::span<const std::string> texts) const;
  std::size_t reply_bytes_max(std::size_t count) const;

  // All of these ask for the vectors of one request's texts; each adds what the next leaves out.
  Result<std::vector<Vector>> ask_guarded(std::span<const std::string> texts,
                                          const std::stop_token& cancelled);
  Result<std::vector<Vector>> ask(std::span<const std::string> texts,
                                  const std::stop_token& cancelled);
  Result<std::vector<Vector>> vectors_of(const HttpReply& reply, std::size_t count) const;

  Error refusal(const HttpReply& reply) const;

  const std::unique_ptr<EmbeddingProtocol> protocol_;
  const RemotePlace place_;
  const std::optional<std::int64_t> chosen_dimensions_;
  const std::size_t batch_size_;
  const std::chrono::milliseconds request_time_max_;
  const SteadyTime& time_;
  EmbeddingGeneration generation_;
  HttpClient http_;
  Retry retry_;
  CircuitBreaker breaker_;
};

// Checks `choice` and the rules, and asks for the dimension unless it is known.
Result<std::unique_ptr<Embedder>> make_remote_embedder(std::unique_ptr<EmbeddingProtocol> protocol,
                                                       const EmbeddingChoice& choice,
                                                       const EmbedderSetup& setup);

}  // namespace memory_mcp
