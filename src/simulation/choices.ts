/** What can happen next. */

export type ChoiceKind =
  | 'ask'
  | 'outcome'
  | 'fault'
  | 'fact'
  | 'timer'
  | 'exit'
  | 'cancel'
  | 'crash'
  | 'later'
  | 'mishap';

export interface Choice {
  /** Stable from run to run: `ok pod:a#1/svc:attachNetwork#1`. */
  readonly id: string;
  readonly kind: ChoiceKind;
  /** It happens if nobody interferes: the default schedule is made of these, the first one first. */
  readonly isDefault: boolean;
  readonly happen: () => void;
}
