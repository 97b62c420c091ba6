/** Pages that come when they are first shown, so that the first load is small. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Blank } from './blank.tsx';

/** Those that have not come. */
const waiting = new Set<() => Promise<void>>();

/** @param load imports a module that has it */
export const later = (load: () => Promise<ComponentType>): ComponentType => {
  const loaded = signal<ComponentType | undefined>(undefined);
  const wrong = signal('');
  const get = async (): Promise<void> => {
    try {
      const component = await load();
      waiting.delete(get);
      loaded.value = component;
    } catch (error) {
      wrong.value = error instanceof Error ? error.message : String(error);
    }
  };
  waiting.add(get);
  return () => {
    const Component = loaded.value;
    if (Component !== undefined) return <Component />;
    if (wrong.value === '') {
      void get();
      return null;
    }
    return (
      <Blank title="This page did not come">
        <p>{wrong.value}</p>
      </Blank>
    );
  };
};

/** All that has not come, one after another: for when there is nothing else to do. */
export const loadRest = async (): Promise<void> => {
  for (const get of waiting) await get();
};
