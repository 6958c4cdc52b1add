#include "analysis/stemmer.h"

#include <libstemmer.h>

#include "base/check.h"

namespace memory_mcp {

void Stemmer::Deleter::operator()(sb_stemmer* stemmer) const { ::sb_stemmer_delete(stemmer); }

Stemmer::Stemmer() : stemmer_(::sb_stemmer_new("english", "UTF_8")) { CHECK(stemmer_ != nullptr); }

std::string_view Stemmer::stem(std::string_view word) {
  const auto* const stem =
      ::sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                        static_cast<int>(word.size()));
  if (stem == nullptr) return word;  // No memory for it: the word stands for itself.
  return {reinterpret_cast<const char*>(stem),
          static_cast<std::size_t>(::sb_stemmer_length(stemmer_.get()))};
}

}  // namespace memory_mcp
