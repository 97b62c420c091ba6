/** What a container is made of, and how it ended: read from what it knows. */
import { Text } from '../parts/text.tsx';
import { Badge } from '../parts/tone.tsx';
import { useAnswer } from '../use-answer.ts';
import { watch } from './watch.ts';

export const ContainerFacts = ({ actor }: { readonly actor: string }) => {
  const { answer } = useAnswer('state', { actor });
  if (answer === undefined || !answer.isKnown) return null;
  const value = (path: string): string | undefined => {
    const seen = watch(answer.fields, path);
    if (seen.kind !== 'value') return undefined;
    const parsed: unknown = JSON.parse(seen.json);
    return typeof parsed === 'string' || typeof parsed === 'number' ? String(parsed) : undefined;
  };
  const image = value('record.image.requested') ?? value('record.config.image.image');
  const attempt = value('record.config.metadata.attempt');
  const exitCode = value('record.exit.exitCode');
  const reason = value('record.exit.reason');
  return (
    <dl class="pod-about">
      {image === undefined ? null : (
        <div>
          <dt>Image</dt>
          <dd class="mono">
            <Text text={image} most={80} />
          </dd>
        </div>
      )}
      {attempt === undefined ? null : (
        <div>
          <dt>Attempt</dt>
          <dd>{attempt}</dd>
        </div>
      )}
      {exitCode === undefined ? null : (
        <div>
          <dt>Exit code</dt>
          <dd>
            <Badge
              tone={exitCode === '0' ? 'gone' : 'bad'}
              text={`${exitCode}${reason === undefined || reason === '' ? '' : ` ${reason}`}`}
            />
          </dd>
        </div>
      )}
    </dl>
  );
};
