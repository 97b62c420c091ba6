/** What somebody on call needs in ten seconds: who is how, who waits, what is wrong. */
import { useAnswer } from '../ask.ts';
import { Blank } from '../parts/blank.tsx';
import { Concerns } from './concerns.tsx';
import { Counts } from './counts.tsx';
import { Empty } from './empty.tsx';
import { Health } from './health.tsx';
import { Requests } from './requests.tsx';
import { Starts } from './starts.tsx';
import { Troubles } from './troubles.tsx';

export const Overview = () => {
  const { answer, wrong } = useAnswer('overview', {});
  if (wrong !== undefined) return <Blank title="The overview cannot be told">{wrong}</Blank>;
  if (answer === undefined) return <p class="dim">Reading…</p>;
  const hasPods = answer.counts.some(({ machine }) => machine === 'sandbox');
  const isQuiet = !hasPods && answer.requests.length === 0 && answer.concerns.length === 0;
  return (
    <>
      <div class="page-head">
        <h1>Overview</h1>
        <Counts counts={answer.counts} />
      </div>
      <div class="overview">
        <div class="overview-main">
          {isQuiet && <Empty records={answer.health.records} />}
          {answer.concerns.length > 0 && <Concerns concerns={answer.concerns} />}
          {!isQuiet && <Requests requests={answer.requests} moment={answer.moment} />}
          <Troubles troubles={answer.troubles} />
        </div>
        <div class="overview-side">
          <Starts starts={answer.starts} />
          <Health health={answer.health} />
        </div>
      </div>
    </>
  );
};
