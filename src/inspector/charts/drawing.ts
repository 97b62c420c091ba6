/**
 * A statechart as a page gets it: all of its states and transitions, and where they are drawn. Made when the page is built
 * (`build/charts/`), of the charts in the code. Lengths are CSS px, whole numbers, from the top left corner of the drawing.
 */

export type StateKind = 'atomic' | 'compound' | 'parallel' | 'final';

/** What leads on from a state, or what is done in it, when something happens. */
export interface ChartTransition {
  /** Type of the message, as the chart has it: `container.stop`, `xstate.done.actor.createTask`; empty: as soon as its guard holds. */
  readonly event: string;
  /** Name of what has to hold, or its text. */
  readonly guard?: string;
  /** Numbers of states; absent: it stays. */
  readonly to?: readonly number[];
  /** Names of the actions. */
  readonly does?: readonly string[];
  /** It does nothing but refuse whoever asked: the failure's code, and why. */
  readonly refuses?: string;
  /** Number of the arrow that shows it; absent: it is listed in its state. */
  readonly arrow?: number;
  /** How often it was taken by the tests, and by the simulator; absent: never by either. */
  readonly runs?: readonly [tests: number, simulator: number];
}

export interface ChartState {
  /** `alive.running`; empty: the chart itself. */
  readonly path: string;
  /** Number of the state around it; absent: the chart itself. */
  readonly parent?: number;
  readonly kind: StateKind;
  /** Nothing rests here: it is left as soon as it is entered. */
  readonly isPassing?: true;
  /** x, y, width, height. */
  readonly box: readonly [number, number, number, number];
  /** Ids of the services that work while it is active. */
  readonly services?: readonly string[];
  readonly entry?: readonly string[];
  readonly exit?: readonly string[];
  /** What it hears without leaving, in lines that fit its box. */
  readonly hears?: readonly string[];
  readonly on?: readonly ChartTransition[];
  /** Where it is written: `src/machines/container.ts:43`. */
  readonly source?: string;
}

/** For colours and line styles; all transitions of an arrow are of one. */
export type ArrowKind = 'message' | 'done' | 'failed' | 'time' | 'at once' | 'begin';

export interface ChartArrow {
  /** Numbers of states; `begin` and `any` start at a mark in the state `from`. */
  readonly from: number;
  readonly to: number;
  readonly kind: ArrowKind;
  /** It stands for the same arrow from several states inside `from`. */
  readonly isBundle?: true;
  /** It leads from `from` to a state inside it, whatever is active there. */
  readonly isInward?: true;
  /** It is no line but one of a list beside `from`, to which `points` lead: its target is far away. */
  readonly isExit?: true;
  /** x and y in turn. */
  readonly points: readonly number[];
  readonly label?: { readonly box: readonly [number, number, number, number]; readonly lines: readonly string[] };
}

/** A box of a level: a state, or, with its own states drawn in it, a region of a parallel one. */
export interface LevelBox {
  readonly state: number;
  readonly box: readonly [number, number, number, number];
  readonly isFrame?: true;
  /** Off the usual life: undoing, what is lost, what is not known. */
  readonly isAside?: true;
}
/** All that leads from one box of a level to another, or out of it. */
export interface LevelArrow {
  readonly from: number;
  /** Absent: out of the level; its label says where to. */
  readonly to?: number;
  readonly kind: ArrowKind;
  readonly points: readonly number[];
  readonly label?: ChartArrow['label'];
  /** Numbers of the arrows of the whole drawing that it stands for. */
  readonly of: readonly number[];
}
/** What stands directly in a state, drawn by itself at a size that can be read: the others are boxes without what is in them. */
export interface ChartLevel {
  readonly state: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly LevelBox[];
  readonly arrows: readonly LevelArrow[];
  /** Numbers of the arrows that lead out of it, whatever is active in it. */
  readonly leaving?: readonly number[];
}

export interface ChartDrawing {
  readonly machine: string;
  /** What one of it is, in a sentence. */
  readonly about: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** The chart itself first, parents before children. */
  readonly states: readonly ChartState[];
  readonly arrows: readonly ChartArrow[];
  /** Of the chart itself first; of each state with others in it but regions, which are drawn in the level of their parallel state. */
  readonly levels: readonly ChartLevel[];
  /** The chart is another than the one whose `runs` were counted. */
  readonly isOutdated?: true;
  /** ms by name. */
  readonly delays?: { readonly [name: string]: number };
}

/** All of them. */
export interface ChartBook {
  readonly format: 'troupe.charts/1';
  readonly charts: readonly ChartDrawing[];
  /** How `runs` were counted. */
  readonly covered: { readonly build: string; readonly tests: string; readonly simulator: string };
}
