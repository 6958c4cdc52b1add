// English stems: "running", "runs" and "run" are one term.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct sb_stemmer;

namespace memory_mcp {

// Snowball's English stemmer. Used by one thread at a time.
class Stemmer {
 public:
  Stemmer();
  // Of a folded word; words of other scripts stay as they are. Valid until the next call.
  std::string_view stem(std::string_view word);

 private:
  struct Deleter {
    void operator()(sb_stemmer* stemmer) const;
  };
  std::unique_ptr<sb_stemmer, Deleter> stemmer_;
};

}  // namespace memory_mcp
