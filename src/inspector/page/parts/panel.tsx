/** A part of a page with its title. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  readonly title: string;
  /** Behind the title: how many, or what of it. */
  readonly note?: ComponentChildren;
  /** At the right. */
  readonly tools?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export const Panel = ({ title, note, tools, class: name = '', children }: Props) => {
  const id = useId();
  return (
    <section class={`panel ${name}`} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span class="dim">{note}</span>}
        <span class="grow" />
        {tools}
      </div>
      {children}
    </section>
  );
};
