/** Which fault the next call of a method gets. The same seed and the same calls give the same faults. */
import { openPicker } from '../../faults/picker.ts';
import type { Fault, Rule } from './plan.ts';

/** @param rules the first one that names the method counts; `*` names all. */
export const injector = (rules: readonly Rule[], seed: number): ((method: string) => Fault | undefined) =>
  openPicker(rules, seed).next;
