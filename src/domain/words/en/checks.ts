/** What is said of a health check that is wrong itself, and what to change. */
import type { CheckNote } from '../../check-note.ts';
import type { Cause } from '../../cause.ts';

export interface NoteWords {
  readonly says: string;
  readonly todo: string;
}

/** Where all is said to be well: with another status the path alone may be wrong. */
const isWebPage = ({ receivedStatus, code }: Cause): boolean =>
  code === 'wrong_content' && (receivedStatus ?? 200) < 400;

const failedWith = (cause: Cause): string => {
  if (isWebPage(cause)) return 'a web page';
  return cause.receivedStatus === null ? `\`${cause.code}\`` : `status ${cause.receivedStatus}`;
};

const turnedDownTodo = (upstream: string, cause: Cause): string => {
  const { receivedStatus } = cause;
  const key = `\`upstreams.${upstream}.health.path\``;
  if (isWebPage(cause) || (receivedStatus !== null && receivedStatus < 400))
    return `Check \`upstreams.${upstream}.url\`: it leads to a web site instead of the API. If calls succeed, set ${key} to a path that answers 200.`;
  if (receivedStatus === 401 || receivedStatus === 403)
    return `Check \`upstreams.${upstream}.key\`, or set ${key} to a path that asks for no key.`;
  return `Set ${key} to a path that answers 200 to a GET when it is well, or \`health: off\`.`;
};

export const noteWords = (upstream: string, { kind, asked, cause }: CheckNote): NoteWords => {
  const check = `The health check of ${upstream} (${asked})`;
  switch (kind) {
    case 'turned-down':
      return {
        says: `${check} is set wrongly: it is answered with ${failedWith(cause)}. It says nothing about the upstream, so calls alone decide.`,
        todo: turnedDownTodo(upstream, cause),
      };
    case 'refuted':
      return {
        says: `${check} is set wrongly: it fails with ${failedWith(cause)} while calls succeed. The upstream stays in use.`,
        todo: `Set \`upstreams.${upstream}.health.path\` to a path that answers 200 when it is well, or \`health: off\`.`,
      };
    case 'blind':
      return {
        says: `${check} is green while calls fail with \`${cause.code}\`: it does not see what is wrong. Calls decide.`,
        todo: `Let it ask for an answer: \`upstreams.${upstream}.health.complete: MODEL\`.`,
      };
    default:
      return kind satisfies never;
  }
};
