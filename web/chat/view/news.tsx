/** News of the gateway above the conversation: what cannot be had now, and what is planned. */
import type { NewsItem } from '../../../src/domain/news.ts';
import type { News } from '../news.ts';
import { IconButton } from './icons.tsx';

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const Item = ({ item, onPutAway }: { readonly item: NewsItem; readonly onPutAway: () => void }) => (
  <li class="banner">
    <p>
      <span class={`state ${item.mark}`}>{item.title}</span> {item.says}
      {item.startsAt !== null && item.endsAt !== null && (
        <span class="muted">
          {' '}
          <time dateTime={new Date(item.startsAt).toISOString()}>{format.format(item.startsAt)}</time> to{' '}
          <time dateTime={new Date(item.endsAt).toISOString()}>{format.format(item.endsAt)}</time>
        </span>
      )}
      {item.link !== null && (
        <>
          {' '}
          <a href={item.link} target="_blank" rel="noopener">
            More of it
          </a>
        </>
      )}
    </p>
    <IconButton icon="close" name="Put this away" onClick={onPutAway} />
  </li>
);

/** The list is always there, so that what appears in it is read out. */
export const NewsView = ({ news }: { readonly news: News }) => (
  <div role="status">
    {news.shown.value.length > 0 && (
      <ul class="news" aria-label="News of the gateway">
        {news.shown.value.map((item) => (
          <Item key={item.id} item={item} onPutAway={() => news.putAway(item.id)} />
        ))}
      </ul>
    )}
  </div>
);
