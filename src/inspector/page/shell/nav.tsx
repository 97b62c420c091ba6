/** The way to every page. */
import { shownPages } from '../pages.ts';
import { hrefOf, route } from '../route.ts';

/** Pages about one actor belong to where one comes from. */
const isUnder = (page: string, id: string): boolean =>
  page === id || (id === 'pods' && (page === 'pod' || page === 'actor'));

export const Nav = () => (
  <nav class="nav" aria-label="Pages">
    <a class="brand" href={hrefOf({ page: 'overview' })}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="4" r="2.4" class="filled" />
        <circle cx="3.6" cy="11.6" r="2.4" />
        <circle cx="12.4" cy="11.6" r="2.4" />
      </svg>
      <span>troupe</span>
    </a>
    <ul>
      {shownPages().map(({ id, title, icon, key }) => (
        <li key={id}>
          <a
            href={hrefOf({ page: id })}
            aria-current={isUnder(route.value.page, id) ? 'page' : undefined}
            title={`${title} (g ${key})`}
          >
            <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d={icon} />
            </svg>
            <span>{title}</span>
          </a>
        </li>
      ))}
    </ul>
  </nav>
);
