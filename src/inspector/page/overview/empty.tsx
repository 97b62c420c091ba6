/** No pods: how there will be some. */
import { Blank } from '../parts/blank.tsx';
import { Copy } from '../parts/copy.tsx';
import { hrefOf } from '../route.ts';
import { source } from '../state.ts';

const command = 'crictl --runtime-endpoint unix:///run/troupe/troupe.sock runp pod.json';
const spec = '{"metadata": {"name": "web", "namespace": "default", "uid": "u1", "attempt": 0}, "linux": {}}';

export const Empty = ({ records }: { readonly records: number }) =>
  source.value?.kind === 'live' ? (
    <Blank title="No pods yet">
      <p>This node runs nothing. With this in pod.json, the command below makes a pod, and it appears here at once.</p>
      <pre>{spec}</pre>
      <pre>{command}</pre>
      <div>
        <Copy text={() => `echo '${spec}' >pod.json\n${command}`} label="Copy both" />
      </div>
    </Blank>
  ) : (
    <Blank title="No pods at this moment">
      <p>
        {records === 0
          ? 'The recording is empty.'
          : 'Drag the strip below to another time, or look for what happened in the journal.'}
      </p>
      <p>
        <a href={hrefOf({ page: 'journal' })}>Open the journal</a>
      </p>
    </Blank>
  );
