#include "addon.h"

namespace troupe {

void InitNamespaces(Napi::Env, Napi::Object) {}

}  // namespace troupe
