/** “What if” at an input: what could have been otherwise, each a way to both futures beside each other. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { isServed } from '../api.ts';
import { source, sourceId } from '../state.ts';
import { showBoth, whatIf, wordsOf } from './made.ts';

interface Props {
  readonly run: number;
  readonly q: number;
  /** It is the answer of a service: that can fail. Undefined: not known. */
  readonly isAnswer?: boolean;
  /** Of another source than the one that is looked at. */
  readonly of?: string;
  /** Where there is no room below. */
  readonly isAbove?: boolean;
}

const changes = [
  { change: 'drop', text: 'it never comes' },
  { change: 'swap', text: 'it comes after the next input' },
  { change: 'delay:5', text: 'it comes five inputs later' },
  { change: 'crash', text: 'the daemon dies right after it' },
] as const;
const failure = { change: 'fail', text: 'the service fails' } as const;

/** Nothing where nothing can be played. */
export const WhatIf = ({ run, q, isAnswer, of, isAbove = false }: Props) => {
  const isOpen = useSignal(false);
  const state = useSignal<'' | 'working' | { readonly wrong: string }>('');
  const id = useId();
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!isOpen.value) return;
    const close = (event: Event): void => {
      if (!(event.target instanceof Node) || box.current?.contains(event.target) !== true) isOpen.value = false;
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [isOpen.value]);
  if (!isServed() || source.value?.canPlay !== true) return null;
  const from = of ?? sourceId.value;

  const take = (change: string): void => {
    state.value = 'working';
    whatIf({ source: from, run, q }, change).then(
      (made) => {
        state.value = '';
        isOpen.value = false;
        showBoth(from, made);
      },
      (error: unknown) => {
        state.value = { wrong: wordsOf(error) };
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen.value) return;
    event.stopPropagation();
    isOpen.value = false;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what its button has opened
    <span class="what-if" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="quiet"
        aria-expanded={isOpen.value}
        aria-controls={id}
        onClick={() => {
          isOpen.value = !isOpen.value;
          state.value = '';
        }}
      >
        What if…
      </button>
      {isOpen.value && (
        <span class={`what-if-list${isAbove ? ' is-above' : ''}`} id={id}>
          <span class="dim">{`Input ${Math.floor(q)} otherwise:`}</span>
          {[...(isAnswer === false ? [] : [failure]), ...changes].map(({ change, text }) => (
            <button
              key={change}
              type="button"
              class="quiet"
              disabled={state.value === 'working'}
              onClick={() => take(change)}
            >
              {text}
            </button>
          ))}
          {state.value === 'working' && <span role="status">Playing it…</span>}
          {typeof state.value === 'object' && (
            <span role="alert" class="tone-bad">
              {`▲ ${state.value.wrong}`}
            </span>
          )}
        </span>
      )}
    </span>
  );
};
