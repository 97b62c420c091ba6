/** Spans that are written down instead of sent. */
import type { Attributes, LiveSpan, SpanBegun, SpanMaker } from '../../../src/telemetry/traces/span-maker.ts';

export interface WrittenSpan extends SpanBegun {
  readonly parent: WrittenSpan | undefined;
  readonly links: WrittenSpan[];
  attributes: Attributes;
  ended: { readonly atMs: number; readonly error?: string | undefined } | undefined;
}

export interface WrittenSpans {
  readonly maker: SpanMaker;
  readonly all: readonly WrittenSpan[];
  readonly root: (name: string) => LiveSpan;
  readonly named: (name: string) => readonly WrittenSpan[];
  /** `root > state > service` of each, with ` !error`. */
  readonly paths: () => readonly string[];
}

export const writtenSpans = (now: () => number): WrittenSpans => {
  const all: WrittenSpan[] = [];
  const of = new Map<LiveSpan, WrittenSpan>();
  const begin = (span: SpanBegun, parent: LiveSpan | undefined, links: readonly LiveSpan[]): LiveSpan => {
    const written: WrittenSpan = {
      ...span,
      parent: parent && of.get(parent),
      links: links.flatMap((link) => of.get(link) ?? []),
      ended: undefined,
    };
    const live: LiveSpan = {
      isRecorded: true,
      describe: (attributes) => {
        written.attributes = { ...written.attributes, ...attributes };
      },
      link: (other) => void written.links.push(...(of.has(other) ? [of.get(other) as WrittenSpan] : [])),
      end: (end) => {
        if (written.ended !== undefined) throw new Error(`${span.name} ended twice`);
        written.ended = end;
      },
    };
    of.set(live, written);
    all.push(written);
    return live;
  };
  const pathOf = (span: WrittenSpan): string =>
    span.parent === undefined ? span.name : `${pathOf(span.parent)} > ${span.name}`;
  return {
    maker: { root: (span) => begin(span, undefined, []), child: begin },
    all,
    root: (name) => begin({ name, kind: 'server', atMs: now(), attributes: {} }, undefined, []),
    named: (name) => all.filter((span) => span.name === name),
    paths: () => all.map((span) => pathOf(span) + (span.ended?.error === undefined ? '' : ` !${span.ended.error}`)),
  };
};
