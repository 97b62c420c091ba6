/** All pods, filtered and ordered; the filter and the order stand in the address. */
import { useSignal } from '@preact/signals';
import type { PodOrder, PodRow } from '../../model/questions.ts';
import { useAnswer } from '../ask.ts';
import { Empty } from '../overview/empty.tsx';
import { Blank } from '../parts/blank.tsx';
import { firstWindow, Rows } from '../parts/rows.tsx';
import { go, route, setParams } from '../route.ts';
import { podCells, podColumns } from './columns.tsx';
import { Filter } from './filter.tsx';

const orders: readonly PodOrder[] = ['trouble', 'name', 'state', 'age', 'last'];
const orderOf = (text: string | undefined): PodOrder => orders.find((order) => order === text) ?? 'trouble';

export const Pods = () => {
  const { filter = '', order: told, descending } = route.value.params;
  const window = useSignal(firstWindow);
  const order = orderOf(told);
  const isDescending = descending === 'yes';
  const { answer, asked, wrong } = useAnswer('pods', { filter, order, isDescending, ...window.value });

  const sortBy = (column: string): void => {
    // up, down, and as it was: trouble first
    if (column !== order) setParams({ order: column, descending: '' });
    else if (isDescending) setParams({ order: '', descending: '' });
    else setParams({ descending: 'yes' });
  };
  const open = ({ actor }: PodRow): void => go({ page: 'pod', actor });

  return (
    <div class="full">
      <div class="page-head">
        <h1>Pods</h1>
        <Filter
          value={filter}
          wrong={answer?.wrong ?? wrong}
          count={
            answer === undefined
              ? ''
              : answer.fitting === answer.total
                ? `${answer.total}`
                : `${answer.fitting} of ${answer.total}`
          }
        />
      </div>
      {answer !== undefined && answer.total === 0 && filter === '' ? (
        <Empty records={1} />
      ) : answer !== undefined && answer.fitting === 0 ? (
        <Blank title="No pod fits">
          <p>
            <button type="button" onClick={() => setParams({ filter: '' })}>
              Show all
            </button>
          </p>
        </Blank>
      ) : (
        <section class="panel fill" aria-label="List of pods">
          <Rows<PodRow>
            label="Pods"
            class="pods"
            rowPx={36}
            total={answer?.fitting ?? 0}
            offset={asked?.offset ?? 0}
            rows={answer?.rows ?? []}
            columns={podColumns(order, isDescending)}
            cells={podCells}
            keyOf={({ actor }) => actor}
            onWindow={(wanted) => {
              window.value = wanted;
            }}
            onOpen={open}
            onSort={sortBy}
            classOf={({ tone, isOver }) => (isOver ? 'row-over' : tone === 'bad' ? 'row-bad' : '')}
          />
        </section>
      )}
    </div>
  );
};
