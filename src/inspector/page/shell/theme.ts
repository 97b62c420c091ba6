/** Light or dark: as the system says, until somebody says otherwise. */
import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const key = 'troupe-theme';

const stored = (): Theme => {
  try {
    const told = localStorage.getItem(key);
    return told === 'light' || told === 'dark' ? told : 'system';
  } catch {
    return 'system';
  }
};

export const theme = signal<Theme>(stored());

const isDarkNow = (): boolean =>
  theme.peek() === 'dark' || (theme.peek() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);

export const toggleTheme = (): void => {
  theme.value = isDarkNow() ? 'light' : 'dark';
};

/** To be called once. */
export const followTheme = (): void => {
  effect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === 'system') delete dataset.theme;
    else dataset.theme = theme.value;
    try {
      if (theme.value !== 'system') localStorage.setItem(key, theme.value);
    } catch {
      // a page that is a file may have no storage: the choice holds for as long as it is open
    }
  });
};
