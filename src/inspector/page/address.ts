/** Addresses: `#/r/SOURCE/PAGE[/ACTOR[/TAB]]?run=1&q=48112&…`. They name moments by life and number, never by row, and hold no token. Pure. */

export interface Route {
  /** Empty: not said. */
  readonly source: string;
  readonly page: string;
  readonly actor: string | undefined;
  readonly tab: string | undefined;
  /** What else a page keeps in its address: a filter, an order. Without `run` and `q`. */
  readonly params: Readonly<Record<string, string>>;
}

/** A moment as addresses name it. */
export interface Named {
  readonly run: number;
  readonly q: number;
}

const numberOf = (text: string | null): number | undefined => {
  const number = Number(text);
  return text === null || text === '' || !Number.isFinite(number) ? undefined : number;
};
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Of what no such address is: the overview of no source. */
export const parseRoute = (hash: string): { readonly route: Route; readonly named: Named | undefined } => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, prefix, source = '', page = 'overview', actor, tab] = path.split('/').map(decoded);
  const params = new URLSearchParams(query);
  const q = numberOf(params.get('q'));
  const run = numberOf(params.get('run')) ?? 1;
  params.delete('run');
  params.delete('q');
  const isOurs = prefix === 'r';
  const route: Route = {
    source: isOurs ? source : '',
    page: isOurs ? page : 'overview',
    actor: isOurs && actor !== '' ? actor : undefined,
    tab: isOurs && tab !== '' ? tab : undefined,
    params: Object.fromEntries(params),
  };
  return { route, named: q === undefined ? undefined : { run, q } };
};

export const formatRoute = ({ source, page, actor, tab, params }: Route, named?: Named): string => {
  const parts = [source, page, ...(actor === undefined ? [] : [actor]), ...(actor && tab ? [tab] : [])];
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== ''));
  if (named !== undefined) {
    query.set('run', String(named.run));
    query.set('q', String(named.q));
  }
  const text = query.toString();
  return `#/r/${parts.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
};
