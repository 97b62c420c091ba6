/** Takes a text to the clipboard, and says that it did. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const saidMs = 1500;

interface Props {
  /** Made when it is asked for. */
  readonly text: () => string;
  readonly label: ComponentChildren;
  /** For those who do not see what is around it. */
  readonly name?: string;
}

export const Copy = ({ text, label, name }: Props) => {
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => say(''), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => say('copied'),
      () => say('not allowed'),
    );
  };
  return (
    <button type="button" class="quiet copy" aria-label={said === '' ? name : undefined} onClick={copy}>
      <span aria-live="polite">{said === '' ? label : said}</span>
    </button>
  );
};

/** Two sheets: for where there is no room for a word. */
export const CopyIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M5.5 5.5V3h7.5v7.5h-2.5M3 5.5h7.5V13H3z" />
  </svg>
);
