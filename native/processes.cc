#include "addon.h"

namespace troupe {

void InitProcesses(Napi::Env, Napi::Object) {}

}  // namespace troupe
