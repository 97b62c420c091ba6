/** Options of the commands that look back. */
import { Complaint } from '../complain.ts';
import { simExitCodes } from '../exit-codes.ts';

interface Json {
  readonly json: boolean;
}
export interface QueryFlags extends Json {
  readonly saved?: string;
  readonly list: boolean;
  readonly limit?: string;
}
export interface WhyFlags extends Json {
  readonly steps: string;
}
export interface TreeFlags extends Json {
  readonly at?: string;
  readonly actor?: string;
  readonly config?: string;
}
export interface SeqFlags extends Partial<Json> {
  readonly mermaid: boolean;
  readonly all: boolean;
  readonly actor?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly since?: string;
  readonly until?: string;
}
export interface ExportFlags extends Json {
  readonly perfetto: boolean;
  readonly shiviz: boolean;
  readonly mermaid: boolean;
  readonly output?: string;
}

/** A mistake in the arguments. */
export const badUse = (...lines: readonly string[]): Complaint => {
  const [first = '', ...rest] = lines;
  return new Complaint([`troupe: ${first}`, ...rest.map((line) => `  ${line}`)], simExitCodes.usage);
};

/** @throws Complaint */
export const countIn = (text: string | undefined, option: string, least = 0): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) < least)
    throw badUse(`${option} takes a whole number from ${least} on, not "${text}"`);
  return Number(text);
};
