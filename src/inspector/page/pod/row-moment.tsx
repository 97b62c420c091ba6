/** A record by its number, and the way to its moment. */
import { numberText } from '../../../journal/wording.ts';
import { setAt } from '../moment.ts';
import { dateText } from '../parts/time.tsx';
import { useAnswer } from '../use-answer.ts';

/** @param row undefined: it has not happened. @param what for who cannot see what it is beside */
export const RowMoment = ({ row, what }: { readonly row: number | undefined; readonly what: string }) => {
  const { answer } = useAnswer('moment', row === undefined ? undefined : { at: row });
  if (row === undefined) return <span class="dim">–</span>;
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => setAt(row)}
      title={answer === undefined ? '' : dateText(answer.wallUs)}
      aria-label={`${answer === undefined ? '…' : numberText(answer.q)}: go to where ${what}`}
    >
      {answer === undefined ? '…' : numberText(answer.q)}
    </button>
  );
};
