#include "addon.h"

namespace troupe {

void InitUsage(Napi::Env, Napi::Object) {}

}  // namespace troupe
