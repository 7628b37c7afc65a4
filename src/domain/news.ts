/** What everybody who chats should know now, in words. */
import type { StateMark } from './words/en/states.ts';

export interface NewsItem {
  /** The same as long as the same is meant: what was put away stays away. */
  readonly id: string;
  readonly mark: StateMark;
  readonly title: string;
  /** One or two plain sentences. */
  readonly says: string;
  /** In ms since the Unix epoch, where it has a beginning and an end. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** The page that says more of it. */
  readonly link: string | null;
}
