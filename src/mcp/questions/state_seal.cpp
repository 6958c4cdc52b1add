#include "mcp/questions/state_seal.h"

#include <openssl/evp.h>

#include <memory>

#include "base/base64.h"
#include "base/check.h"

namespace memory_mcp {
namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Cipher make_cipher() { return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free}; }

// OpenSSL reads and writes unsigned characters, of lengths that are int.
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int length_of(std::string_view text) { return static_cast<int>(text.size()); }

}  // namespace

std::string StateSeal::seal(std::string_view text, std::string_view bound_to) const {
  const std::string nonce = random_bytes(nonce_bytes);
  std::string body(text.size(), '\0');
  std::string tag(tag_bytes, '\0');
  const Cipher cipher = make_cipher();
  int length = 0;
  CHECK(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_),
                           bytes_of(nonce)) == 1);
  CHECK(EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(bound_to),
                          length_of(bound_to)) == 1);
  CHECK(EVP_EncryptUpdate(cipher.get(), bytes_of(body), &length, bytes_of(text), length_of(text)) ==
        1);
  CHECK(EVP_EncryptFinal_ex(cipher.get(), bytes_of(body) + length, &length) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()) == 1);
  return to_base64(nonce + tag + body);
}

std::optional<std::string> StateSeal::open(std::string_view sealed,
                                           std::string_view bound_to) const {
  const auto bytes = from_base64(sealed);
  if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
  const std::string_view nonce = std::string_view(*bytes).substr(0, nonce_bytes);
  std::string tag = bytes->substr(nonce_bytes, tag_bytes);
  const std::string_view body = std::string_view(*bytes).substr(nonce_bytes + tag_bytes);
  std::string text(body.size(), '\0');
  const Cipher cipher = make_cipher();
  int length = 0;
  const bool is_genuine =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_),
                         bytes_of(nonce)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes_of(bound_to), length_of(bound_to)) ==
          1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(text), &length, bytes_of(body), length_of(body)) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(text) + length, &length) == 1;
  if (!is_genuine) return std::nullopt;
  return text;
}

}  // namespace memory_mcp
