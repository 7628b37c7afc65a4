/** The hop diagram (You – Gateway – Provider) in the chat: the same data and words as on the pages. */
import type { WhyHop } from '../../../src/domain/why.ts';
import type { HopView } from '../../../src/domain/words/hops.ts';
import { wayView } from '../../../src/domain/words/hops.ts';

const Hop = ({ hop }: { readonly hop: HopView }) => (
  <li class={`hop is-${hop.status}`}>
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={hop.icon} />
    </svg>
    <span class="name">
      {hop.kind !== null && <span class="kind">{hop.kind} </span>}
      {hop.name}
    </span>
    <span class={`state ${hop.mark}`}>{hop.state}</span>
    {hop.detail !== '' && <span class="detail">{hop.detail}</span>}
  </li>
);

export const Way = ({ hops }: { readonly hops: readonly WhyHop[] }) => {
  const { before, providers } = wayView(hops);
  const [only] = providers;
  if (before.length === 0) return null;
  return (
    <ol class="hops row" aria-label="The way of the call">
      {before.map((hop) => (
        <Hop key={hop.name} hop={hop} />
      ))}
      {providers.length === 1 && only !== undefined && <Hop hop={only} />}
      {providers.length > 1 && (
        <li class="fork">
          <ul aria-label={`${providers.length} providers`}>
            {providers.map((hop) => (
              <Hop key={hop.name} hop={hop} />
            ))}
          </ul>
        </li>
      )}
    </ol>
  );
};
