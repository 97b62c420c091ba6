/** How all this is used: keys, questions, signs. */
import type { ComponentChildren } from 'preact';
import { keys as queryKeys } from '../../../journal/query/parse.ts';
import { savedQueries } from '../../../journal/query/saved.ts';
import type { Tone } from '../../model/questions.ts';
import { keysNow } from '../keys.ts';
import { Panel } from '../parts/panel.tsx';
import { Glyph, toneWords } from '../parts/tone.tsx';
import { hrefOf } from '../route.ts';
import { filterHelp, listKeys, signs } from './words.ts';

export const Help = () => (
  <>
    <div class="page-head">
      <h1>Help</h1>
      <span class="dim">What is shown is what was recorded: nothing here changes the node.</span>
    </div>
    <div class="help">
      <Panel title="Keys">
        <div class="panel-body">
          {[...keysNow(), listKeys].map(({ title, map }) => (
            <section key={title} aria-label={`Keys: ${title}`}>
              <h3>{title}</h3>
              <dl class="keys">
                {Object.entries(map).map(([key, { about }]) => (
                  <KeyLine key={key} name={key} about={about} />
                ))}
              </dl>
            </section>
          ))}
        </div>
      </Panel>
      <div class="help-column">
        <Panel title="Signs">
          <dl class="keys panel-body">
            {(Object.entries(toneWords) as [Tone, string][]).map(([tone, word]) => (
              <Line key={tone} term={<Glyph tone={tone} />} about={`${word}: ${signs[tone]}`} />
            ))}
          </dl>
        </Panel>
        <Panel title="Filter of the pods" note="all words have to fit; a minus before one: it must not">
          <dl class="keys panel-body wide">
            {filterHelp.map(([word, about]) => (
              <Line
                key={word}
                term={
                  <a href={hrefOf({ page: 'pods', params: { filter: word } })}>
                    <code>{word}</code>
                  </a>
                }
                about={about}
              />
            ))}
          </dl>
        </Panel>
        <Panel title="Times and places">
          <div class="panel-body">
            <p>
              The strip below has the whole time of the source; long times in which nothing happened are drawn short,
              and what went wrong is marked. Drag it, click it, or take single steps: every page shows that moment.
            </p>
            <p>
              <code>1:48112</code> is record 48112 of the first life of the daemon. It is in the address, so an address
              can be sent to whoever has the same recording. The token is not in it.
            </p>
          </div>
        </Panel>
      </div>
      <Panel title="Questions to the journal" note="as troupe journal query has them">
        <dl class="keys panel-body wide">
          {Object.entries(queryKeys).map(([key, about]) => (
            <Line key={key} term={<code>{`${key}:`}</code>} about={about} />
          ))}
        </dl>
        <div class="panel-body">
          <h3>Saved</h3>
          <dl class="keys wide">
            {savedQueries.map(({ name, about }) => (
              <Line
                key={name}
                term={<a href={hrefOf({ page: 'journal', params: { saved: name } })}>{name}</a>}
                about={about}
              />
            ))}
          </dl>
        </div>
      </Panel>
    </div>
  </>
);

const Line = ({ term, about }: { readonly term: ComponentChildren; readonly about: string }) => (
  <div>
    <dt>{term}</dt>
    <dd>{about}</dd>
  </div>
);

const KeyLine = ({ name, about }: { readonly name: string; readonly about: string }) => (
  <Line term={name.split(/[ +]/).map((part) => <kbd key={part}>{part}</kbd>)} about={about} />
);
