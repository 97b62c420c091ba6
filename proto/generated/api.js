import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { makeGenericClientConstructor, } from "@grpc/grpc-js";
export const protobufPackage = "runtime.v1";
export const protobufFileName = "api.proto";
export const Protocol = { TCP: 0, UDP: 1, SCTP: 2 };
export const MountPropagation = {
    PROPAGATION_PRIVATE: 0,
    PROPAGATION_HOST_TO_CONTAINER: 1,
    PROPAGATION_BIDIRECTIONAL: 2,
};
export const NamespaceMode = { POD: 0, CONTAINER: 1, NODE: 2, TARGET: 3 };
export const SupplementalGroupsPolicy = { Merge: 0, Strict: 1 };
export const PodSandboxState = { SANDBOX_READY: 0, SANDBOX_NOTREADY: 1 };
export const Signal = {
    SIGNAL_RUNTIME_DEFAULT: 0,
    SIGNAL_SIGABRT: 1,
    SIGNAL_SIGALRM: 2,
    SIGNAL_SIGBUS: 3,
    SIGNAL_SIGCHLD: 4,
    SIGNAL_SIGCLD: 5,
    SIGNAL_SIGCONT: 6,
    SIGNAL_SIGFPE: 7,
    SIGNAL_SIGHUP: 8,
    SIGNAL_SIGILL: 9,
    SIGNAL_SIGINT: 10,
    SIGNAL_SIGIO: 11,
    SIGNAL_SIGIOT: 12,
    SIGNAL_SIGKILL: 13,
    SIGNAL_SIGPIPE: 14,
    SIGNAL_SIGPOLL: 15,
    SIGNAL_SIGPROF: 16,
    SIGNAL_SIGPWR: 17,
    SIGNAL_SIGQUIT: 18,
    SIGNAL_SIGSEGV: 19,
    SIGNAL_SIGSTKFLT: 20,
    SIGNAL_SIGSTOP: 21,
    SIGNAL_SIGSYS: 22,
    SIGNAL_SIGTERM: 23,
    SIGNAL_SIGTRAP: 24,
    SIGNAL_SIGTSTP: 25,
    SIGNAL_SIGTTIN: 26,
    SIGNAL_SIGTTOU: 27,
    SIGNAL_SIGURG: 28,
    SIGNAL_SIGUSR1: 29,
    SIGNAL_SIGUSR2: 30,
    SIGNAL_SIGVTALRM: 31,
    SIGNAL_SIGWINCH: 32,
    SIGNAL_SIGXCPU: 33,
    SIGNAL_SIGXFSZ: 34,
    SIGNAL_SIGRTMIN: 35,
    SIGNAL_SIGRTMINPLUS1: 36,
    SIGNAL_SIGRTMINPLUS2: 37,
    SIGNAL_SIGRTMINPLUS3: 38,
    SIGNAL_SIGRTMINPLUS4: 39,
    SIGNAL_SIGRTMINPLUS5: 40,
    SIGNAL_SIGRTMINPLUS6: 41,
    SIGNAL_SIGRTMINPLUS7: 42,
    SIGNAL_SIGRTMINPLUS8: 43,
    SIGNAL_SIGRTMINPLUS9: 44,
    SIGNAL_SIGRTMINPLUS10: 45,
    SIGNAL_SIGRTMINPLUS11: 46,
    SIGNAL_SIGRTMINPLUS12: 47,
    SIGNAL_SIGRTMINPLUS13: 48,
    SIGNAL_SIGRTMINPLUS14: 49,
    SIGNAL_SIGRTMINPLUS15: 50,
    SIGNAL_SIGRTMAXMINUS14: 51,
    SIGNAL_SIGRTMAXMINUS13: 52,
    SIGNAL_SIGRTMAXMINUS12: 53,
    SIGNAL_SIGRTMAXMINUS11: 54,
    SIGNAL_SIGRTMAXMINUS10: 55,
    SIGNAL_SIGRTMAXMINUS9: 56,
    SIGNAL_SIGRTMAXMINUS8: 57,
    SIGNAL_SIGRTMAXMINUS7: 58,
    SIGNAL_SIGRTMAXMINUS6: 59,
    SIGNAL_SIGRTMAXMINUS5: 60,
    SIGNAL_SIGRTMAXMINUS4: 61,
    SIGNAL_SIGRTMAXMINUS3: 62,
    SIGNAL_SIGRTMAXMINUS2: 63,
    SIGNAL_SIGRTMAXMINUS1: 64,
    SIGNAL_SIGRTMAX: 65,
};
export const ContainerState = {
    CONTAINER_CREATED: 0,
    CONTAINER_RUNNING: 1,
    CONTAINER_EXITED: 2,
    CONTAINER_UNKNOWN: 3,
};
export const ContainerEventType = {
    CONTAINER_CREATED_EVENT: 0,
    CONTAINER_STARTED_EVENT: 1,
    CONTAINER_STOPPED_EVENT: 2,
    CONTAINER_DELETED_EVENT: 3,
};
export const MetricType = { COUNTER: 0, GAUGE: 1 };
export const CgroupDriver = { SYSTEMD: 0, CGROUPFS: 1 };
export const SecurityProfile_ProfileType = { RuntimeDefault: 0, Unconfined: 1, Localhost: 2 };
function createBaseVersionRequest() {
    return { version: "" };
}
export const VersionRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.version !== "") {
            writer.uint32(10).string(message.version);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseVersionRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.version = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseVersionResponse() {
    return { version: "", runtimeName: "", runtimeVersion: "", runtimeApiVersion: "" };
}
export const VersionResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.version !== "") {
            writer.uint32(10).string(message.version);
        }
        if (message.runtimeName !== "") {
            writer.uint32(18).string(message.runtimeName);
        }
        if (message.runtimeVersion !== "") {
            writer.uint32(26).string(message.runtimeVersion);
        }
        if (message.runtimeApiVersion !== "") {
            writer.uint32(34).string(message.runtimeApiVersion);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseVersionResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.version = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.runtimeName = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.runtimeVersion = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.runtimeApiVersion = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseDNSConfig() {
    return { servers: [], searches: [], options: [] };
}
export const DNSConfig = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.servers) {
            writer.uint32(10).string(v);
        }
        for (const v of message.searches) {
            writer.uint32(18).string(v);
        }
        for (const v of message.options) {
            writer.uint32(26).string(v);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseDNSConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.servers.push(reader.string());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.searches.push(reader.string());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.options.push(reader.string());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePortMapping() {
    return { protocol: 0, containerPort: 0, hostPort: 0, hostIp: "" };
}
export const PortMapping = {
    encode(message, writer = new BinaryWriter()) {
        if (message.protocol !== 0) {
            writer.uint32(8).int32(message.protocol);
        }
        if (message.containerPort !== 0) {
            writer.uint32(16).int32(message.containerPort);
        }
        if (message.hostPort !== 0) {
            writer.uint32(24).int32(message.hostPort);
        }
        if (message.hostIp !== "") {
            writer.uint32(34).string(message.hostIp);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePortMapping();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.protocol = reader.int32();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.containerPort = reader.int32();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.hostPort = reader.int32();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.hostIp = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseMount() {
    return {
        containerPath: "",
        hostPath: "",
        readonly: false,
        selinuxRelabel: false,
        propagation: 0,
        uidMappings: [],
        gidMappings: [],
        recursiveReadOnly: false,
        image: undefined,
        imageSubPath: "",
        mountOptions: [],
    };
}
export const Mount = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerPath !== "") {
            writer.uint32(10).string(message.containerPath);
        }
        if (message.hostPath !== "") {
            writer.uint32(18).string(message.hostPath);
        }
        if (message.readonly !== false) {
            writer.uint32(24).bool(message.readonly);
        }
        if (message.selinuxRelabel !== false) {
            writer.uint32(32).bool(message.selinuxRelabel);
        }
        if (message.propagation !== 0) {
            writer.uint32(40).int32(message.propagation);
        }
        for (const v of message.uidMappings) {
            IDMapping.encode(v, writer.uint32(50).fork()).join();
        }
        for (const v of message.gidMappings) {
            IDMapping.encode(v, writer.uint32(58).fork()).join();
        }
        if (message.recursiveReadOnly !== false) {
            writer.uint32(64).bool(message.recursiveReadOnly);
        }
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(74).fork()).join();
        }
        if (message.imageSubPath !== "") {
            writer.uint32(82).string(message.imageSubPath);
        }
        for (const v of message.mountOptions) {
            writer.uint32(90).string(v);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseMount();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerPath = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.hostPath = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.readonly = reader.bool();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.selinuxRelabel = reader.bool();
                        continue;
                    }
                    case 5: {
                        if (tag !== 40) {
                            break;
                        }
                        message.propagation = reader.int32();
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.uidMappings.push(IDMapping.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.gidMappings.push(IDMapping.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 8: {
                        if (tag !== 64) {
                            break;
                        }
                        message.recursiveReadOnly = reader.bool();
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 10: {
                        if (tag !== 82) {
                            break;
                        }
                        message.imageSubPath = reader.string();
                        continue;
                    }
                    case 11: {
                        if (tag !== 90) {
                            break;
                        }
                        message.mountOptions.push(reader.string());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseIDMapping() {
    return { hostId: 0, containerId: 0, length: 0 };
}
export const IDMapping = {
    encode(message, writer = new BinaryWriter()) {
        if (message.hostId !== 0) {
            writer.uint32(8).uint32(message.hostId);
        }
        if (message.containerId !== 0) {
            writer.uint32(16).uint32(message.containerId);
        }
        if (message.length !== 0) {
            writer.uint32(24).uint32(message.length);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseIDMapping();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.hostId = reader.uint32();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.containerId = reader.uint32();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.length = reader.uint32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUserNamespace() {
    return { mode: 0, uids: [], gids: [] };
}
export const UserNamespace = {
    encode(message, writer = new BinaryWriter()) {
        if (message.mode !== 0) {
            writer.uint32(8).int32(message.mode);
        }
        for (const v of message.uids) {
            IDMapping.encode(v, writer.uint32(18).fork()).join();
        }
        for (const v of message.gids) {
            IDMapping.encode(v, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUserNamespace();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.mode = reader.int32();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.uids.push(IDMapping.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.gids.push(IDMapping.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseNamespaceOption() {
    return { network: 0, pid: 0, ipc: 0, targetId: "", usernsOptions: undefined };
}
export const NamespaceOption = {
    encode(message, writer = new BinaryWriter()) {
        if (message.network !== 0) {
            writer.uint32(8).int32(message.network);
        }
        if (message.pid !== 0) {
            writer.uint32(16).int32(message.pid);
        }
        if (message.ipc !== 0) {
            writer.uint32(24).int32(message.ipc);
        }
        if (message.targetId !== "") {
            writer.uint32(34).string(message.targetId);
        }
        if (message.usernsOptions !== undefined) {
            UserNamespace.encode(message.usernsOptions, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseNamespaceOption();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.network = reader.int32();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.pid = reader.int32();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.ipc = reader.int32();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.targetId = reader.string();
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.usernsOptions = UserNamespace.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseInt64Value() {
    return { value: "0" };
}
export const Int64Value = {
    encode(message, writer = new BinaryWriter()) {
        if (message.value !== "0") {
            writer.uint32(8).int64(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseInt64Value();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.value = reader.int64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxSandboxSecurityContext() {
    return {
        namespaceOptions: undefined,
        selinuxOptions: undefined,
        runAsUser: undefined,
        runAsGroup: undefined,
        readonlyRootfs: false,
        supplementalGroups: [],
        supplementalGroupsPolicy: 0,
        privileged: false,
        seccomp: undefined,
        apparmor: undefined,
        seccompProfilePath: "",
    };
}
export const LinuxSandboxSecurityContext = {
    encode(message, writer = new BinaryWriter()) {
        if (message.namespaceOptions !== undefined) {
            NamespaceOption.encode(message.namespaceOptions, writer.uint32(10).fork()).join();
        }
        if (message.selinuxOptions !== undefined) {
            SELinuxOption.encode(message.selinuxOptions, writer.uint32(18).fork()).join();
        }
        if (message.runAsUser !== undefined) {
            Int64Value.encode(message.runAsUser, writer.uint32(26).fork()).join();
        }
        if (message.runAsGroup !== undefined) {
            Int64Value.encode(message.runAsGroup, writer.uint32(66).fork()).join();
        }
        if (message.readonlyRootfs !== false) {
            writer.uint32(32).bool(message.readonlyRootfs);
        }
        if (message.supplementalGroups.length !== 0) {
            writer.uint32(42).fork();
            for (const v of message.supplementalGroups) {
                writer.int64(v);
            }
            writer.join();
        }
        if (message.supplementalGroupsPolicy !== 0) {
            writer.uint32(88).int32(message.supplementalGroupsPolicy);
        }
        if (message.privileged !== false) {
            writer.uint32(48).bool(message.privileged);
        }
        if (message.seccomp !== undefined) {
            SecurityProfile.encode(message.seccomp, writer.uint32(74).fork()).join();
        }
        if (message.apparmor !== undefined) {
            SecurityProfile.encode(message.apparmor, writer.uint32(82).fork()).join();
        }
        if (message.seccompProfilePath !== "") {
            writer.uint32(58).string(message.seccompProfilePath);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxSandboxSecurityContext();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.namespaceOptions = NamespaceOption.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.selinuxOptions = SELinuxOption.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.runAsUser = Int64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        message.runAsGroup = Int64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.readonlyRootfs = reader.bool();
                        continue;
                    }
                    case 5: {
                        if (tag === 40) {
                            message.supplementalGroups.push(reader.int64().toString());
                            continue;
                        }
                        if (tag === 42) {
                            const end2 = reader.uint32() + reader.pos;
                            while (reader.pos < end2) {
                                message.supplementalGroups.push(reader.int64().toString());
                            }
                            continue;
                        }
                        break;
                    }
                    case 11: {
                        if (tag !== 88) {
                            break;
                        }
                        message.supplementalGroupsPolicy = reader.int32();
                        continue;
                    }
                    case 6: {
                        if (tag !== 48) {
                            break;
                        }
                        message.privileged = reader.bool();
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        message.seccomp = SecurityProfile.decode(reader, reader.uint32());
                        continue;
                    }
                    case 10: {
                        if (tag !== 82) {
                            break;
                        }
                        message.apparmor = SecurityProfile.decode(reader, reader.uint32());
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.seccompProfilePath = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseSecurityProfile() {
    return { profileType: 0, localhostRef: "" };
}
export const SecurityProfile = {
    encode(message, writer = new BinaryWriter()) {
        if (message.profileType !== 0) {
            writer.uint32(8).int32(message.profileType);
        }
        if (message.localhostRef !== "") {
            writer.uint32(18).string(message.localhostRef);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseSecurityProfile();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.profileType = reader.int32();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.localhostRef = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxPodSandboxConfig() {
    return { cgroupParent: "", securityContext: undefined, sysctls: {}, overhead: undefined, resources: undefined };
}
export const LinuxPodSandboxConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cgroupParent !== "") {
            writer.uint32(10).string(message.cgroupParent);
        }
        if (message.securityContext !== undefined) {
            LinuxSandboxSecurityContext.encode(message.securityContext, writer.uint32(18).fork()).join();
        }
        globalThis.Object.entries(message.sysctls).forEach(([key, value]) => {
            LinuxPodSandboxConfig_SysctlsEntry.encode({ key: key, value }, writer.uint32(26).fork()).join();
        });
        if (message.overhead !== undefined) {
            LinuxContainerResources.encode(message.overhead, writer.uint32(34).fork()).join();
        }
        if (message.resources !== undefined) {
            LinuxContainerResources.encode(message.resources, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxPodSandboxConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.cgroupParent = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.securityContext = LinuxSandboxSecurityContext.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        const entry3 = LinuxPodSandboxConfig_SysctlsEntry.decode(reader, reader.uint32());
                        if (entry3.value !== undefined) {
                            message.sysctls[entry3.key] = entry3.value;
                        }
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.overhead = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.resources = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxPodSandboxConfig_SysctlsEntry() {
    return { key: "", value: "" };
}
export const LinuxPodSandboxConfig_SysctlsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxPodSandboxConfig_SysctlsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxMetadata() {
    return { name: "", uid: "", namespace: "", attempt: 0 };
}
export const PodSandboxMetadata = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.uid !== "") {
            writer.uint32(18).string(message.uid);
        }
        if (message.namespace !== "") {
            writer.uint32(26).string(message.namespace);
        }
        if (message.attempt !== 0) {
            writer.uint32(32).uint32(message.attempt);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxMetadata();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.uid = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.namespace = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.attempt = reader.uint32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxConfig() {
    return {
        metadata: undefined,
        hostname: "",
        logDirectory: "",
        dnsConfig: undefined,
        portMappings: [],
        labels: {},
        annotations: {},
        linux: undefined,
        windows: undefined,
    };
}
export const PodSandboxConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.metadata !== undefined) {
            PodSandboxMetadata.encode(message.metadata, writer.uint32(10).fork()).join();
        }
        if (message.hostname !== "") {
            writer.uint32(18).string(message.hostname);
        }
        if (message.logDirectory !== "") {
            writer.uint32(26).string(message.logDirectory);
        }
        if (message.dnsConfig !== undefined) {
            DNSConfig.encode(message.dnsConfig, writer.uint32(34).fork()).join();
        }
        for (const v of message.portMappings) {
            PortMapping.encode(v, writer.uint32(42).fork()).join();
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            PodSandboxConfig_LabelsEntry.encode({ key: key, value }, writer.uint32(50).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            PodSandboxConfig_AnnotationsEntry.encode({ key: key, value }, writer.uint32(58).fork()).join();
        });
        if (message.linux !== undefined) {
            LinuxPodSandboxConfig.encode(message.linux, writer.uint32(66).fork()).join();
        }
        if (message.windows !== undefined) {
            WindowsPodSandboxConfig.encode(message.windows, writer.uint32(74).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.metadata = PodSandboxMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.hostname = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.logDirectory = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.dnsConfig = DNSConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.portMappings.push(PortMapping.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        const entry6 = PodSandboxConfig_LabelsEntry.decode(reader, reader.uint32());
                        if (entry6.value !== undefined) {
                            message.labels[entry6.key] = entry6.value;
                        }
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        const entry7 = PodSandboxConfig_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry7.value !== undefined) {
                            message.annotations[entry7.key] = entry7.value;
                        }
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        message.linux = LinuxPodSandboxConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        message.windows = WindowsPodSandboxConfig.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxConfig_LabelsEntry() {
    return { key: "", value: "" };
}
export const PodSandboxConfig_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxConfig_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxConfig_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const PodSandboxConfig_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxConfig_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRunPodSandboxRequest() {
    return { config: undefined, runtimeHandler: "" };
}
export const RunPodSandboxRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.config !== undefined) {
            PodSandboxConfig.encode(message.config, writer.uint32(10).fork()).join();
        }
        if (message.runtimeHandler !== "") {
            writer.uint32(18).string(message.runtimeHandler);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRunPodSandboxRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.config = PodSandboxConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.runtimeHandler = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRunPodSandboxResponse() {
    return { podSandboxId: "" };
}
export const RunPodSandboxResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRunPodSandboxResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStopPodSandboxRequest() {
    return { podSandboxId: "" };
}
export const StopPodSandboxRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStopPodSandboxRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStopPodSandboxResponse() {
    return {};
}
export const StopPodSandboxResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStopPodSandboxResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRemovePodSandboxRequest() {
    return { podSandboxId: "" };
}
export const RemovePodSandboxRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRemovePodSandboxRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRemovePodSandboxResponse() {
    return {};
}
export const RemovePodSandboxResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRemovePodSandboxResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatusRequest() {
    return { podSandboxId: "", verbose: false };
}
export const PodSandboxStatusRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        if (message.verbose !== false) {
            writer.uint32(16).bool(message.verbose);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatusRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.verbose = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodIP() {
    return { ip: "" };
}
export const PodIP = {
    encode(message, writer = new BinaryWriter()) {
        if (message.ip !== "") {
            writer.uint32(10).string(message.ip);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodIP();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.ip = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxNetworkStatus() {
    return { ip: "", additionalIps: [] };
}
export const PodSandboxNetworkStatus = {
    encode(message, writer = new BinaryWriter()) {
        if (message.ip !== "") {
            writer.uint32(10).string(message.ip);
        }
        for (const v of message.additionalIps) {
            PodIP.encode(v, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxNetworkStatus();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.ip = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.additionalIps.push(PodIP.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseNamespace() {
    return { options: undefined };
}
export const Namespace = {
    encode(message, writer = new BinaryWriter()) {
        if (message.options !== undefined) {
            NamespaceOption.encode(message.options, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseNamespace();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.options = NamespaceOption.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxPodSandboxStatus() {
    return { namespaces: undefined };
}
export const LinuxPodSandboxStatus = {
    encode(message, writer = new BinaryWriter()) {
        if (message.namespaces !== undefined) {
            Namespace.encode(message.namespaces, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxPodSandboxStatus();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.namespaces = Namespace.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatus() {
    return {
        id: "",
        metadata: undefined,
        state: 0,
        createdAt: "0",
        network: undefined,
        linux: undefined,
        labels: {},
        annotations: {},
        runtimeHandler: "",
    };
}
export const PodSandboxStatus = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.metadata !== undefined) {
            PodSandboxMetadata.encode(message.metadata, writer.uint32(18).fork()).join();
        }
        if (message.state !== 0) {
            writer.uint32(24).int32(message.state);
        }
        if (message.createdAt !== "0") {
            writer.uint32(32).int64(message.createdAt);
        }
        if (message.network !== undefined) {
            PodSandboxNetworkStatus.encode(message.network, writer.uint32(42).fork()).join();
        }
        if (message.linux !== undefined) {
            LinuxPodSandboxStatus.encode(message.linux, writer.uint32(50).fork()).join();
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            PodSandboxStatus_LabelsEntry.encode({ key: key, value }, writer.uint32(58).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            PodSandboxStatus_AnnotationsEntry.encode({ key: key, value }, writer.uint32(66).fork()).join();
        });
        if (message.runtimeHandler !== "") {
            writer.uint32(74).string(message.runtimeHandler);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatus();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metadata = PodSandboxMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.state = reader.int32();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.createdAt = reader.int64().toString();
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.network = PodSandboxNetworkStatus.decode(reader, reader.uint32());
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.linux = LinuxPodSandboxStatus.decode(reader, reader.uint32());
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        const entry7 = PodSandboxStatus_LabelsEntry.decode(reader, reader.uint32());
                        if (entry7.value !== undefined) {
                            message.labels[entry7.key] = entry7.value;
                        }
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        const entry8 = PodSandboxStatus_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry8.value !== undefined) {
                            message.annotations[entry8.key] = entry8.value;
                        }
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        message.runtimeHandler = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatus_LabelsEntry() {
    return { key: "", value: "" };
}
export const PodSandboxStatus_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatus_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatus_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const PodSandboxStatus_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatus_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatusResponse() {
    return { status: undefined, info: {}, containersStatuses: [], timestamp: "0" };
}
export const PodSandboxStatusResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.status !== undefined) {
            PodSandboxStatus.encode(message.status, writer.uint32(10).fork()).join();
        }
        globalThis.Object.entries(message.info).forEach(([key, value]) => {
            PodSandboxStatusResponse_InfoEntry.encode({ key: key, value }, writer.uint32(18).fork()).join();
        });
        for (const v of message.containersStatuses) {
            ContainerStatus.encode(v, writer.uint32(26).fork()).join();
        }
        if (message.timestamp !== "0") {
            writer.uint32(32).int64(message.timestamp);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatusResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.status = PodSandboxStatus.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        const entry2 = PodSandboxStatusResponse_InfoEntry.decode(reader, reader.uint32());
                        if (entry2.value !== undefined) {
                            message.info[entry2.key] = entry2.value;
                        }
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.containersStatuses.push(ContainerStatus.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatusResponse_InfoEntry() {
    return { key: "", value: "" };
}
export const PodSandboxStatusResponse_InfoEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatusResponse_InfoEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStateValue() {
    return { state: 0 };
}
export const PodSandboxStateValue = {
    encode(message, writer = new BinaryWriter()) {
        if (message.state !== 0) {
            writer.uint32(8).int32(message.state);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStateValue();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.state = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxFilter() {
    return { id: "", state: undefined, labelSelector: {} };
}
export const PodSandboxFilter = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.state !== undefined) {
            PodSandboxStateValue.encode(message.state, writer.uint32(18).fork()).join();
        }
        globalThis.Object.entries(message.labelSelector).forEach(([key, value]) => {
            PodSandboxFilter_LabelSelectorEntry.encode({ key: key, value }, writer.uint32(26).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxFilter();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.state = PodSandboxStateValue.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        const entry3 = PodSandboxFilter_LabelSelectorEntry.decode(reader, reader.uint32());
                        if (entry3.value !== undefined) {
                            message.labelSelector[entry3.key] = entry3.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxFilter_LabelSelectorEntry() {
    return { key: "", value: "" };
}
export const PodSandboxFilter_LabelSelectorEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxFilter_LabelSelectorEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListPodSandboxRequest() {
    return { filter: undefined };
}
export const ListPodSandboxRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            PodSandboxFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListPodSandboxRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = PodSandboxFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandbox() {
    return { id: "", metadata: undefined, state: 0, createdAt: "0", labels: {}, annotations: {}, runtimeHandler: "" };
}
export const PodSandbox = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.metadata !== undefined) {
            PodSandboxMetadata.encode(message.metadata, writer.uint32(18).fork()).join();
        }
        if (message.state !== 0) {
            writer.uint32(24).int32(message.state);
        }
        if (message.createdAt !== "0") {
            writer.uint32(32).int64(message.createdAt);
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            PodSandbox_LabelsEntry.encode({ key: key, value }, writer.uint32(42).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            PodSandbox_AnnotationsEntry.encode({ key: key, value }, writer.uint32(50).fork()).join();
        });
        if (message.runtimeHandler !== "") {
            writer.uint32(58).string(message.runtimeHandler);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandbox();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metadata = PodSandboxMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.state = reader.int32();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.createdAt = reader.int64().toString();
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        const entry5 = PodSandbox_LabelsEntry.decode(reader, reader.uint32());
                        if (entry5.value !== undefined) {
                            message.labels[entry5.key] = entry5.value;
                        }
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        const entry6 = PodSandbox_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry6.value !== undefined) {
                            message.annotations[entry6.key] = entry6.value;
                        }
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.runtimeHandler = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandbox_LabelsEntry() {
    return { key: "", value: "" };
}
export const PodSandbox_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandbox_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandbox_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const PodSandbox_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandbox_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListPodSandboxResponse() {
    return { items: [] };
}
export const ListPodSandboxResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.items) {
            PodSandbox.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListPodSandboxResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.items.push(PodSandbox.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamPodSandboxesRequest() {
    return { filter: undefined };
}
export const StreamPodSandboxesRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            PodSandboxFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamPodSandboxesRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = PodSandboxFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamPodSandboxesResponse() {
    return { podSandboxes: [] };
}
export const StreamPodSandboxesResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.podSandboxes) {
            PodSandbox.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamPodSandboxesResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxes.push(PodSandbox.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatsRequest() {
    return { podSandboxId: "" };
}
export const PodSandboxStatsRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatsResponse() {
    return { stats: undefined };
}
export const PodSandboxStatsResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.stats !== undefined) {
            PodSandboxStats.encode(message.stats, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.stats = PodSandboxStats.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatsFilter() {
    return { id: "", labelSelector: {} };
}
export const PodSandboxStatsFilter = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        globalThis.Object.entries(message.labelSelector).forEach(([key, value]) => {
            PodSandboxStatsFilter_LabelSelectorEntry.encode({ key: key, value }, writer.uint32(18).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatsFilter();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        const entry2 = PodSandboxStatsFilter_LabelSelectorEntry.decode(reader, reader.uint32());
                        if (entry2.value !== undefined) {
                            message.labelSelector[entry2.key] = entry2.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStatsFilter_LabelSelectorEntry() {
    return { key: "", value: "" };
}
export const PodSandboxStatsFilter_LabelSelectorEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStatsFilter_LabelSelectorEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListPodSandboxStatsRequest() {
    return { filter: undefined };
}
export const ListPodSandboxStatsRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            PodSandboxStatsFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListPodSandboxStatsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = PodSandboxStatsFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListPodSandboxStatsResponse() {
    return { stats: [] };
}
export const ListPodSandboxStatsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.stats) {
            PodSandboxStats.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListPodSandboxStatsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.stats.push(PodSandboxStats.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamPodSandboxStatsRequest() {
    return { filter: undefined };
}
export const StreamPodSandboxStatsRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            PodSandboxStatsFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamPodSandboxStatsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = PodSandboxStatsFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamPodSandboxStatsResponse() {
    return { podSandboxStats: [] };
}
export const StreamPodSandboxStatsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.podSandboxStats) {
            PodSandboxStats.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamPodSandboxStatsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxStats.push(PodSandboxStats.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxAttributes() {
    return { id: "", metadata: undefined, labels: {}, annotations: {} };
}
export const PodSandboxAttributes = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.metadata !== undefined) {
            PodSandboxMetadata.encode(message.metadata, writer.uint32(18).fork()).join();
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            PodSandboxAttributes_LabelsEntry.encode({ key: key, value }, writer.uint32(26).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            PodSandboxAttributes_AnnotationsEntry.encode({ key: key, value }, writer.uint32(34).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxAttributes();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metadata = PodSandboxMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        const entry3 = PodSandboxAttributes_LabelsEntry.decode(reader, reader.uint32());
                        if (entry3.value !== undefined) {
                            message.labels[entry3.key] = entry3.value;
                        }
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        const entry4 = PodSandboxAttributes_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry4.value !== undefined) {
                            message.annotations[entry4.key] = entry4.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxAttributes_LabelsEntry() {
    return { key: "", value: "" };
}
export const PodSandboxAttributes_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxAttributes_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxAttributes_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const PodSandboxAttributes_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxAttributes_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxStats() {
    return { attributes: undefined, linux: undefined, windows: undefined };
}
export const PodSandboxStats = {
    encode(message, writer = new BinaryWriter()) {
        if (message.attributes !== undefined) {
            PodSandboxAttributes.encode(message.attributes, writer.uint32(10).fork()).join();
        }
        if (message.linux !== undefined) {
            LinuxPodSandboxStats.encode(message.linux, writer.uint32(18).fork()).join();
        }
        if (message.windows !== undefined) {
            WindowsPodSandboxStats.encode(message.windows, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxStats();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.attributes = PodSandboxAttributes.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.linux = LinuxPodSandboxStats.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.windows = WindowsPodSandboxStats.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxPodSandboxStats() {
    return { cpu: undefined, memory: undefined, network: undefined, process: undefined, containers: [], io: undefined };
}
export const LinuxPodSandboxStats = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cpu !== undefined) {
            CpuUsage.encode(message.cpu, writer.uint32(10).fork()).join();
        }
        if (message.memory !== undefined) {
            MemoryUsage.encode(message.memory, writer.uint32(18).fork()).join();
        }
        if (message.network !== undefined) {
            NetworkUsage.encode(message.network, writer.uint32(26).fork()).join();
        }
        if (message.process !== undefined) {
            ProcessUsage.encode(message.process, writer.uint32(34).fork()).join();
        }
        for (const v of message.containers) {
            ContainerStats.encode(v, writer.uint32(42).fork()).join();
        }
        if (message.io !== undefined) {
            IoUsage.encode(message.io, writer.uint32(50).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxPodSandboxStats();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.cpu = CpuUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.memory = MemoryUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.network = NetworkUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.process = ProcessUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.containers.push(ContainerStats.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.io = IoUsage.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsPodSandboxStats() {
    return { cpu: undefined, memory: undefined, network: undefined, process: undefined, containers: [] };
}
export const WindowsPodSandboxStats = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cpu !== undefined) {
            WindowsCpuUsage.encode(message.cpu, writer.uint32(10).fork()).join();
        }
        if (message.memory !== undefined) {
            WindowsMemoryUsage.encode(message.memory, writer.uint32(18).fork()).join();
        }
        if (message.network !== undefined) {
            WindowsNetworkUsage.encode(message.network, writer.uint32(26).fork()).join();
        }
        if (message.process !== undefined) {
            WindowsProcessUsage.encode(message.process, writer.uint32(34).fork()).join();
        }
        for (const v of message.containers) {
            WindowsContainerStats.encode(v, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsPodSandboxStats();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.cpu = WindowsCpuUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.memory = WindowsMemoryUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.network = WindowsNetworkUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.process = WindowsProcessUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.containers.push(WindowsContainerStats.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseNetworkUsage() {
    return { timestamp: "0", defaultInterface: undefined, interfaces: [] };
}
export const NetworkUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.defaultInterface !== undefined) {
            NetworkInterfaceUsage.encode(message.defaultInterface, writer.uint32(18).fork()).join();
        }
        for (const v of message.interfaces) {
            NetworkInterfaceUsage.encode(v, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseNetworkUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.defaultInterface = NetworkInterfaceUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.interfaces.push(NetworkInterfaceUsage.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsNetworkUsage() {
    return { timestamp: "0", defaultInterface: undefined, interfaces: [] };
}
export const WindowsNetworkUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.defaultInterface !== undefined) {
            WindowsNetworkInterfaceUsage.encode(message.defaultInterface, writer.uint32(18).fork()).join();
        }
        for (const v of message.interfaces) {
            WindowsNetworkInterfaceUsage.encode(v, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsNetworkUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.defaultInterface = WindowsNetworkInterfaceUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.interfaces.push(WindowsNetworkInterfaceUsage.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseNetworkInterfaceUsage() {
    return { name: "", rxBytes: undefined, rxErrors: undefined, txBytes: undefined, txErrors: undefined };
}
export const NetworkInterfaceUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.rxBytes !== undefined) {
            UInt64Value.encode(message.rxBytes, writer.uint32(18).fork()).join();
        }
        if (message.rxErrors !== undefined) {
            UInt64Value.encode(message.rxErrors, writer.uint32(26).fork()).join();
        }
        if (message.txBytes !== undefined) {
            UInt64Value.encode(message.txBytes, writer.uint32(34).fork()).join();
        }
        if (message.txErrors !== undefined) {
            UInt64Value.encode(message.txErrors, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseNetworkInterfaceUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.rxBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.rxErrors = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.txBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.txErrors = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsNetworkInterfaceUsage() {
    return { name: "", rxBytes: undefined, rxPacketsDropped: undefined, txBytes: undefined, txPacketsDropped: undefined };
}
export const WindowsNetworkInterfaceUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.rxBytes !== undefined) {
            UInt64Value.encode(message.rxBytes, writer.uint32(18).fork()).join();
        }
        if (message.rxPacketsDropped !== undefined) {
            UInt64Value.encode(message.rxPacketsDropped, writer.uint32(26).fork()).join();
        }
        if (message.txBytes !== undefined) {
            UInt64Value.encode(message.txBytes, writer.uint32(34).fork()).join();
        }
        if (message.txPacketsDropped !== undefined) {
            UInt64Value.encode(message.txPacketsDropped, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsNetworkInterfaceUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.rxBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.rxPacketsDropped = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.txBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.txPacketsDropped = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseProcessUsage() {
    return { timestamp: "0", processCount: undefined };
}
export const ProcessUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.processCount !== undefined) {
            UInt64Value.encode(message.processCount, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseProcessUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.processCount = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsProcessUsage() {
    return { timestamp: "0", processCount: undefined };
}
export const WindowsProcessUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.processCount !== undefined) {
            UInt64Value.encode(message.processCount, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsProcessUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.processCount = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageSpec() {
    return { image: "", annotations: {}, userSpecifiedImage: "", runtimeHandler: "", imageRef: "" };
}
export const ImageSpec = {
    encode(message, writer = new BinaryWriter()) {
        if (message.image !== "") {
            writer.uint32(10).string(message.image);
        }
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            ImageSpec_AnnotationsEntry.encode({ key: key, value }, writer.uint32(18).fork()).join();
        });
        if (message.userSpecifiedImage !== "") {
            writer.uint32(146).string(message.userSpecifiedImage);
        }
        if (message.runtimeHandler !== "") {
            writer.uint32(154).string(message.runtimeHandler);
        }
        if (message.imageRef !== "") {
            writer.uint32(162).string(message.imageRef);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageSpec();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.image = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        const entry2 = ImageSpec_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry2.value !== undefined) {
                            message.annotations[entry2.key] = entry2.value;
                        }
                        continue;
                    }
                    case 18: {
                        if (tag !== 146) {
                            break;
                        }
                        message.userSpecifiedImage = reader.string();
                        continue;
                    }
                    case 19: {
                        if (tag !== 154) {
                            break;
                        }
                        message.runtimeHandler = reader.string();
                        continue;
                    }
                    case 20: {
                        if (tag !== 162) {
                            break;
                        }
                        message.imageRef = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageSpec_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const ImageSpec_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageSpec_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseKeyValue() {
    return { key: "", value: Buffer.alloc(0) };
}
export const KeyValue = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value.length !== 0) {
            writer.uint32(18).bytes(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseKeyValue();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = Buffer.from(reader.bytes());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxContainerResources() {
    return {
        cpuPeriod: "0",
        cpuQuota: "0",
        cpuShares: "0",
        memoryLimitInBytes: "0",
        oomScoreAdj: "0",
        cpusetCpus: "",
        cpusetMems: "",
        hugepageLimits: [],
        unified: {},
        memorySwapLimitInBytes: "0",
    };
}
export const LinuxContainerResources = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cpuPeriod !== "0") {
            writer.uint32(8).int64(message.cpuPeriod);
        }
        if (message.cpuQuota !== "0") {
            writer.uint32(16).int64(message.cpuQuota);
        }
        if (message.cpuShares !== "0") {
            writer.uint32(24).int64(message.cpuShares);
        }
        if (message.memoryLimitInBytes !== "0") {
            writer.uint32(32).int64(message.memoryLimitInBytes);
        }
        if (message.oomScoreAdj !== "0") {
            writer.uint32(40).int64(message.oomScoreAdj);
        }
        if (message.cpusetCpus !== "") {
            writer.uint32(50).string(message.cpusetCpus);
        }
        if (message.cpusetMems !== "") {
            writer.uint32(58).string(message.cpusetMems);
        }
        for (const v of message.hugepageLimits) {
            HugepageLimit.encode(v, writer.uint32(66).fork()).join();
        }
        globalThis.Object.entries(message.unified).forEach(([key, value]) => {
            LinuxContainerResources_UnifiedEntry.encode({ key: key, value }, writer.uint32(74).fork()).join();
        });
        if (message.memorySwapLimitInBytes !== "0") {
            writer.uint32(80).int64(message.memorySwapLimitInBytes);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxContainerResources();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.cpuPeriod = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.cpuQuota = reader.int64().toString();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.cpuShares = reader.int64().toString();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.memoryLimitInBytes = reader.int64().toString();
                        continue;
                    }
                    case 5: {
                        if (tag !== 40) {
                            break;
                        }
                        message.oomScoreAdj = reader.int64().toString();
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.cpusetCpus = reader.string();
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.cpusetMems = reader.string();
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        message.hugepageLimits.push(HugepageLimit.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        const entry9 = LinuxContainerResources_UnifiedEntry.decode(reader, reader.uint32());
                        if (entry9.value !== undefined) {
                            message.unified[entry9.key] = entry9.value;
                        }
                        continue;
                    }
                    case 10: {
                        if (tag !== 80) {
                            break;
                        }
                        message.memorySwapLimitInBytes = reader.int64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxContainerResources_UnifiedEntry() {
    return { key: "", value: "" };
}
export const LinuxContainerResources_UnifiedEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxContainerResources_UnifiedEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseHugepageLimit() {
    return { pageSize: "", limit: "0" };
}
export const HugepageLimit = {
    encode(message, writer = new BinaryWriter()) {
        if (message.pageSize !== "") {
            writer.uint32(10).string(message.pageSize);
        }
        if (message.limit !== "0") {
            writer.uint32(16).uint64(message.limit);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseHugepageLimit();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.pageSize = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.limit = reader.uint64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseSELinuxOption() {
    return { user: "", role: "", type: "", level: "" };
}
export const SELinuxOption = {
    encode(message, writer = new BinaryWriter()) {
        if (message.user !== "") {
            writer.uint32(10).string(message.user);
        }
        if (message.role !== "") {
            writer.uint32(18).string(message.role);
        }
        if (message.type !== "") {
            writer.uint32(26).string(message.type);
        }
        if (message.level !== "") {
            writer.uint32(34).string(message.level);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseSELinuxOption();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.user = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.role = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.type = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.level = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCapability() {
    return { addCapabilities: [], dropCapabilities: [], addAmbientCapabilities: [] };
}
export const Capability = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.addCapabilities) {
            writer.uint32(10).string(v);
        }
        for (const v of message.dropCapabilities) {
            writer.uint32(18).string(v);
        }
        for (const v of message.addAmbientCapabilities) {
            writer.uint32(26).string(v);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCapability();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.addCapabilities.push(reader.string());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.dropCapabilities.push(reader.string());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.addAmbientCapabilities.push(reader.string());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxContainerSecurityContext() {
    return {
        capabilities: undefined,
        privileged: false,
        namespaceOptions: undefined,
        selinuxOptions: undefined,
        runAsUser: undefined,
        runAsGroup: undefined,
        runAsUsername: "",
        readonlyRootfs: false,
        supplementalGroups: [],
        supplementalGroupsPolicy: 0,
        noNewPrivs: false,
        maskedPaths: [],
        readonlyPaths: [],
        seccomp: undefined,
        apparmor: undefined,
        apparmorProfile: "",
        seccompProfilePath: "",
    };
}
export const LinuxContainerSecurityContext = {
    encode(message, writer = new BinaryWriter()) {
        if (message.capabilities !== undefined) {
            Capability.encode(message.capabilities, writer.uint32(10).fork()).join();
        }
        if (message.privileged !== false) {
            writer.uint32(16).bool(message.privileged);
        }
        if (message.namespaceOptions !== undefined) {
            NamespaceOption.encode(message.namespaceOptions, writer.uint32(26).fork()).join();
        }
        if (message.selinuxOptions !== undefined) {
            SELinuxOption.encode(message.selinuxOptions, writer.uint32(34).fork()).join();
        }
        if (message.runAsUser !== undefined) {
            Int64Value.encode(message.runAsUser, writer.uint32(42).fork()).join();
        }
        if (message.runAsGroup !== undefined) {
            Int64Value.encode(message.runAsGroup, writer.uint32(98).fork()).join();
        }
        if (message.runAsUsername !== "") {
            writer.uint32(50).string(message.runAsUsername);
        }
        if (message.readonlyRootfs !== false) {
            writer.uint32(56).bool(message.readonlyRootfs);
        }
        if (message.supplementalGroups.length !== 0) {
            writer.uint32(66).fork();
            for (const v of message.supplementalGroups) {
                writer.int64(v);
            }
            writer.join();
        }
        if (message.supplementalGroupsPolicy !== 0) {
            writer.uint32(136).int32(message.supplementalGroupsPolicy);
        }
        if (message.noNewPrivs !== false) {
            writer.uint32(88).bool(message.noNewPrivs);
        }
        for (const v of message.maskedPaths) {
            writer.uint32(106).string(v);
        }
        for (const v of message.readonlyPaths) {
            writer.uint32(114).string(v);
        }
        if (message.seccomp !== undefined) {
            SecurityProfile.encode(message.seccomp, writer.uint32(122).fork()).join();
        }
        if (message.apparmor !== undefined) {
            SecurityProfile.encode(message.apparmor, writer.uint32(130).fork()).join();
        }
        if (message.apparmorProfile !== "") {
            writer.uint32(74).string(message.apparmorProfile);
        }
        if (message.seccompProfilePath !== "") {
            writer.uint32(82).string(message.seccompProfilePath);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxContainerSecurityContext();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.capabilities = Capability.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.privileged = reader.bool();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.namespaceOptions = NamespaceOption.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.selinuxOptions = SELinuxOption.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.runAsUser = Int64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 12: {
                        if (tag !== 98) {
                            break;
                        }
                        message.runAsGroup = Int64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.runAsUsername = reader.string();
                        continue;
                    }
                    case 7: {
                        if (tag !== 56) {
                            break;
                        }
                        message.readonlyRootfs = reader.bool();
                        continue;
                    }
                    case 8: {
                        if (tag === 64) {
                            message.supplementalGroups.push(reader.int64().toString());
                            continue;
                        }
                        if (tag === 66) {
                            const end2 = reader.uint32() + reader.pos;
                            while (reader.pos < end2) {
                                message.supplementalGroups.push(reader.int64().toString());
                            }
                            continue;
                        }
                        break;
                    }
                    case 17: {
                        if (tag !== 136) {
                            break;
                        }
                        message.supplementalGroupsPolicy = reader.int32();
                        continue;
                    }
                    case 11: {
                        if (tag !== 88) {
                            break;
                        }
                        message.noNewPrivs = reader.bool();
                        continue;
                    }
                    case 13: {
                        if (tag !== 106) {
                            break;
                        }
                        message.maskedPaths.push(reader.string());
                        continue;
                    }
                    case 14: {
                        if (tag !== 114) {
                            break;
                        }
                        message.readonlyPaths.push(reader.string());
                        continue;
                    }
                    case 15: {
                        if (tag !== 122) {
                            break;
                        }
                        message.seccomp = SecurityProfile.decode(reader, reader.uint32());
                        continue;
                    }
                    case 16: {
                        if (tag !== 130) {
                            break;
                        }
                        message.apparmor = SecurityProfile.decode(reader, reader.uint32());
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        message.apparmorProfile = reader.string();
                        continue;
                    }
                    case 10: {
                        if (tag !== 82) {
                            break;
                        }
                        message.seccompProfilePath = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxContainerConfig() {
    return { resources: undefined, securityContext: undefined };
}
export const LinuxContainerConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.resources !== undefined) {
            LinuxContainerResources.encode(message.resources, writer.uint32(10).fork()).join();
        }
        if (message.securityContext !== undefined) {
            LinuxContainerSecurityContext.encode(message.securityContext, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxContainerConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.resources = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.securityContext = LinuxContainerSecurityContext.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxContainerUser() {
    return { uid: "0", gid: "0", supplementalGroups: [] };
}
export const LinuxContainerUser = {
    encode(message, writer = new BinaryWriter()) {
        if (message.uid !== "0") {
            writer.uint32(8).int64(message.uid);
        }
        if (message.gid !== "0") {
            writer.uint32(16).int64(message.gid);
        }
        if (message.supplementalGroups.length !== 0) {
            writer.uint32(26).fork();
            for (const v of message.supplementalGroups) {
                writer.int64(v);
            }
            writer.join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxContainerUser();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.uid = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.gid = reader.int64().toString();
                        continue;
                    }
                    case 3: {
                        if (tag === 24) {
                            message.supplementalGroups.push(reader.int64().toString());
                            continue;
                        }
                        if (tag === 26) {
                            const end2 = reader.uint32() + reader.pos;
                            while (reader.pos < end2) {
                                message.supplementalGroups.push(reader.int64().toString());
                            }
                            continue;
                        }
                        break;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsNamespaceOption() {
    return { network: 0 };
}
export const WindowsNamespaceOption = {
    encode(message, writer = new BinaryWriter()) {
        if (message.network !== 0) {
            writer.uint32(8).int32(message.network);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsNamespaceOption();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.network = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsSandboxSecurityContext() {
    return { runAsUsername: "", credentialSpec: "", hostProcess: false, namespaceOptions: undefined };
}
export const WindowsSandboxSecurityContext = {
    encode(message, writer = new BinaryWriter()) {
        if (message.runAsUsername !== "") {
            writer.uint32(10).string(message.runAsUsername);
        }
        if (message.credentialSpec !== "") {
            writer.uint32(18).string(message.credentialSpec);
        }
        if (message.hostProcess !== false) {
            writer.uint32(24).bool(message.hostProcess);
        }
        if (message.namespaceOptions !== undefined) {
            WindowsNamespaceOption.encode(message.namespaceOptions, writer.uint32(34).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsSandboxSecurityContext();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.runAsUsername = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.credentialSpec = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.hostProcess = reader.bool();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.namespaceOptions = WindowsNamespaceOption.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsPodSandboxConfig() {
    return { securityContext: undefined };
}
export const WindowsPodSandboxConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.securityContext !== undefined) {
            WindowsSandboxSecurityContext.encode(message.securityContext, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsPodSandboxConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.securityContext = WindowsSandboxSecurityContext.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsContainerSecurityContext() {
    return { runAsUsername: "", credentialSpec: "", hostProcess: false };
}
export const WindowsContainerSecurityContext = {
    encode(message, writer = new BinaryWriter()) {
        if (message.runAsUsername !== "") {
            writer.uint32(10).string(message.runAsUsername);
        }
        if (message.credentialSpec !== "") {
            writer.uint32(18).string(message.credentialSpec);
        }
        if (message.hostProcess !== false) {
            writer.uint32(24).bool(message.hostProcess);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsContainerSecurityContext();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.runAsUsername = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.credentialSpec = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.hostProcess = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsContainerConfig() {
    return { resources: undefined, securityContext: undefined };
}
export const WindowsContainerConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.resources !== undefined) {
            WindowsContainerResources.encode(message.resources, writer.uint32(10).fork()).join();
        }
        if (message.securityContext !== undefined) {
            WindowsContainerSecurityContext.encode(message.securityContext, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsContainerConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.resources = WindowsContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.securityContext = WindowsContainerSecurityContext.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsContainerResources() {
    return {
        cpuShares: "0",
        cpuCount: "0",
        cpuMaximum: "0",
        memoryLimitInBytes: "0",
        rootfsSizeInBytes: "0",
        affinityCpus: [],
    };
}
export const WindowsContainerResources = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cpuShares !== "0") {
            writer.uint32(8).int64(message.cpuShares);
        }
        if (message.cpuCount !== "0") {
            writer.uint32(16).int64(message.cpuCount);
        }
        if (message.cpuMaximum !== "0") {
            writer.uint32(24).int64(message.cpuMaximum);
        }
        if (message.memoryLimitInBytes !== "0") {
            writer.uint32(32).int64(message.memoryLimitInBytes);
        }
        if (message.rootfsSizeInBytes !== "0") {
            writer.uint32(40).int64(message.rootfsSizeInBytes);
        }
        for (const v of message.affinityCpus) {
            WindowsCpuGroupAffinity.encode(v, writer.uint32(50).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsContainerResources();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.cpuShares = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.cpuCount = reader.int64().toString();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.cpuMaximum = reader.int64().toString();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.memoryLimitInBytes = reader.int64().toString();
                        continue;
                    }
                    case 5: {
                        if (tag !== 40) {
                            break;
                        }
                        message.rootfsSizeInBytes = reader.int64().toString();
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.affinityCpus.push(WindowsCpuGroupAffinity.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsCpuGroupAffinity() {
    return { cpuMask: "0", cpuGroup: 0 };
}
export const WindowsCpuGroupAffinity = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cpuMask !== "0") {
            writer.uint32(8).uint64(message.cpuMask);
        }
        if (message.cpuGroup !== 0) {
            writer.uint32(16).uint32(message.cpuGroup);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsCpuGroupAffinity();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.cpuMask = reader.uint64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.cpuGroup = reader.uint32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerMetadata() {
    return { name: "", attempt: 0 };
}
export const ContainerMetadata = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.attempt !== 0) {
            writer.uint32(16).uint32(message.attempt);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerMetadata();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.attempt = reader.uint32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseDevice() {
    return { containerPath: "", hostPath: "", permissions: "" };
}
export const Device = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerPath !== "") {
            writer.uint32(10).string(message.containerPath);
        }
        if (message.hostPath !== "") {
            writer.uint32(18).string(message.hostPath);
        }
        if (message.permissions !== "") {
            writer.uint32(26).string(message.permissions);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseDevice();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerPath = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.hostPath = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.permissions = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCDIDevice() {
    return { name: "" };
}
export const CDIDevice = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCDIDevice();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerConfig() {
    return {
        metadata: undefined,
        image: undefined,
        command: [],
        args: [],
        workingDir: "",
        envs: [],
        mounts: [],
        devices: [],
        labels: {},
        annotations: {},
        logPath: "",
        stdin: false,
        stdinOnce: false,
        tty: false,
        linux: undefined,
        windows: undefined,
        CDIDevices: [],
        stopSignal: 0,
    };
}
export const ContainerConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.metadata !== undefined) {
            ContainerMetadata.encode(message.metadata, writer.uint32(10).fork()).join();
        }
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(18).fork()).join();
        }
        for (const v of message.command) {
            writer.uint32(26).string(v);
        }
        for (const v of message.args) {
            writer.uint32(34).string(v);
        }
        if (message.workingDir !== "") {
            writer.uint32(42).string(message.workingDir);
        }
        for (const v of message.envs) {
            KeyValue.encode(v, writer.uint32(50).fork()).join();
        }
        for (const v of message.mounts) {
            Mount.encode(v, writer.uint32(58).fork()).join();
        }
        for (const v of message.devices) {
            Device.encode(v, writer.uint32(66).fork()).join();
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            ContainerConfig_LabelsEntry.encode({ key: key, value }, writer.uint32(74).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            ContainerConfig_AnnotationsEntry.encode({ key: key, value }, writer.uint32(82).fork()).join();
        });
        if (message.logPath !== "") {
            writer.uint32(90).string(message.logPath);
        }
        if (message.stdin !== false) {
            writer.uint32(96).bool(message.stdin);
        }
        if (message.stdinOnce !== false) {
            writer.uint32(104).bool(message.stdinOnce);
        }
        if (message.tty !== false) {
            writer.uint32(112).bool(message.tty);
        }
        if (message.linux !== undefined) {
            LinuxContainerConfig.encode(message.linux, writer.uint32(122).fork()).join();
        }
        if (message.windows !== undefined) {
            WindowsContainerConfig.encode(message.windows, writer.uint32(130).fork()).join();
        }
        for (const v of message.CDIDevices) {
            CDIDevice.encode(v, writer.uint32(138).fork()).join();
        }
        if (message.stopSignal !== 0) {
            writer.uint32(144).int32(message.stopSignal);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.metadata = ContainerMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.command.push(reader.string());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.args.push(reader.string());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.workingDir = reader.string();
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.envs.push(KeyValue.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.mounts.push(Mount.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        message.devices.push(Device.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        const entry9 = ContainerConfig_LabelsEntry.decode(reader, reader.uint32());
                        if (entry9.value !== undefined) {
                            message.labels[entry9.key] = entry9.value;
                        }
                        continue;
                    }
                    case 10: {
                        if (tag !== 82) {
                            break;
                        }
                        const entry10 = ContainerConfig_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry10.value !== undefined) {
                            message.annotations[entry10.key] = entry10.value;
                        }
                        continue;
                    }
                    case 11: {
                        if (tag !== 90) {
                            break;
                        }
                        message.logPath = reader.string();
                        continue;
                    }
                    case 12: {
                        if (tag !== 96) {
                            break;
                        }
                        message.stdin = reader.bool();
                        continue;
                    }
                    case 13: {
                        if (tag !== 104) {
                            break;
                        }
                        message.stdinOnce = reader.bool();
                        continue;
                    }
                    case 14: {
                        if (tag !== 112) {
                            break;
                        }
                        message.tty = reader.bool();
                        continue;
                    }
                    case 15: {
                        if (tag !== 122) {
                            break;
                        }
                        message.linux = LinuxContainerConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 16: {
                        if (tag !== 130) {
                            break;
                        }
                        message.windows = WindowsContainerConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 17: {
                        if (tag !== 138) {
                            break;
                        }
                        message.CDIDevices.push(CDIDevice.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 18: {
                        if (tag !== 144) {
                            break;
                        }
                        message.stopSignal = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerConfig_LabelsEntry() {
    return { key: "", value: "" };
}
export const ContainerConfig_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerConfig_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerConfig_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const ContainerConfig_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerConfig_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCreateContainerRequest() {
    return { podSandboxId: "", config: undefined, sandboxConfig: undefined };
}
export const CreateContainerRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        if (message.config !== undefined) {
            ContainerConfig.encode(message.config, writer.uint32(18).fork()).join();
        }
        if (message.sandboxConfig !== undefined) {
            PodSandboxConfig.encode(message.sandboxConfig, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCreateContainerRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.config = ContainerConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.sandboxConfig = PodSandboxConfig.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCreateContainerResponse() {
    return { containerId: "" };
}
export const CreateContainerResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCreateContainerResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStartContainerRequest() {
    return { containerId: "" };
}
export const StartContainerRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStartContainerRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStartContainerResponse() {
    return {};
}
export const StartContainerResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStartContainerResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStopContainerRequest() {
    return { containerId: "", timeout: "0" };
}
export const StopContainerRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        if (message.timeout !== "0") {
            writer.uint32(16).int64(message.timeout);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStopContainerRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.timeout = reader.int64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStopContainerResponse() {
    return {};
}
export const StopContainerResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStopContainerResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRemoveContainerRequest() {
    return { containerId: "" };
}
export const RemoveContainerRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRemoveContainerRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRemoveContainerResponse() {
    return {};
}
export const RemoveContainerResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRemoveContainerResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStateValue() {
    return { state: 0 };
}
export const ContainerStateValue = {
    encode(message, writer = new BinaryWriter()) {
        if (message.state !== 0) {
            writer.uint32(8).int32(message.state);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStateValue();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.state = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerFilter() {
    return { id: "", state: undefined, podSandboxId: "", labelSelector: {} };
}
export const ContainerFilter = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.state !== undefined) {
            ContainerStateValue.encode(message.state, writer.uint32(18).fork()).join();
        }
        if (message.podSandboxId !== "") {
            writer.uint32(26).string(message.podSandboxId);
        }
        globalThis.Object.entries(message.labelSelector).forEach(([key, value]) => {
            ContainerFilter_LabelSelectorEntry.encode({ key: key, value }, writer.uint32(34).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerFilter();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.state = ContainerStateValue.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        const entry4 = ContainerFilter_LabelSelectorEntry.decode(reader, reader.uint32());
                        if (entry4.value !== undefined) {
                            message.labelSelector[entry4.key] = entry4.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerFilter_LabelSelectorEntry() {
    return { key: "", value: "" };
}
export const ContainerFilter_LabelSelectorEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerFilter_LabelSelectorEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListContainersRequest() {
    return { filter: undefined };
}
export const ListContainersRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            ContainerFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListContainersRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = ContainerFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainer() {
    return {
        id: "",
        podSandboxId: "",
        metadata: undefined,
        image: undefined,
        imageRef: "",
        state: 0,
        createdAt: "0",
        labels: {},
        annotations: {},
        imageId: "",
    };
}
export const Container = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.podSandboxId !== "") {
            writer.uint32(18).string(message.podSandboxId);
        }
        if (message.metadata !== undefined) {
            ContainerMetadata.encode(message.metadata, writer.uint32(26).fork()).join();
        }
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(34).fork()).join();
        }
        if (message.imageRef !== "") {
            writer.uint32(42).string(message.imageRef);
        }
        if (message.state !== 0) {
            writer.uint32(48).int32(message.state);
        }
        if (message.createdAt !== "0") {
            writer.uint32(56).int64(message.createdAt);
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            Container_LabelsEntry.encode({ key: key, value }, writer.uint32(66).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            Container_AnnotationsEntry.encode({ key: key, value }, writer.uint32(74).fork()).join();
        });
        if (message.imageId !== "") {
            writer.uint32(82).string(message.imageId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainer();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.metadata = ContainerMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.imageRef = reader.string();
                        continue;
                    }
                    case 6: {
                        if (tag !== 48) {
                            break;
                        }
                        message.state = reader.int32();
                        continue;
                    }
                    case 7: {
                        if (tag !== 56) {
                            break;
                        }
                        message.createdAt = reader.int64().toString();
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        const entry8 = Container_LabelsEntry.decode(reader, reader.uint32());
                        if (entry8.value !== undefined) {
                            message.labels[entry8.key] = entry8.value;
                        }
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        const entry9 = Container_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry9.value !== undefined) {
                            message.annotations[entry9.key] = entry9.value;
                        }
                        continue;
                    }
                    case 10: {
                        if (tag !== 82) {
                            break;
                        }
                        message.imageId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainer_LabelsEntry() {
    return { key: "", value: "" };
}
export const Container_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainer_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainer_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const Container_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainer_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListContainersResponse() {
    return { containers: [] };
}
export const ListContainersResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.containers) {
            Container.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListContainersResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containers.push(Container.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamContainersRequest() {
    return { filter: undefined };
}
export const StreamContainersRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            ContainerFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamContainersRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = ContainerFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamContainersResponse() {
    return { containers: [] };
}
export const StreamContainersResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.containers) {
            Container.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamContainersResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containers.push(Container.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatusRequest() {
    return { containerId: "", verbose: false };
}
export const ContainerStatusRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        if (message.verbose !== false) {
            writer.uint32(16).bool(message.verbose);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatusRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.verbose = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatus() {
    return {
        id: "",
        metadata: undefined,
        state: 0,
        createdAt: "0",
        startedAt: "0",
        finishedAt: "0",
        exitCode: 0,
        image: undefined,
        imageRef: "",
        reason: "",
        message: "",
        labels: {},
        annotations: {},
        mounts: [],
        logPath: "",
        resources: undefined,
        imageId: "",
        user: undefined,
        stopSignal: 0,
    };
}
export const ContainerStatus = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.metadata !== undefined) {
            ContainerMetadata.encode(message.metadata, writer.uint32(18).fork()).join();
        }
        if (message.state !== 0) {
            writer.uint32(24).int32(message.state);
        }
        if (message.createdAt !== "0") {
            writer.uint32(32).int64(message.createdAt);
        }
        if (message.startedAt !== "0") {
            writer.uint32(40).int64(message.startedAt);
        }
        if (message.finishedAt !== "0") {
            writer.uint32(48).int64(message.finishedAt);
        }
        if (message.exitCode !== 0) {
            writer.uint32(56).int32(message.exitCode);
        }
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(66).fork()).join();
        }
        if (message.imageRef !== "") {
            writer.uint32(74).string(message.imageRef);
        }
        if (message.reason !== "") {
            writer.uint32(82).string(message.reason);
        }
        if (message.message !== "") {
            writer.uint32(90).string(message.message);
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            ContainerStatus_LabelsEntry.encode({ key: key, value }, writer.uint32(98).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            ContainerStatus_AnnotationsEntry.encode({ key: key, value }, writer.uint32(106).fork()).join();
        });
        for (const v of message.mounts) {
            Mount.encode(v, writer.uint32(114).fork()).join();
        }
        if (message.logPath !== "") {
            writer.uint32(122).string(message.logPath);
        }
        if (message.resources !== undefined) {
            ContainerResources.encode(message.resources, writer.uint32(130).fork()).join();
        }
        if (message.imageId !== "") {
            writer.uint32(138).string(message.imageId);
        }
        if (message.user !== undefined) {
            ContainerUser.encode(message.user, writer.uint32(146).fork()).join();
        }
        if (message.stopSignal !== 0) {
            writer.uint32(152).int32(message.stopSignal);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatus();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metadata = ContainerMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.state = reader.int32();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.createdAt = reader.int64().toString();
                        continue;
                    }
                    case 5: {
                        if (tag !== 40) {
                            break;
                        }
                        message.startedAt = reader.int64().toString();
                        continue;
                    }
                    case 6: {
                        if (tag !== 48) {
                            break;
                        }
                        message.finishedAt = reader.int64().toString();
                        continue;
                    }
                    case 7: {
                        if (tag !== 56) {
                            break;
                        }
                        message.exitCode = reader.int32();
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 9: {
                        if (tag !== 74) {
                            break;
                        }
                        message.imageRef = reader.string();
                        continue;
                    }
                    case 10: {
                        if (tag !== 82) {
                            break;
                        }
                        message.reason = reader.string();
                        continue;
                    }
                    case 11: {
                        if (tag !== 90) {
                            break;
                        }
                        message.message = reader.string();
                        continue;
                    }
                    case 12: {
                        if (tag !== 98) {
                            break;
                        }
                        const entry12 = ContainerStatus_LabelsEntry.decode(reader, reader.uint32());
                        if (entry12.value !== undefined) {
                            message.labels[entry12.key] = entry12.value;
                        }
                        continue;
                    }
                    case 13: {
                        if (tag !== 106) {
                            break;
                        }
                        const entry13 = ContainerStatus_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry13.value !== undefined) {
                            message.annotations[entry13.key] = entry13.value;
                        }
                        continue;
                    }
                    case 14: {
                        if (tag !== 114) {
                            break;
                        }
                        message.mounts.push(Mount.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 15: {
                        if (tag !== 122) {
                            break;
                        }
                        message.logPath = reader.string();
                        continue;
                    }
                    case 16: {
                        if (tag !== 130) {
                            break;
                        }
                        message.resources = ContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 17: {
                        if (tag !== 138) {
                            break;
                        }
                        message.imageId = reader.string();
                        continue;
                    }
                    case 18: {
                        if (tag !== 146) {
                            break;
                        }
                        message.user = ContainerUser.decode(reader, reader.uint32());
                        continue;
                    }
                    case 19: {
                        if (tag !== 152) {
                            break;
                        }
                        message.stopSignal = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatus_LabelsEntry() {
    return { key: "", value: "" };
}
export const ContainerStatus_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatus_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatus_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const ContainerStatus_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatus_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatusResponse() {
    return { status: undefined, info: {} };
}
export const ContainerStatusResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.status !== undefined) {
            ContainerStatus.encode(message.status, writer.uint32(10).fork()).join();
        }
        globalThis.Object.entries(message.info).forEach(([key, value]) => {
            ContainerStatusResponse_InfoEntry.encode({ key: key, value }, writer.uint32(18).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatusResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.status = ContainerStatus.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        const entry2 = ContainerStatusResponse_InfoEntry.decode(reader, reader.uint32());
                        if (entry2.value !== undefined) {
                            message.info[entry2.key] = entry2.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatusResponse_InfoEntry() {
    return { key: "", value: "" };
}
export const ContainerStatusResponse_InfoEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatusResponse_InfoEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerResources() {
    return { linux: undefined, windows: undefined };
}
export const ContainerResources = {
    encode(message, writer = new BinaryWriter()) {
        if (message.linux !== undefined) {
            LinuxContainerResources.encode(message.linux, writer.uint32(10).fork()).join();
        }
        if (message.windows !== undefined) {
            WindowsContainerResources.encode(message.windows, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerResources();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.linux = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.windows = WindowsContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerUser() {
    return { linux: undefined };
}
export const ContainerUser = {
    encode(message, writer = new BinaryWriter()) {
        if (message.linux !== undefined) {
            LinuxContainerUser.encode(message.linux, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerUser();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.linux = LinuxContainerUser.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdateContainerResourcesRequest() {
    return { containerId: "", linux: undefined, windows: undefined, annotations: {} };
}
export const UpdateContainerResourcesRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        if (message.linux !== undefined) {
            LinuxContainerResources.encode(message.linux, writer.uint32(18).fork()).join();
        }
        if (message.windows !== undefined) {
            WindowsContainerResources.encode(message.windows, writer.uint32(26).fork()).join();
        }
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            UpdateContainerResourcesRequest_AnnotationsEntry.encode({ key: key, value }, writer.uint32(34).fork())
                .join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdateContainerResourcesRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.linux = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.windows = WindowsContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        const entry4 = UpdateContainerResourcesRequest_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry4.value !== undefined) {
                            message.annotations[entry4.key] = entry4.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdateContainerResourcesRequest_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const UpdateContainerResourcesRequest_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdateContainerResourcesRequest_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdateContainerResourcesResponse() {
    return {};
}
export const UpdateContainerResourcesResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdateContainerResourcesResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseExecSyncRequest() {
    return { containerId: "", cmd: [], timeout: "0" };
}
export const ExecSyncRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        for (const v of message.cmd) {
            writer.uint32(18).string(v);
        }
        if (message.timeout !== "0") {
            writer.uint32(24).int64(message.timeout);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseExecSyncRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.cmd.push(reader.string());
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.timeout = reader.int64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseExecSyncResponse() {
    return { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), exitCode: 0 };
}
export const ExecSyncResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.stdout.length !== 0) {
            writer.uint32(10).bytes(message.stdout);
        }
        if (message.stderr.length !== 0) {
            writer.uint32(18).bytes(message.stderr);
        }
        if (message.exitCode !== 0) {
            writer.uint32(24).int32(message.exitCode);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseExecSyncResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.stdout = Buffer.from(reader.bytes());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.stderr = Buffer.from(reader.bytes());
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.exitCode = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseExecRequest() {
    return { containerId: "", cmd: [], tty: false, stdin: false, stdout: false, stderr: false };
}
export const ExecRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        for (const v of message.cmd) {
            writer.uint32(18).string(v);
        }
        if (message.tty !== false) {
            writer.uint32(24).bool(message.tty);
        }
        if (message.stdin !== false) {
            writer.uint32(32).bool(message.stdin);
        }
        if (message.stdout !== false) {
            writer.uint32(40).bool(message.stdout);
        }
        if (message.stderr !== false) {
            writer.uint32(48).bool(message.stderr);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseExecRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.cmd.push(reader.string());
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.tty = reader.bool();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.stdin = reader.bool();
                        continue;
                    }
                    case 5: {
                        if (tag !== 40) {
                            break;
                        }
                        message.stdout = reader.bool();
                        continue;
                    }
                    case 6: {
                        if (tag !== 48) {
                            break;
                        }
                        message.stderr = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseExecResponse() {
    return { url: "" };
}
export const ExecResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.url !== "") {
            writer.uint32(10).string(message.url);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseExecResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.url = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseAttachRequest() {
    return { containerId: "", stdin: false, tty: false, stdout: false, stderr: false };
}
export const AttachRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        if (message.stdin !== false) {
            writer.uint32(16).bool(message.stdin);
        }
        if (message.tty !== false) {
            writer.uint32(24).bool(message.tty);
        }
        if (message.stdout !== false) {
            writer.uint32(32).bool(message.stdout);
        }
        if (message.stderr !== false) {
            writer.uint32(40).bool(message.stderr);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseAttachRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.stdin = reader.bool();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.tty = reader.bool();
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.stdout = reader.bool();
                        continue;
                    }
                    case 5: {
                        if (tag !== 40) {
                            break;
                        }
                        message.stderr = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseAttachResponse() {
    return { url: "" };
}
export const AttachResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.url !== "") {
            writer.uint32(10).string(message.url);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseAttachResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.url = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePortForwardRequest() {
    return { podSandboxId: "", port: [] };
}
export const PortForwardRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        if (message.port.length !== 0) {
            writer.uint32(18).fork();
            for (const v of message.port) {
                writer.int32(v);
            }
            writer.join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePortForwardRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag === 16) {
                            message.port.push(reader.int32());
                            continue;
                        }
                        if (tag === 18) {
                            const end2 = reader.uint32() + reader.pos;
                            while (reader.pos < end2) {
                                message.port.push(reader.int32());
                            }
                            continue;
                        }
                        break;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePortForwardResponse() {
    return { url: "" };
}
export const PortForwardResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.url !== "") {
            writer.uint32(10).string(message.url);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePortForwardResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.url = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageFilter() {
    return { image: undefined };
}
export const ImageFilter = {
    encode(message, writer = new BinaryWriter()) {
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageFilter();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListImagesRequest() {
    return { filter: undefined };
}
export const ListImagesRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            ImageFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListImagesRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = ImageFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImage() {
    return {
        id: "",
        repoTags: [],
        repoDigests: [],
        size: "0",
        uid: undefined,
        username: "",
        spec: undefined,
        pinned: false,
    };
}
export const Image = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        for (const v of message.repoTags) {
            writer.uint32(18).string(v);
        }
        for (const v of message.repoDigests) {
            writer.uint32(26).string(v);
        }
        if (message.size !== "0") {
            writer.uint32(32).uint64(message.size);
        }
        if (message.uid !== undefined) {
            Int64Value.encode(message.uid, writer.uint32(42).fork()).join();
        }
        if (message.username !== "") {
            writer.uint32(50).string(message.username);
        }
        if (message.spec !== undefined) {
            ImageSpec.encode(message.spec, writer.uint32(58).fork()).join();
        }
        if (message.pinned !== false) {
            writer.uint32(64).bool(message.pinned);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.repoTags.push(reader.string());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.repoDigests.push(reader.string());
                        continue;
                    }
                    case 4: {
                        if (tag !== 32) {
                            break;
                        }
                        message.size = reader.uint64().toString();
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.uid = Int64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.username = reader.string();
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.spec = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 8: {
                        if (tag !== 64) {
                            break;
                        }
                        message.pinned = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListImagesResponse() {
    return { images: [] };
}
export const ListImagesResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.images) {
            Image.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListImagesResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.images.push(Image.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamImagesRequest() {
    return { filter: undefined };
}
export const StreamImagesRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            ImageFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamImagesRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = ImageFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamImagesResponse() {
    return { images: [] };
}
export const StreamImagesResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.images) {
            Image.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamImagesResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.images.push(Image.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageStatusRequest() {
    return { image: undefined, verbose: false };
}
export const ImageStatusRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(10).fork()).join();
        }
        if (message.verbose !== false) {
            writer.uint32(16).bool(message.verbose);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageStatusRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.verbose = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageStatusResponse() {
    return { image: undefined, info: {} };
}
export const ImageStatusResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.image !== undefined) {
            Image.encode(message.image, writer.uint32(10).fork()).join();
        }
        globalThis.Object.entries(message.info).forEach(([key, value]) => {
            ImageStatusResponse_InfoEntry.encode({ key: key, value }, writer.uint32(18).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageStatusResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.image = Image.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        const entry2 = ImageStatusResponse_InfoEntry.decode(reader, reader.uint32());
                        if (entry2.value !== undefined) {
                            message.info[entry2.key] = entry2.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageStatusResponse_InfoEntry() {
    return { key: "", value: "" };
}
export const ImageStatusResponse_InfoEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageStatusResponse_InfoEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseAuthConfig() {
    return { username: "", password: "", auth: "", serverAddress: "", identityToken: "", registryToken: "" };
}
export const AuthConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.username !== "") {
            writer.uint32(10).string(message.username);
        }
        if (message.password !== "") {
            writer.uint32(18).string(message.password);
        }
        if (message.auth !== "") {
            writer.uint32(26).string(message.auth);
        }
        if (message.serverAddress !== "") {
            writer.uint32(34).string(message.serverAddress);
        }
        if (message.identityToken !== "") {
            writer.uint32(42).string(message.identityToken);
        }
        if (message.registryToken !== "") {
            writer.uint32(50).string(message.registryToken);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseAuthConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.username = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.password = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.auth = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.serverAddress = reader.string();
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.identityToken = reader.string();
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.registryToken = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePullImageRequest() {
    return { image: undefined, auth: undefined, sandboxConfig: undefined };
}
export const PullImageRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(10).fork()).join();
        }
        if (message.auth !== undefined) {
            AuthConfig.encode(message.auth, writer.uint32(18).fork()).join();
        }
        if (message.sandboxConfig !== undefined) {
            PodSandboxConfig.encode(message.sandboxConfig, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePullImageRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.auth = AuthConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.sandboxConfig = PodSandboxConfig.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePullImageResponse() {
    return { imageRef: "" };
}
export const PullImageResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.imageRef !== "") {
            writer.uint32(10).string(message.imageRef);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePullImageResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.imageRef = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRemoveImageRequest() {
    return { image: undefined };
}
export const RemoveImageRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.image !== undefined) {
            ImageSpec.encode(message.image, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRemoveImageRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.image = ImageSpec.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRemoveImageResponse() {
    return {};
}
export const RemoveImageResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRemoveImageResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseNetworkConfig() {
    return { podCidr: "" };
}
export const NetworkConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podCidr !== "") {
            writer.uint32(10).string(message.podCidr);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseNetworkConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podCidr = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeConfig() {
    return { networkConfig: undefined };
}
export const RuntimeConfig = {
    encode(message, writer = new BinaryWriter()) {
        if (message.networkConfig !== undefined) {
            NetworkConfig.encode(message.networkConfig, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeConfig();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.networkConfig = NetworkConfig.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdateRuntimeConfigRequest() {
    return { runtimeConfig: undefined };
}
export const UpdateRuntimeConfigRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.runtimeConfig !== undefined) {
            RuntimeConfig.encode(message.runtimeConfig, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdateRuntimeConfigRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.runtimeConfig = RuntimeConfig.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdateRuntimeConfigResponse() {
    return {};
}
export const UpdateRuntimeConfigResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdateRuntimeConfigResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeCondition() {
    return { type: "", status: false, reason: "", message: "" };
}
export const RuntimeCondition = {
    encode(message, writer = new BinaryWriter()) {
        if (message.type !== "") {
            writer.uint32(10).string(message.type);
        }
        if (message.status !== false) {
            writer.uint32(16).bool(message.status);
        }
        if (message.reason !== "") {
            writer.uint32(26).string(message.reason);
        }
        if (message.message !== "") {
            writer.uint32(34).string(message.message);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeCondition();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.type = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.status = reader.bool();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.reason = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.message = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeStatus() {
    return { conditions: [] };
}
export const RuntimeStatus = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.conditions) {
            RuntimeCondition.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeStatus();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.conditions.push(RuntimeCondition.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStatusRequest() {
    return { verbose: false };
}
export const StatusRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.verbose !== false) {
            writer.uint32(8).bool(message.verbose);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStatusRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.verbose = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeHandlerFeatures() {
    return { recursiveReadOnlyMounts: false, userNamespaces: false };
}
export const RuntimeHandlerFeatures = {
    encode(message, writer = new BinaryWriter()) {
        if (message.recursiveReadOnlyMounts !== false) {
            writer.uint32(8).bool(message.recursiveReadOnlyMounts);
        }
        if (message.userNamespaces !== false) {
            writer.uint32(16).bool(message.userNamespaces);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeHandlerFeatures();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.recursiveReadOnlyMounts = reader.bool();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.userNamespaces = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeHandler() {
    return { name: "", features: undefined };
}
export const RuntimeHandler = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.features !== undefined) {
            RuntimeHandlerFeatures.encode(message.features, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeHandler();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.features = RuntimeHandlerFeatures.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeFeatures() {
    return { supplementalGroupsPolicy: false, userNamespacesHostNetwork: false, mountOptions: false };
}
export const RuntimeFeatures = {
    encode(message, writer = new BinaryWriter()) {
        if (message.supplementalGroupsPolicy !== false) {
            writer.uint32(8).bool(message.supplementalGroupsPolicy);
        }
        if (message.userNamespacesHostNetwork !== false) {
            writer.uint32(16).bool(message.userNamespacesHostNetwork);
        }
        if (message.mountOptions !== false) {
            writer.uint32(24).bool(message.mountOptions);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeFeatures();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.supplementalGroupsPolicy = reader.bool();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.userNamespacesHostNetwork = reader.bool();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.mountOptions = reader.bool();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStatusResponse() {
    return { status: undefined, info: {}, runtimeHandlers: [], features: undefined };
}
export const StatusResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.status !== undefined) {
            RuntimeStatus.encode(message.status, writer.uint32(10).fork()).join();
        }
        globalThis.Object.entries(message.info).forEach(([key, value]) => {
            StatusResponse_InfoEntry.encode({ key: key, value }, writer.uint32(18).fork()).join();
        });
        for (const v of message.runtimeHandlers) {
            RuntimeHandler.encode(v, writer.uint32(26).fork()).join();
        }
        if (message.features !== undefined) {
            RuntimeFeatures.encode(message.features, writer.uint32(34).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStatusResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.status = RuntimeStatus.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        const entry2 = StatusResponse_InfoEntry.decode(reader, reader.uint32());
                        if (entry2.value !== undefined) {
                            message.info[entry2.key] = entry2.value;
                        }
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.runtimeHandlers.push(RuntimeHandler.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.features = RuntimeFeatures.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStatusResponse_InfoEntry() {
    return { key: "", value: "" };
}
export const StatusResponse_InfoEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStatusResponse_InfoEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageFsInfoRequest() {
    return {};
}
export const ImageFsInfoRequest = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageFsInfoRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUInt64Value() {
    return { value: "0" };
}
export const UInt64Value = {
    encode(message, writer = new BinaryWriter()) {
        if (message.value !== "0") {
            writer.uint32(8).uint64(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUInt64Value();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.value = reader.uint64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseFilesystemIdentifier() {
    return { mountpoint: "" };
}
export const FilesystemIdentifier = {
    encode(message, writer = new BinaryWriter()) {
        if (message.mountpoint !== "") {
            writer.uint32(10).string(message.mountpoint);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseFilesystemIdentifier();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.mountpoint = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseFilesystemUsage() {
    return { timestamp: "0", fsId: undefined, usedBytes: undefined, inodesUsed: undefined };
}
export const FilesystemUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.fsId !== undefined) {
            FilesystemIdentifier.encode(message.fsId, writer.uint32(18).fork()).join();
        }
        if (message.usedBytes !== undefined) {
            UInt64Value.encode(message.usedBytes, writer.uint32(26).fork()).join();
        }
        if (message.inodesUsed !== undefined) {
            UInt64Value.encode(message.inodesUsed, writer.uint32(34).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseFilesystemUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.fsId = FilesystemIdentifier.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.usedBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.inodesUsed = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsFilesystemUsage() {
    return { timestamp: "0", fsId: undefined, usedBytes: undefined };
}
export const WindowsFilesystemUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.fsId !== undefined) {
            FilesystemIdentifier.encode(message.fsId, writer.uint32(18).fork()).join();
        }
        if (message.usedBytes !== undefined) {
            UInt64Value.encode(message.usedBytes, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsFilesystemUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.fsId = FilesystemIdentifier.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.usedBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseImageFsInfoResponse() {
    return { imageFilesystems: [], containerFilesystems: [] };
}
export const ImageFsInfoResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.imageFilesystems) {
            FilesystemUsage.encode(v, writer.uint32(10).fork()).join();
        }
        for (const v of message.containerFilesystems) {
            FilesystemUsage.encode(v, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseImageFsInfoResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.imageFilesystems.push(FilesystemUsage.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.containerFilesystems.push(FilesystemUsage.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatsRequest() {
    return { containerId: "" };
}
export const ContainerStatsRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatsResponse() {
    return { stats: undefined };
}
export const ContainerStatsResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.stats !== undefined) {
            ContainerStats.encode(message.stats, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.stats = ContainerStats.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListContainerStatsRequest() {
    return { filter: undefined };
}
export const ListContainerStatsRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            ContainerStatsFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListContainerStatsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = ContainerStatsFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatsFilter() {
    return { id: "", podSandboxId: "", labelSelector: {} };
}
export const ContainerStatsFilter = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.podSandboxId !== "") {
            writer.uint32(18).string(message.podSandboxId);
        }
        globalThis.Object.entries(message.labelSelector).forEach(([key, value]) => {
            ContainerStatsFilter_LabelSelectorEntry.encode({ key: key, value }, writer.uint32(26).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatsFilter();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        const entry3 = ContainerStatsFilter_LabelSelectorEntry.decode(reader, reader.uint32());
                        if (entry3.value !== undefined) {
                            message.labelSelector[entry3.key] = entry3.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStatsFilter_LabelSelectorEntry() {
    return { key: "", value: "" };
}
export const ContainerStatsFilter_LabelSelectorEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStatsFilter_LabelSelectorEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListContainerStatsResponse() {
    return { stats: [] };
}
export const ListContainerStatsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.stats) {
            ContainerStats.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListContainerStatsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.stats.push(ContainerStats.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamContainerStatsRequest() {
    return { filter: undefined };
}
export const StreamContainerStatsRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.filter !== undefined) {
            ContainerStatsFilter.encode(message.filter, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamContainerStatsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.filter = ContainerStatsFilter.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamContainerStatsResponse() {
    return { containerStats: [] };
}
export const StreamContainerStatsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.containerStats) {
            ContainerStats.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamContainerStatsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerStats.push(ContainerStats.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerAttributes() {
    return { id: "", metadata: undefined, labels: {}, annotations: {} };
}
export const ContainerAttributes = {
    encode(message, writer = new BinaryWriter()) {
        if (message.id !== "") {
            writer.uint32(10).string(message.id);
        }
        if (message.metadata !== undefined) {
            ContainerMetadata.encode(message.metadata, writer.uint32(18).fork()).join();
        }
        globalThis.Object.entries(message.labels).forEach(([key, value]) => {
            ContainerAttributes_LabelsEntry.encode({ key: key, value }, writer.uint32(26).fork()).join();
        });
        globalThis.Object.entries(message.annotations).forEach(([key, value]) => {
            ContainerAttributes_AnnotationsEntry.encode({ key: key, value }, writer.uint32(34).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerAttributes();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.id = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metadata = ContainerMetadata.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        const entry3 = ContainerAttributes_LabelsEntry.decode(reader, reader.uint32());
                        if (entry3.value !== undefined) {
                            message.labels[entry3.key] = entry3.value;
                        }
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        const entry4 = ContainerAttributes_AnnotationsEntry.decode(reader, reader.uint32());
                        if (entry4.value !== undefined) {
                            message.annotations[entry4.key] = entry4.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerAttributes_LabelsEntry() {
    return { key: "", value: "" };
}
export const ContainerAttributes_LabelsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerAttributes_LabelsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerAttributes_AnnotationsEntry() {
    return { key: "", value: "" };
}
export const ContainerAttributes_AnnotationsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerAttributes_AnnotationsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerStats() {
    return {
        attributes: undefined,
        cpu: undefined,
        memory: undefined,
        writableLayer: undefined,
        swap: undefined,
        io: undefined,
    };
}
export const ContainerStats = {
    encode(message, writer = new BinaryWriter()) {
        if (message.attributes !== undefined) {
            ContainerAttributes.encode(message.attributes, writer.uint32(10).fork()).join();
        }
        if (message.cpu !== undefined) {
            CpuUsage.encode(message.cpu, writer.uint32(18).fork()).join();
        }
        if (message.memory !== undefined) {
            MemoryUsage.encode(message.memory, writer.uint32(26).fork()).join();
        }
        if (message.writableLayer !== undefined) {
            FilesystemUsage.encode(message.writableLayer, writer.uint32(34).fork()).join();
        }
        if (message.swap !== undefined) {
            SwapUsage.encode(message.swap, writer.uint32(42).fork()).join();
        }
        if (message.io !== undefined) {
            IoUsage.encode(message.io, writer.uint32(50).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerStats();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.attributes = ContainerAttributes.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.cpu = CpuUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.memory = MemoryUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.writableLayer = FilesystemUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.swap = SwapUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.io = IoUsage.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsContainerStats() {
    return { attributes: undefined, cpu: undefined, memory: undefined, writableLayer: undefined };
}
export const WindowsContainerStats = {
    encode(message, writer = new BinaryWriter()) {
        if (message.attributes !== undefined) {
            ContainerAttributes.encode(message.attributes, writer.uint32(10).fork()).join();
        }
        if (message.cpu !== undefined) {
            WindowsCpuUsage.encode(message.cpu, writer.uint32(18).fork()).join();
        }
        if (message.memory !== undefined) {
            WindowsMemoryUsage.encode(message.memory, writer.uint32(26).fork()).join();
        }
        if (message.writableLayer !== undefined) {
            WindowsFilesystemUsage.encode(message.writableLayer, writer.uint32(34).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsContainerStats();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.attributes = ContainerAttributes.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.cpu = WindowsCpuUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.memory = WindowsMemoryUsage.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.writableLayer = WindowsFilesystemUsage.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePsiStats() {
    return { Full: undefined, Some: undefined };
}
export const PsiStats = {
    encode(message, writer = new BinaryWriter()) {
        if (message.Full !== undefined) {
            PsiData.encode(message.Full, writer.uint32(10).fork()).join();
        }
        if (message.Some !== undefined) {
            PsiData.encode(message.Some, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePsiStats();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.Full = PsiData.decode(reader, reader.uint32());
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.Some = PsiData.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePsiData() {
    return { Total: "0", Avg10: 0, Avg60: 0, Avg300: 0 };
}
export const PsiData = {
    encode(message, writer = new BinaryWriter()) {
        if (message.Total !== "0") {
            writer.uint32(8).uint64(message.Total);
        }
        if (message.Avg10 !== 0) {
            writer.uint32(17).double(message.Avg10);
        }
        if (message.Avg60 !== 0) {
            writer.uint32(25).double(message.Avg60);
        }
        if (message.Avg300 !== 0) {
            writer.uint32(33).double(message.Avg300);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePsiData();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.Total = reader.uint64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 17) {
                            break;
                        }
                        message.Avg10 = reader.double();
                        continue;
                    }
                    case 3: {
                        if (tag !== 25) {
                            break;
                        }
                        message.Avg60 = reader.double();
                        continue;
                    }
                    case 4: {
                        if (tag !== 33) {
                            break;
                        }
                        message.Avg300 = reader.double();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCpuUsage() {
    return { timestamp: "0", usageCoreNanoSeconds: undefined, usageNanoCores: undefined, psi: undefined };
}
export const CpuUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.usageCoreNanoSeconds !== undefined) {
            UInt64Value.encode(message.usageCoreNanoSeconds, writer.uint32(18).fork()).join();
        }
        if (message.usageNanoCores !== undefined) {
            UInt64Value.encode(message.usageNanoCores, writer.uint32(26).fork()).join();
        }
        if (message.psi !== undefined) {
            PsiStats.encode(message.psi, writer.uint32(34).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCpuUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.usageCoreNanoSeconds = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.usageNanoCores = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.psi = PsiStats.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsCpuUsage() {
    return { timestamp: "0", usageCoreNanoSeconds: undefined, usageNanoCores: undefined };
}
export const WindowsCpuUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.usageCoreNanoSeconds !== undefined) {
            UInt64Value.encode(message.usageCoreNanoSeconds, writer.uint32(18).fork()).join();
        }
        if (message.usageNanoCores !== undefined) {
            UInt64Value.encode(message.usageNanoCores, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsCpuUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.usageCoreNanoSeconds = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.usageNanoCores = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseMemoryUsage() {
    return {
        timestamp: "0",
        workingSetBytes: undefined,
        availableBytes: undefined,
        usageBytes: undefined,
        rssBytes: undefined,
        pageFaults: undefined,
        majorPageFaults: undefined,
        psi: undefined,
    };
}
export const MemoryUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.workingSetBytes !== undefined) {
            UInt64Value.encode(message.workingSetBytes, writer.uint32(18).fork()).join();
        }
        if (message.availableBytes !== undefined) {
            UInt64Value.encode(message.availableBytes, writer.uint32(26).fork()).join();
        }
        if (message.usageBytes !== undefined) {
            UInt64Value.encode(message.usageBytes, writer.uint32(34).fork()).join();
        }
        if (message.rssBytes !== undefined) {
            UInt64Value.encode(message.rssBytes, writer.uint32(42).fork()).join();
        }
        if (message.pageFaults !== undefined) {
            UInt64Value.encode(message.pageFaults, writer.uint32(50).fork()).join();
        }
        if (message.majorPageFaults !== undefined) {
            UInt64Value.encode(message.majorPageFaults, writer.uint32(58).fork()).join();
        }
        if (message.psi !== undefined) {
            PsiStats.encode(message.psi, writer.uint32(66).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseMemoryUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.workingSetBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.availableBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.usageBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.rssBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 6: {
                        if (tag !== 50) {
                            break;
                        }
                        message.pageFaults = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 7: {
                        if (tag !== 58) {
                            break;
                        }
                        message.majorPageFaults = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 8: {
                        if (tag !== 66) {
                            break;
                        }
                        message.psi = PsiStats.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseIoUsage() {
    return { timestamp: "0", psi: undefined };
}
export const IoUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.psi !== undefined) {
            PsiStats.encode(message.psi, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseIoUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.psi = PsiStats.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseSwapUsage() {
    return { timestamp: "0", swapAvailableBytes: undefined, swapUsageBytes: undefined };
}
export const SwapUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.swapAvailableBytes !== undefined) {
            UInt64Value.encode(message.swapAvailableBytes, writer.uint32(18).fork()).join();
        }
        if (message.swapUsageBytes !== undefined) {
            UInt64Value.encode(message.swapUsageBytes, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseSwapUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.swapAvailableBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.swapUsageBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseWindowsMemoryUsage() {
    return {
        timestamp: "0",
        workingSetBytes: undefined,
        availableBytes: undefined,
        pageFaults: undefined,
        commitMemoryBytes: undefined,
    };
}
export const WindowsMemoryUsage = {
    encode(message, writer = new BinaryWriter()) {
        if (message.timestamp !== "0") {
            writer.uint32(8).int64(message.timestamp);
        }
        if (message.workingSetBytes !== undefined) {
            UInt64Value.encode(message.workingSetBytes, writer.uint32(18).fork()).join();
        }
        if (message.availableBytes !== undefined) {
            UInt64Value.encode(message.availableBytes, writer.uint32(26).fork()).join();
        }
        if (message.pageFaults !== undefined) {
            UInt64Value.encode(message.pageFaults, writer.uint32(34).fork()).join();
        }
        if (message.commitMemoryBytes !== undefined) {
            UInt64Value.encode(message.commitMemoryBytes, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseWindowsMemoryUsage();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.workingSetBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.availableBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.pageFaults = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.commitMemoryBytes = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseReopenContainerLogRequest() {
    return { containerId: "" };
}
export const ReopenContainerLogRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseReopenContainerLogRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseReopenContainerLogResponse() {
    return {};
}
export const ReopenContainerLogResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseReopenContainerLogResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCheckpointContainerRequest() {
    return { containerId: "", location: "", timeout: "0" };
}
export const CheckpointContainerRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        if (message.location !== "") {
            writer.uint32(18).string(message.location);
        }
        if (message.timeout !== "0") {
            writer.uint32(24).int64(message.timeout);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCheckpointContainerRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.location = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.timeout = reader.int64().toString();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCheckpointContainerResponse() {
    return {};
}
export const CheckpointContainerResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCheckpointContainerResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCheckpointPodRequest() {
    return { podSandboxId: "", outputPath: "", containerIds: [], options: {} };
}
export const CheckpointPodRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        if (message.outputPath !== "") {
            writer.uint32(18).string(message.outputPath);
        }
        for (const v of message.containerIds) {
            writer.uint32(26).string(v);
        }
        globalThis.Object.entries(message.options).forEach(([key, value]) => {
            CheckpointPodRequest_OptionsEntry.encode({ key: key, value }, writer.uint32(34).fork()).join();
        });
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCheckpointPodRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.outputPath = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.containerIds.push(reader.string());
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        const entry4 = CheckpointPodRequest_OptionsEntry.decode(reader, reader.uint32());
                        if (entry4.value !== undefined) {
                            message.options[entry4.key] = entry4.value;
                        }
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCheckpointPodRequest_OptionsEntry() {
    return { key: "", value: "" };
}
export const CheckpointPodRequest_OptionsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCheckpointPodRequest_OptionsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseCheckpointPodResponse() {
    return {};
}
export const CheckpointPodResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseCheckpointPodResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRestorePodRequest() {
    return { checkpointPath: "", config: undefined, runtimeHandler: "", options: {}, containerConfigs: [] };
}
export const RestorePodRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.checkpointPath !== "") {
            writer.uint32(10).string(message.checkpointPath);
        }
        if (message.config !== undefined) {
            PodSandboxConfig.encode(message.config, writer.uint32(18).fork()).join();
        }
        if (message.runtimeHandler !== "") {
            writer.uint32(26).string(message.runtimeHandler);
        }
        globalThis.Object.entries(message.options).forEach(([key, value]) => {
            RestorePodRequest_OptionsEntry.encode({ key: key, value }, writer.uint32(34).fork()).join();
        });
        for (const v of message.containerConfigs) {
            ContainerConfig.encode(v, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRestorePodRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.checkpointPath = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.config = PodSandboxConfig.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.runtimeHandler = reader.string();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        const entry4 = RestorePodRequest_OptionsEntry.decode(reader, reader.uint32());
                        if (entry4.value !== undefined) {
                            message.options[entry4.key] = entry4.value;
                        }
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.containerConfigs.push(ContainerConfig.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRestorePodRequest_OptionsEntry() {
    return { key: "", value: "" };
}
export const RestorePodRequest_OptionsEntry = {
    encode(message, writer = new BinaryWriter()) {
        if (message.key !== "") {
            writer.uint32(10).string(message.key);
        }
        if (message.value !== "") {
            writer.uint32(18).string(message.value);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRestorePodRequest_OptionsEntry();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.key = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.value = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRestoredContainer() {
    return { name: "", containerId: "" };
}
export const RestoredContainer = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.containerId !== "") {
            writer.uint32(18).string(message.containerId);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRestoredContainer();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRestorePodResponse() {
    return { podSandboxId: "", restoredContainers: [] };
}
export const RestorePodResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        for (const v of message.restoredContainers) {
            RestoredContainer.encode(v, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRestorePodResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.restoredContainers.push(RestoredContainer.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseGetEventsRequest() {
    return {};
}
export const GetEventsRequest = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseGetEventsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerEventResponse() {
    return {
        containerId: "",
        containerEventType: 0,
        createdAt: "0",
        podSandboxStatus: undefined,
        containersStatuses: [],
    };
}
export const ContainerEventResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        if (message.containerEventType !== 0) {
            writer.uint32(16).int32(message.containerEventType);
        }
        if (message.createdAt !== "0") {
            writer.uint32(24).int64(message.createdAt);
        }
        if (message.podSandboxStatus !== undefined) {
            PodSandboxStatus.encode(message.podSandboxStatus, writer.uint32(34).fork()).join();
        }
        for (const v of message.containersStatuses) {
            ContainerStatus.encode(v, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerEventResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.containerEventType = reader.int32();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.createdAt = reader.int64().toString();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.podSandboxStatus = PodSandboxStatus.decode(reader, reader.uint32());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.containersStatuses.push(ContainerStatus.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListMetricDescriptorsRequest() {
    return {};
}
export const ListMetricDescriptorsRequest = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListMetricDescriptorsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListMetricDescriptorsResponse() {
    return { descriptors: [] };
}
export const ListMetricDescriptorsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.descriptors) {
            MetricDescriptor.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListMetricDescriptorsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.descriptors.push(MetricDescriptor.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseMetricDescriptor() {
    return { name: "", help: "", labelKeys: [] };
}
export const MetricDescriptor = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.help !== "") {
            writer.uint32(18).string(message.help);
        }
        for (const v of message.labelKeys) {
            writer.uint32(26).string(v);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseMetricDescriptor();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.help = reader.string();
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.labelKeys.push(reader.string());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListPodSandboxMetricsRequest() {
    return {};
}
export const ListPodSandboxMetricsRequest = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListPodSandboxMetricsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseListPodSandboxMetricsResponse() {
    return { podMetrics: [] };
}
export const ListPodSandboxMetricsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.podMetrics) {
            PodSandboxMetrics.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseListPodSandboxMetricsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podMetrics.push(PodSandboxMetrics.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamPodSandboxMetricsRequest() {
    return {};
}
export const StreamPodSandboxMetricsRequest = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamPodSandboxMetricsRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseStreamPodSandboxMetricsResponse() {
    return { podSandboxMetrics: [] };
}
export const StreamPodSandboxMetricsResponse = {
    encode(message, writer = new BinaryWriter()) {
        for (const v of message.podSandboxMetrics) {
            PodSandboxMetrics.encode(v, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseStreamPodSandboxMetricsResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxMetrics.push(PodSandboxMetrics.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBasePodSandboxMetrics() {
    return { podSandboxId: "", metrics: [], containerMetrics: [] };
}
export const PodSandboxMetrics = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        for (const v of message.metrics) {
            Metric.encode(v, writer.uint32(18).fork()).join();
        }
        for (const v of message.containerMetrics) {
            ContainerMetrics.encode(v, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBasePodSandboxMetrics();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metrics.push(Metric.decode(reader, reader.uint32()));
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.containerMetrics.push(ContainerMetrics.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseContainerMetrics() {
    return { containerId: "", metrics: [] };
}
export const ContainerMetrics = {
    encode(message, writer = new BinaryWriter()) {
        if (message.containerId !== "") {
            writer.uint32(10).string(message.containerId);
        }
        for (const v of message.metrics) {
            Metric.encode(v, writer.uint32(18).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseContainerMetrics();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.containerId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.metrics.push(Metric.decode(reader, reader.uint32()));
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseMetric() {
    return { name: "", timestamp: "0", metricType: 0, labelValues: [], value: undefined };
}
export const Metric = {
    encode(message, writer = new BinaryWriter()) {
        if (message.name !== "") {
            writer.uint32(10).string(message.name);
        }
        if (message.timestamp !== "0") {
            writer.uint32(16).int64(message.timestamp);
        }
        if (message.metricType !== 0) {
            writer.uint32(24).int32(message.metricType);
        }
        for (const v of message.labelValues) {
            writer.uint32(34).string(v);
        }
        if (message.value !== undefined) {
            UInt64Value.encode(message.value, writer.uint32(42).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseMetric();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.name = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 16) {
                            break;
                        }
                        message.timestamp = reader.int64().toString();
                        continue;
                    }
                    case 3: {
                        if (tag !== 24) {
                            break;
                        }
                        message.metricType = reader.int32();
                        continue;
                    }
                    case 4: {
                        if (tag !== 34) {
                            break;
                        }
                        message.labelValues.push(reader.string());
                        continue;
                    }
                    case 5: {
                        if (tag !== 42) {
                            break;
                        }
                        message.value = UInt64Value.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeConfigRequest() {
    return {};
}
export const RuntimeConfigRequest = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeConfigRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseRuntimeConfigResponse() {
    return { linux: undefined };
}
export const RuntimeConfigResponse = {
    encode(message, writer = new BinaryWriter()) {
        if (message.linux !== undefined) {
            LinuxRuntimeConfiguration.encode(message.linux, writer.uint32(10).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseRuntimeConfigResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.linux = LinuxRuntimeConfiguration.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseLinuxRuntimeConfiguration() {
    return { cgroupDriver: 0 };
}
export const LinuxRuntimeConfiguration = {
    encode(message, writer = new BinaryWriter()) {
        if (message.cgroupDriver !== 0) {
            writer.uint32(8).int32(message.cgroupDriver);
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseLinuxRuntimeConfiguration();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 8) {
                            break;
                        }
                        message.cgroupDriver = reader.int32();
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdatePodSandboxResourcesRequest() {
    return { podSandboxId: "", overhead: undefined, resources: undefined };
}
export const UpdatePodSandboxResourcesRequest = {
    encode(message, writer = new BinaryWriter()) {
        if (message.podSandboxId !== "") {
            writer.uint32(10).string(message.podSandboxId);
        }
        if (message.overhead !== undefined) {
            LinuxContainerResources.encode(message.overhead, writer.uint32(18).fork()).join();
        }
        if (message.resources !== undefined) {
            LinuxContainerResources.encode(message.resources, writer.uint32(26).fork()).join();
        }
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdatePodSandboxResourcesRequest();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                    case 1: {
                        if (tag !== 10) {
                            break;
                        }
                        message.podSandboxId = reader.string();
                        continue;
                    }
                    case 2: {
                        if (tag !== 18) {
                            break;
                        }
                        message.overhead = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                    case 3: {
                        if (tag !== 26) {
                            break;
                        }
                        message.resources = LinuxContainerResources.decode(reader, reader.uint32());
                        continue;
                    }
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
function createBaseUpdatePodSandboxResourcesResponse() {
    return {};
}
export const UpdatePodSandboxResourcesResponse = {
    encode(_, writer = new BinaryWriter()) {
        return writer;
    },
    decode(input, length) {
        const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
        const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
        if (previousRecursionDepth >= 100) {
            throw new globalThis.Error("protobuf decode recursion limit exceeded");
        }
        reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
        try {
            const end = length === undefined ? reader.len : reader.pos + length;
            const message = createBaseUpdatePodSandboxResourcesResponse();
            while (reader.pos < end) {
                const tag = reader.uint32();
                switch (tag >>> 3) {
                }
                if ((tag & 7) === 4 || tag === 0) {
                    break;
                }
                reader.skip(tag & 7);
            }
            return message;
        }
        finally {
            reader.__tsProtoDecodeDepth = previousRecursionDepth;
        }
    },
};
export const RuntimeServiceService = {
    version: {
        path: "/runtime.v1.RuntimeService/Version",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(VersionRequest.encode(value).finish()),
        requestDeserialize: (value) => VersionRequest.decode(value),
        responseSerialize: (value) => Buffer.from(VersionResponse.encode(value).finish()),
        responseDeserialize: (value) => VersionResponse.decode(value),
    },
    runPodSandbox: {
        path: "/runtime.v1.RuntimeService/RunPodSandbox",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(RunPodSandboxRequest.encode(value).finish()),
        requestDeserialize: (value) => RunPodSandboxRequest.decode(value),
        responseSerialize: (value) => Buffer.from(RunPodSandboxResponse.encode(value).finish()),
        responseDeserialize: (value) => RunPodSandboxResponse.decode(value),
    },
    stopPodSandbox: {
        path: "/runtime.v1.RuntimeService/StopPodSandbox",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(StopPodSandboxRequest.encode(value).finish()),
        requestDeserialize: (value) => StopPodSandboxRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StopPodSandboxResponse.encode(value).finish()),
        responseDeserialize: (value) => StopPodSandboxResponse.decode(value),
    },
    removePodSandbox: {
        path: "/runtime.v1.RuntimeService/RemovePodSandbox",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(RemovePodSandboxRequest.encode(value).finish()),
        requestDeserialize: (value) => RemovePodSandboxRequest.decode(value),
        responseSerialize: (value) => Buffer.from(RemovePodSandboxResponse.encode(value).finish()),
        responseDeserialize: (value) => RemovePodSandboxResponse.decode(value),
    },
    podSandboxStatus: {
        path: "/runtime.v1.RuntimeService/PodSandboxStatus",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(PodSandboxStatusRequest.encode(value).finish()),
        requestDeserialize: (value) => PodSandboxStatusRequest.decode(value),
        responseSerialize: (value) => Buffer.from(PodSandboxStatusResponse.encode(value).finish()),
        responseDeserialize: (value) => PodSandboxStatusResponse.decode(value),
    },
    listPodSandbox: {
        path: "/runtime.v1.RuntimeService/ListPodSandbox",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListPodSandboxRequest.encode(value).finish()),
        requestDeserialize: (value) => ListPodSandboxRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListPodSandboxResponse.encode(value).finish()),
        responseDeserialize: (value) => ListPodSandboxResponse.decode(value),
    },
    streamPodSandboxes: {
        path: "/runtime.v1.RuntimeService/StreamPodSandboxes",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(StreamPodSandboxesRequest.encode(value).finish()),
        requestDeserialize: (value) => StreamPodSandboxesRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StreamPodSandboxesResponse.encode(value).finish()),
        responseDeserialize: (value) => StreamPodSandboxesResponse.decode(value),
    },
    createContainer: {
        path: "/runtime.v1.RuntimeService/CreateContainer",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(CreateContainerRequest.encode(value).finish()),
        requestDeserialize: (value) => CreateContainerRequest.decode(value),
        responseSerialize: (value) => Buffer.from(CreateContainerResponse.encode(value).finish()),
        responseDeserialize: (value) => CreateContainerResponse.decode(value),
    },
    startContainer: {
        path: "/runtime.v1.RuntimeService/StartContainer",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(StartContainerRequest.encode(value).finish()),
        requestDeserialize: (value) => StartContainerRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StartContainerResponse.encode(value).finish()),
        responseDeserialize: (value) => StartContainerResponse.decode(value),
    },
    stopContainer: {
        path: "/runtime.v1.RuntimeService/StopContainer",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(StopContainerRequest.encode(value).finish()),
        requestDeserialize: (value) => StopContainerRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StopContainerResponse.encode(value).finish()),
        responseDeserialize: (value) => StopContainerResponse.decode(value),
    },
    removeContainer: {
        path: "/runtime.v1.RuntimeService/RemoveContainer",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(RemoveContainerRequest.encode(value).finish()),
        requestDeserialize: (value) => RemoveContainerRequest.decode(value),
        responseSerialize: (value) => Buffer.from(RemoveContainerResponse.encode(value).finish()),
        responseDeserialize: (value) => RemoveContainerResponse.decode(value),
    },
    listContainers: {
        path: "/runtime.v1.RuntimeService/ListContainers",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListContainersRequest.encode(value).finish()),
        requestDeserialize: (value) => ListContainersRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListContainersResponse.encode(value).finish()),
        responseDeserialize: (value) => ListContainersResponse.decode(value),
    },
    streamContainers: {
        path: "/runtime.v1.RuntimeService/StreamContainers",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(StreamContainersRequest.encode(value).finish()),
        requestDeserialize: (value) => StreamContainersRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StreamContainersResponse.encode(value).finish()),
        responseDeserialize: (value) => StreamContainersResponse.decode(value),
    },
    containerStatus: {
        path: "/runtime.v1.RuntimeService/ContainerStatus",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ContainerStatusRequest.encode(value).finish()),
        requestDeserialize: (value) => ContainerStatusRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ContainerStatusResponse.encode(value).finish()),
        responseDeserialize: (value) => ContainerStatusResponse.decode(value),
    },
    updateContainerResources: {
        path: "/runtime.v1.RuntimeService/UpdateContainerResources",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(UpdateContainerResourcesRequest.encode(value).finish()),
        requestDeserialize: (value) => UpdateContainerResourcesRequest.decode(value),
        responseSerialize: (value) => Buffer.from(UpdateContainerResourcesResponse.encode(value).finish()),
        responseDeserialize: (value) => UpdateContainerResourcesResponse.decode(value),
    },
    reopenContainerLog: {
        path: "/runtime.v1.RuntimeService/ReopenContainerLog",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ReopenContainerLogRequest.encode(value).finish()),
        requestDeserialize: (value) => ReopenContainerLogRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ReopenContainerLogResponse.encode(value).finish()),
        responseDeserialize: (value) => ReopenContainerLogResponse.decode(value),
    },
    execSync: {
        path: "/runtime.v1.RuntimeService/ExecSync",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ExecSyncRequest.encode(value).finish()),
        requestDeserialize: (value) => ExecSyncRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ExecSyncResponse.encode(value).finish()),
        responseDeserialize: (value) => ExecSyncResponse.decode(value),
    },
    exec: {
        path: "/runtime.v1.RuntimeService/Exec",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ExecRequest.encode(value).finish()),
        requestDeserialize: (value) => ExecRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ExecResponse.encode(value).finish()),
        responseDeserialize: (value) => ExecResponse.decode(value),
    },
    attach: {
        path: "/runtime.v1.RuntimeService/Attach",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(AttachRequest.encode(value).finish()),
        requestDeserialize: (value) => AttachRequest.decode(value),
        responseSerialize: (value) => Buffer.from(AttachResponse.encode(value).finish()),
        responseDeserialize: (value) => AttachResponse.decode(value),
    },
    portForward: {
        path: "/runtime.v1.RuntimeService/PortForward",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(PortForwardRequest.encode(value).finish()),
        requestDeserialize: (value) => PortForwardRequest.decode(value),
        responseSerialize: (value) => Buffer.from(PortForwardResponse.encode(value).finish()),
        responseDeserialize: (value) => PortForwardResponse.decode(value),
    },
    containerStats: {
        path: "/runtime.v1.RuntimeService/ContainerStats",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ContainerStatsRequest.encode(value).finish()),
        requestDeserialize: (value) => ContainerStatsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ContainerStatsResponse.encode(value).finish()),
        responseDeserialize: (value) => ContainerStatsResponse.decode(value),
    },
    listContainerStats: {
        path: "/runtime.v1.RuntimeService/ListContainerStats",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListContainerStatsRequest.encode(value).finish()),
        requestDeserialize: (value) => ListContainerStatsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListContainerStatsResponse.encode(value).finish()),
        responseDeserialize: (value) => ListContainerStatsResponse.decode(value),
    },
    streamContainerStats: {
        path: "/runtime.v1.RuntimeService/StreamContainerStats",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(StreamContainerStatsRequest.encode(value).finish()),
        requestDeserialize: (value) => StreamContainerStatsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StreamContainerStatsResponse.encode(value).finish()),
        responseDeserialize: (value) => StreamContainerStatsResponse.decode(value),
    },
    podSandboxStats: {
        path: "/runtime.v1.RuntimeService/PodSandboxStats",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(PodSandboxStatsRequest.encode(value).finish()),
        requestDeserialize: (value) => PodSandboxStatsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(PodSandboxStatsResponse.encode(value).finish()),
        responseDeserialize: (value) => PodSandboxStatsResponse.decode(value),
    },
    listPodSandboxStats: {
        path: "/runtime.v1.RuntimeService/ListPodSandboxStats",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListPodSandboxStatsRequest.encode(value).finish()),
        requestDeserialize: (value) => ListPodSandboxStatsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListPodSandboxStatsResponse.encode(value).finish()),
        responseDeserialize: (value) => ListPodSandboxStatsResponse.decode(value),
    },
    streamPodSandboxStats: {
        path: "/runtime.v1.RuntimeService/StreamPodSandboxStats",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(StreamPodSandboxStatsRequest.encode(value).finish()),
        requestDeserialize: (value) => StreamPodSandboxStatsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StreamPodSandboxStatsResponse.encode(value).finish()),
        responseDeserialize: (value) => StreamPodSandboxStatsResponse.decode(value),
    },
    updateRuntimeConfig: {
        path: "/runtime.v1.RuntimeService/UpdateRuntimeConfig",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(UpdateRuntimeConfigRequest.encode(value).finish()),
        requestDeserialize: (value) => UpdateRuntimeConfigRequest.decode(value),
        responseSerialize: (value) => Buffer.from(UpdateRuntimeConfigResponse.encode(value).finish()),
        responseDeserialize: (value) => UpdateRuntimeConfigResponse.decode(value),
    },
    status: {
        path: "/runtime.v1.RuntimeService/Status",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(StatusRequest.encode(value).finish()),
        requestDeserialize: (value) => StatusRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StatusResponse.encode(value).finish()),
        responseDeserialize: (value) => StatusResponse.decode(value),
    },
    checkpointContainer: {
        path: "/runtime.v1.RuntimeService/CheckpointContainer",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(CheckpointContainerRequest.encode(value).finish()),
        requestDeserialize: (value) => CheckpointContainerRequest.decode(value),
        responseSerialize: (value) => Buffer.from(CheckpointContainerResponse.encode(value).finish()),
        responseDeserialize: (value) => CheckpointContainerResponse.decode(value),
    },
    checkpointPod: {
        path: "/runtime.v1.RuntimeService/CheckpointPod",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(CheckpointPodRequest.encode(value).finish()),
        requestDeserialize: (value) => CheckpointPodRequest.decode(value),
        responseSerialize: (value) => Buffer.from(CheckpointPodResponse.encode(value).finish()),
        responseDeserialize: (value) => CheckpointPodResponse.decode(value),
    },
    restorePod: {
        path: "/runtime.v1.RuntimeService/RestorePod",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(RestorePodRequest.encode(value).finish()),
        requestDeserialize: (value) => RestorePodRequest.decode(value),
        responseSerialize: (value) => Buffer.from(RestorePodResponse.encode(value).finish()),
        responseDeserialize: (value) => RestorePodResponse.decode(value),
    },
    getContainerEvents: {
        path: "/runtime.v1.RuntimeService/GetContainerEvents",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(GetEventsRequest.encode(value).finish()),
        requestDeserialize: (value) => GetEventsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ContainerEventResponse.encode(value).finish()),
        responseDeserialize: (value) => ContainerEventResponse.decode(value),
    },
    listMetricDescriptors: {
        path: "/runtime.v1.RuntimeService/ListMetricDescriptors",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListMetricDescriptorsRequest.encode(value).finish()),
        requestDeserialize: (value) => ListMetricDescriptorsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListMetricDescriptorsResponse.encode(value).finish()),
        responseDeserialize: (value) => ListMetricDescriptorsResponse.decode(value),
    },
    listPodSandboxMetrics: {
        path: "/runtime.v1.RuntimeService/ListPodSandboxMetrics",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListPodSandboxMetricsRequest.encode(value).finish()),
        requestDeserialize: (value) => ListPodSandboxMetricsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListPodSandboxMetricsResponse.encode(value).finish()),
        responseDeserialize: (value) => ListPodSandboxMetricsResponse.decode(value),
    },
    streamPodSandboxMetrics: {
        path: "/runtime.v1.RuntimeService/StreamPodSandboxMetrics",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(StreamPodSandboxMetricsRequest.encode(value).finish()),
        requestDeserialize: (value) => StreamPodSandboxMetricsRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StreamPodSandboxMetricsResponse.encode(value).finish()),
        responseDeserialize: (value) => StreamPodSandboxMetricsResponse.decode(value),
    },
    runtimeConfig: {
        path: "/runtime.v1.RuntimeService/RuntimeConfig",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(RuntimeConfigRequest.encode(value).finish()),
        requestDeserialize: (value) => RuntimeConfigRequest.decode(value),
        responseSerialize: (value) => Buffer.from(RuntimeConfigResponse.encode(value).finish()),
        responseDeserialize: (value) => RuntimeConfigResponse.decode(value),
    },
    updatePodSandboxResources: {
        path: "/runtime.v1.RuntimeService/UpdatePodSandboxResources",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(UpdatePodSandboxResourcesRequest.encode(value).finish()),
        requestDeserialize: (value) => UpdatePodSandboxResourcesRequest.decode(value),
        responseSerialize: (value) => Buffer.from(UpdatePodSandboxResourcesResponse.encode(value).finish()),
        responseDeserialize: (value) => UpdatePodSandboxResourcesResponse.decode(value),
    },
};
export const RuntimeServiceClient = makeGenericClientConstructor(RuntimeServiceService, "runtime.v1.RuntimeService");
export const ImageServiceService = {
    listImages: {
        path: "/runtime.v1.ImageService/ListImages",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ListImagesRequest.encode(value).finish()),
        requestDeserialize: (value) => ListImagesRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ListImagesResponse.encode(value).finish()),
        responseDeserialize: (value) => ListImagesResponse.decode(value),
    },
    streamImages: {
        path: "/runtime.v1.ImageService/StreamImages",
        requestStream: false,
        responseStream: true,
        requestSerialize: (value) => Buffer.from(StreamImagesRequest.encode(value).finish()),
        requestDeserialize: (value) => StreamImagesRequest.decode(value),
        responseSerialize: (value) => Buffer.from(StreamImagesResponse.encode(value).finish()),
        responseDeserialize: (value) => StreamImagesResponse.decode(value),
    },
    imageStatus: {
        path: "/runtime.v1.ImageService/ImageStatus",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ImageStatusRequest.encode(value).finish()),
        requestDeserialize: (value) => ImageStatusRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ImageStatusResponse.encode(value).finish()),
        responseDeserialize: (value) => ImageStatusResponse.decode(value),
    },
    pullImage: {
        path: "/runtime.v1.ImageService/PullImage",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(PullImageRequest.encode(value).finish()),
        requestDeserialize: (value) => PullImageRequest.decode(value),
        responseSerialize: (value) => Buffer.from(PullImageResponse.encode(value).finish()),
        responseDeserialize: (value) => PullImageResponse.decode(value),
    },
    removeImage: {
        path: "/runtime.v1.ImageService/RemoveImage",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(RemoveImageRequest.encode(value).finish()),
        requestDeserialize: (value) => RemoveImageRequest.decode(value),
        responseSerialize: (value) => Buffer.from(RemoveImageResponse.encode(value).finish()),
        responseDeserialize: (value) => RemoveImageResponse.decode(value),
    },
    imageFsInfo: {
        path: "/runtime.v1.ImageService/ImageFsInfo",
        requestStream: false,
        responseStream: false,
        requestSerialize: (value) => Buffer.from(ImageFsInfoRequest.encode(value).finish()),
        requestDeserialize: (value) => ImageFsInfoRequest.decode(value),
        responseSerialize: (value) => Buffer.from(ImageFsInfoResponse.encode(value).finish()),
        responseDeserialize: (value) => ImageFsInfoResponse.decode(value),
    },
};
export const ImageServiceClient = makeGenericClientConstructor(ImageServiceService, "runtime.v1.ImageService");
