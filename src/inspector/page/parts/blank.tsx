/** Where there is nothing to see, and why, and what to do about it. */
import type { ComponentChildren } from 'preact';

export const Blank = ({ title, children }: { readonly title?: string; readonly children?: ComponentChildren }) => (
  <div class="blank">
    <p class="blank-title">{title ?? 'Nothing to see yet'}</p>
    {children}
  </div>
);
