/**
 * What is otherwise in a what-if, as text: `drop`, `delay:3`, `swap`, `fail`, `fail:NetworkPluginFailed`, `crash`; of the input
 * that is asked about, or of another: `drop@48112`.
 */
import { type FailureCode, meanings } from '../../machines/failure.ts';

export type Change =
  /** It never comes. */
  | { readonly kind: 'drop'; readonly q: number }
  /** It comes after so many that came after it. */
  | { readonly kind: 'delay'; readonly q: number; readonly by: number }
  /** A service fails; without a code as it usually does. */
  | { readonly kind: 'fail'; readonly q: number; readonly code?: FailureCode | undefined }
  /** After it the daemon dies, and another one comes. */
  | { readonly kind: 'crash'; readonly q: number };

export class ChangeInvalid extends Error {
  override readonly name = 'ChangeInvalid';
}

export const mostDelay = 10_000;
export const mostChanges = 20;

/** @throws ChangeInvalid */
export const parseChange = (text: string, defaultQ: number): Change => {
  const [, word = '', arg, at] = /^([a-z]+)(?::([A-Za-z0-9]+))?(?:@(\d{1,15}))?$/.exec(text) ?? [];
  const q = at === undefined ? Math.floor(defaultQ) : Number(at);
  const none = (): void => {
    if (arg !== undefined) throw new ChangeInvalid(`${JSON.stringify(text)}: "${word}" takes no "${arg}"`);
  };
  switch (word) {
    case 'drop':
    case 'crash':
      none();
      return { kind: word, q };
    case 'swap':
      none();
      return { kind: 'delay', q, by: 1 };
    case 'delay': {
      const by = Number(arg ?? 1);
      if (!Number.isSafeInteger(by) || by < 1 || by > mostDelay)
        throw new ChangeInvalid(`${JSON.stringify(text)}: a delay is by 1 to ${mostDelay} inputs`);
      return { kind: 'delay', q, by };
    }
    case 'fail':
      if (arg !== undefined && !Object.hasOwn(meanings, arg))
        throw new ChangeInvalid(`${JSON.stringify(text)}: there is no failure ${JSON.stringify(arg)}`);
      return { kind: 'fail', q, code: arg as FailureCode | undefined };
    default:
      throw new ChangeInvalid(
        `${JSON.stringify(text)} is no change; there are drop, delay:N, swap, fail, fail:CODE and crash`,
      );
  }
};

/** In words. */
export const textOfChange = (change: Change): string => {
  switch (change.kind) {
    case 'drop':
      return `without input ${change.q}`;
    case 'delay':
      return change.by === 1 ? `input ${change.q} after the next one` : `input ${change.q} after the next ${change.by}`;
    case 'fail':
      return `input ${change.q} fails${change.code === undefined ? '' : ` with ${change.code}`}`;
    case 'crash':
      return `the daemon dies after input ${change.q}`;
  }
};
