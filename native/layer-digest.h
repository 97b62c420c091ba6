// SHA-256 by the OpenSSL inside the node binary, which exports it: it picks the CPU's own instructions (SHA-NI, ARMv8)
// at run time, and nothing is linked that node does not bring.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace troupe {

class LayerDigest {
 public:
  LayerDigest() : context_(EVP_MD_CTX_new()) {
    isUsable_ = context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  }

  void Update(const uint8_t* data, size_t size) {
    isUsable_ = isUsable_ && EVP_DigestUpdate(context_.get(), data, size) == 1;
  }

  // `sha256:…`; empty where OpenSSL could not (a FIPS provider that lacks it, no memory). Once.
  [[nodiscard]] std::string Finish() {
    uint8_t sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (!isUsable_ || EVP_DigestFinal_ex(context_.get(), sum, &size) != 1) return {};
    std::string text = "sha256:";
    for (unsigned i = 0; i < size; ++i) {
      text += "0123456789abcdef"[sum[i] >> 4];
      text += "0123456789abcdef"[sum[i] & 15];
    }
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
  bool isUsable_;
};

}  // namespace troupe
