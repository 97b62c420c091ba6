/** Takes a text to the clipboard, and says that it did. */
import { useEffect, useState } from 'preact/hooks';

const saidMs = 1500;

interface Props {
  /** Made when it is asked for. */
  readonly text: () => string;
  readonly label: string;
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
    <button type="button" class="quiet" aria-label={said === '' ? name : undefined} onClick={copy}>
      <span aria-live="polite">{said === '' ? label : said}</span>
    </button>
  );
};
