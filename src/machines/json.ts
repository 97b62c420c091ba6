/** Plain JSON data: all that messages, contexts and records may hold, for they are journaled. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
