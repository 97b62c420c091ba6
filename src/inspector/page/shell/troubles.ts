/** What keeps the page from working at all. */
import { signal } from '@preact/signals';

/** Undefined: nothing does. */
export const trouble = signal<string | undefined>(undefined);
