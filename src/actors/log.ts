import type { JsonObject } from '../machines/json.ts';

/** What services need of a logger; pino's has this shape. Constant messages, facts in fields. */
export interface Log {
  readonly debug: (fields: JsonObject, message: string) => void;
  readonly info: (fields: JsonObject, message: string) => void;
  readonly warn: (fields: JsonObject, message: string) => void;
  readonly error: (fields: JsonObject, message: string) => void;
}
