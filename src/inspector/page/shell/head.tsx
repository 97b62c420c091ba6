/** Above every page: which source, and whether it is live. */
import { lookAt } from '../sources.ts';
import { source, sources } from '../state.ts';
import { theme, toggleTheme } from './theme.ts';

export const Head = () => (
  <header class="head">
    <span class="brand">troupe</span>
    <select aria-label="Source" value={source.value?.id ?? ''} onChange={(event) => lookAt(event.currentTarget.value)}>
      {sources.value.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
    <span class="grow" />
    <button
      type="button"
      class="quiet"
      onClick={toggleTheme}
      aria-label="Light or dark"
      title={`theme: ${theme.value}`}
    >
      ◑
    </button>
  </header>
);
