/** Takes a text to the clipboard, and says that it did. */
import { useEffect, useState } from 'preact/hooks';

const saidMs = 1500;

/** @param text made when it is asked for. */
export const Copy = ({ text, label }: { readonly text: () => string; readonly label: string }) => {
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
    <button type="button" class="quiet" onClick={copy}>
      <span aria-live="polite">{said === '' ? label : said}</span>
    </button>
  );
};
