/** Header blocks: the examples of RFC 7541, and what is no block. What Node writes is in conversation.test.ts. */
import { describe, expect, test } from 'vitest';
import { headerDecoder } from '../../../src/tap/wire/hpack.ts';
import { fromHuffman } from '../../../src/tap/wire/huffman.ts';
import { WireError } from '../../../src/tap/wire/wire-error.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Huffman code', () => {
  test.each([
    ['f1e3 c2e5 f23a 6ba0 ab90 f4ff', 'www.example.com'],
    ['a8eb 1064 9cbf', 'no-cache'],
    ['d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['', ''],
  ])('%s → %s', (code, text) => {
    expect(fromHuffman(hex(code))).toBe(text);
  });
  test.each([
    ['the end of string within', 'ffff ffff'],
    ['eight bits of padding', 'f1e3 c2e5 f23a 6ba0 ab90 f4ff ff'],
    ['padding of zeros', '00 00 00 01'],
  ])('%s → refused', (_name, code) => {
    expect(() => fromHuffman(hex(code))).toThrow(WireError);
  });
});

describe('a block', () => {
  test('requests that fill the table, and refer to it (C.4)', () => {
    const decoder = headerDecoder();
    const first = [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'];
    expect(decoder.decode(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'))).toEqual(first);
    expect(decoder.decode(hex('8286 84be 5886 a8eb 1064 9cbf'))).toEqual([...first, 'cache-control', 'no-cache']);
    expect(decoder.decode(hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'))).toEqual([
      ':method',
      'GET',
      ':scheme',
      'https',
      ':path',
      '/index.html',
      ':authority',
      'www.example.com',
      'custom-key',
      'custom-value',
    ]);
  });
  test('literals that are not kept: with a name, with a number, never to be kept (C.2)', () => {
    const decoder = headerDecoder();
    expect(decoder.decode(hex('040c 2f73 616d 706c 652f 7061 7468'))).toEqual([':path', '/sample/path']);
    expect(decoder.decode(hex('1008 7061 7373 776f 7264 0673 6563 7265 74'))).toEqual(['password', 'secret']);
    expect(() => decoder.decode(hex('be'))).toThrow('no header has the number 62');
  });
  test('an entry larger than the table empties it', () => {
    const decoder = headerDecoder();
    decoder.decode(hex('400161 0162'));
    expect(decoder.decode(hex('be'))).toEqual(['a', 'b']);
    // the table is for 40 bytes now: 32 and 8 characters
    expect(decoder.decode(hex('3f09 be'))).toEqual(['a', 'b']);
    decoder.decode(hex('4002 6262 0763 6363 6363 6363'));
    expect(() => decoder.decode(hex('be'))).toThrow(WireError);
  });
  test.each([
    ['nothing has this number', 'ff80 01'],
    ['number zero', '80'],
    ['a number without an end', '7fff ffff ffff ffff ff01'],
    ['it ends within a number', '7f'],
    ['it ends within a text', '4005 6162'],
    ['a table larger than allowed', '3fe2 1f'],
  ])('%s → refused', (_name, block) => {
    expect(() => headerDecoder().decode(hex(block))).toThrow(WireError);
  });
  test('a larger table, once the reader allows it', () => {
    const decoder = headerDecoder();
    decoder.allow(65_536);
    expect(decoder.decode(hex('3fe2 1f 82'))).toEqual([':method', 'GET']);
    decoder.allow(2 ** 32 - 1);
    expect(() => decoder.decode(hex('3fff ffff 7f'))).toThrow('are allowed');
  });
});
