#include "addon.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  troupe::InitConnections(env, exports);
  troupe::InitDatagrams(env, exports);
  troupe::InitLayers(env, exports);
  troupe::InitMounts(env, exports);
  troupe::InitNamespaces(env, exports);
  troupe::InitOverlay(env, exports);
  troupe::InitOrphans(env, exports);
  troupe::InitPaths(env, exports);
  troupe::InitProcesses(env, exports);
  troupe::InitRelabel(env, exports);
  troupe::InitSamples(env, exports);
  troupe::InitSealed(env, exports);
  troupe::InitSeqpacket(env, exports);
  troupe::InitSpawn(env, exports);
  troupe::InitTerminals(env, exports);
  troupe::InitUsage(env, exports);
  return exports;
}

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Init)
