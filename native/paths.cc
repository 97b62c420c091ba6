#include "addon.h"

namespace troupe {

void InitPaths(Napi::Env, Napi::Object) {}

}  // namespace troupe
