/** One field that leads everywhere: pods and containers, pages, sources, questions to the journal, what can be done. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../ask.ts';
import { useNotes } from '../notes.ts';
import { shortened, shown } from '../parts/text.tsx';
import { type Choice, fixedChoices, noteChoices, podChoices } from './choices.ts';
import { isPaletteOpen } from './palette-state.ts';

export const Palette = () => (isPaletteOpen.value ? <Open /> : null);

const most = 40;
const close = (): void => {
  isPaletteOpen.value = false;
};

const Open = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const typed = useSignal('');
  const chosen = useSignal(0);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // a filter that cannot be understood finds nothing: words only
  const words = typed.value.trim().toLowerCase();
  const { answer } = useAnswer('pods', {
    filter: words.replace(/[^\w.\- ]/g, ' '),
    order: 'last',
    isDescending: false,
    offset: 0,
    limit: 12,
  });
  const fits = ({ group, title }: Choice): boolean =>
    words.split(/\s+/).every((word) => `${group} ${title}`.toLowerCase().includes(word));
  const fixed = fixedChoices().filter(fits);
  const notes = noteChoices(useNotes()).filter(fits);
  const pods = podChoices(answer?.rows ?? []).filter(fits);
  const choices = (words === '' ? [...fixed, ...notes, ...pods] : [...pods, ...notes, ...fixed]).slice(0, most);
  const index = Math.min(chosen.value, choices.length - 1);

  const take = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    close();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = ({ ArrowDown: 1, ArrowUp: -1 } as Readonly<Record<string, number>>)[event.key];
    if (by !== undefined) chosen.value = (index + by + choices.length) % Math.max(1, choices.length);
    else if (event.key === 'Enter') take(choices[index]);
    else return;
    event.preventDefault();
    document.getElementById(`choice-${chosen.value}`)?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label="Go to"
      onClose={close}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close();
      }}
      onKeyDown={onKeyDown}
    >
      <input
        type="text"
        role="combobox"
        aria-label="Go to"
        aria-expanded="true"
        aria-controls="choices"
        aria-activedescendant={choices.length === 0 ? undefined : `choice-${index}`}
        placeholder="A pod, a container, a page, a question…"
        autocomplete="off"
        spellcheck={false}
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          chosen.value = 0;
        }}
      />
      <div id="choices" role="listbox" aria-label="Choices">
        {choices.map((choice, place) => (
          <div
            key={choice.id}
            id={`choice-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === index}
            onClick={() => take(choice)}
            onKeyDown={() => undefined}
          >
            <span class="choice-group">{choice.group}</span>
            <span class="cut">{shown(shortened(choice.title, 160))}</span>
            {choice.hint !== '' && <kbd>{choice.hint}</kbd>}
          </div>
        ))}
      </div>
      {choices.length === 0 && <p class="palette-none">Nothing fits.</p>}
    </dialog>
  );
};
