/** The methods of the contract, by their paths in every version of it; what is none of them is not decoded. */
import { ImageServiceService, RuntimeServiceService } from '../../../proto/generated/api.js';
import { decode } from '../../cri/decode.ts';

export interface Method {
  /** `RunPodSandbox`. */
  readonly name: string;
  readonly isStream: boolean;
  /** Both throw where the bytes are no such message. */
  readonly request: (bytes: Buffer) => object;
  readonly response: (bytes: Buffer) => object;
}

interface Generated {
  readonly path: string;
  readonly responseStream: boolean;
  readonly requestDeserialize: (bytes: Buffer) => object;
  readonly responseDeserialize: (bytes: Buffer) => object;
}

/** `/runtime.v1.RuntimeService/RunPodSandbox` without its version. */
const keyOf = (path: string): string => path.replace(/^\/runtime\.v1(alpha2)?\./, '');

const methods: ReadonlyMap<string, Method> = new Map(
  [RuntimeServiceService, ImageServiceService]
    .flatMap((service): readonly Generated[] => Object.values(service))
    .map(({ path, responseStream, requestDeserialize, responseDeserialize }) => [
      keyOf(path),
      {
        name: path.slice(path.lastIndexOf('/') + 1),
        isStream: responseStream,
        request: (bytes) => decode(requestDeserialize, bytes),
        response: (bytes) => decode(responseDeserialize, bytes),
      },
    ]),
);

export const methodAt = (path: string): Method | undefined => methods.get(keyOf(path));

/** What plans and records call it: the name of a method, or the path of one that is not known. */
export const methodName = (path: string): string => methodAt(path)?.name ?? path.slice(0, 200);
