import { describe, expect, test } from 'vitest';
import { proxyEnvironment } from '../../../src/config/environment.ts';
import { proxiesOf } from '../../../src/image/registry/proxies.ts';

const proxied = (url: string, noProxy = '') =>
  proxiesOf({ httpProxy: 'http://plain:3128', httpsProxy: 'secure:3129', noProxy })(new URL(url))?.host;

describe('which proxy', () => {
  test.each([
    ['http://registry.example/v2', 'plain:3128'],
    ['https://registry.example/v2', 'secure:3129'],
    ['http://localhost:5000/v2', undefined],
    ['http://127.0.0.1:5000/v2', undefined],
    ['https://[::1]:5000/v2', undefined],
    ['http://10.0.0.1/v2', 'plain:3128'],
  ])('%s → %s', (url, proxy) => {
    expect(proxied(url)).toBe(proxy);
  });

  test('only one is set → the other protocol goes directly', () => {
    const find = proxiesOf({ httpsProxy: 'http://p:1', noProxy: '' });
    expect(find(new URL('http://registry.example'))).toBeUndefined();
    expect(find(new URL('https://registry.example'))?.host).toBe('p:1');
  });

  const isDirect = (url: string, noProxy: string) => proxied(url, noProxy) === undefined;
  test.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://registry.example.com', true],
    ['example.com', 'https://badexample.com', false],
    ['.example.com', 'https://registry.example.com', true],
    ['.example.com', 'https://example.com', false],
    ['*.example.com', 'https://registry.example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['EXAMPLE.com', 'https://example.COM', true],
    ['other, example.com ,', 'https://example.com', true],
    ['*', 'https://anything', true],
    ['example.com:5000', 'https://example.com:5000', true],
    ['example.com:5000', 'https://example.com', false],
    ['example.com:443', 'https://example.com', true],
    ['example.com:80', 'http://example.com', true],
    ['10.0.0.0/8', 'http://10.200.3.4', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/8', 'http://registry.example', false],
    ['fd00::/8', 'http://[fd00::1]:5000', true],
    ['10.0.0.7', 'http://10.0.0.7:5000', true],
    ['10.0.0.7:5000', 'http://10.0.0.7', false],
    ['[fd00::1]:5000', 'http://[fd00::1]:5000', true],
    ['[fd00::1]:5000', 'http://[fd00::1]', false],
    ['fd00::1', 'http://[fd00:0:0::1]', true],
    ['10.0.0.0/99', 'http://10.0.0.0', false],
    ['', 'https://example.com', false],
  ])('NO_PROXY=%s, %s → directly: %s', (noProxy, url, wanted) => {
    expect(isDirect(url, noProxy)).toBe(wanted);
  });

  test.each(['socks5://user:hush@p:1', 'ftp://hush', 'http://', 'http://ho st:hush'])(
    '%s → ConfigInvalid, which names the variable and not what it says',
    (httpsProxy) => {
      const thrown = (() => {
        try {
          return proxiesOf({ httpsProxy, noProxy: '' });
        } catch (error) {
          return error as { code: string; details: unknown };
        }
      })();
      expect(thrown).toMatchObject({ code: 'ConfigInvalid' });
      expect(JSON.stringify(thrown)).toContain('HTTPS_PROXY');
      expect(JSON.stringify(thrown)).not.toContain('hush');
    },
  );
});

test('the environment → upper case goes before lower case, empty is absent', () => {
  expect(
    proxyEnvironment({ HTTP_PROXY: 'a', http_proxy: 'b', https_proxy: 'c', HTTPS_PROXY: '', no_proxy: 'd' }),
  ).toEqual({
    httpProxy: 'a',
    httpsProxy: 'c',
    noProxy: 'd',
  });
  expect(proxyEnvironment({})).toEqual({ httpProxy: undefined, httpsProxy: undefined, noProxy: '' });
});
