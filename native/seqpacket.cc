#include "addon.h"

namespace troupe {

void InitSeqpacket(Napi::Env, Napi::Object) {}

}  // namespace troupe
