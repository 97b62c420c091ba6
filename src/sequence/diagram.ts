/** A sequence diagram as data, whoever tells it: lanes side by side, and what happens between and on them, in order. */

export interface Lane {
  readonly id: string;
  readonly title: string;
}
export interface Row {
  /** In the margin: a number, a mark. */
  readonly margin?: string | undefined;
  /** From lane to lane; equal ones: a note at that lane. */
  readonly arrow?:
    | {
        readonly from: string;
        readonly to: string;
        readonly text: string;
        readonly isAnswer?: boolean;
        /** Nobody heard it. */
        readonly isDead?: boolean;
      }
    | undefined;
  /** What stands beside a lane: the state that it comes to. One a lane. */
  readonly notes: readonly { readonly lane: string; readonly text: string }[];
  /** What it tells of, for who draws it: any number that whoever made it gave. Undefined: of several things, or nobody asked. */
  readonly key?: number | undefined;
}
export interface Diagram {
  readonly lanes: readonly Lane[];
  readonly rows: readonly Row[];
}
