/** What can be done to a demo server, and what there is to see then. */
import type { DemoFault } from '../../demo.ts';

export const demoFaultWords = {
  killed: {
    does: 'Kill it',
    is: 'killed: its port is closed',
    expect: 'An answer it was giving goes on elsewhere, without a word lost or said twice. New ones never meet it.',
  },
  stalled: {
    does: 'Make it hang',
    is: 'hanging: it takes calls and says nothing more',
    expect: 'After 3 seconds of silence the gateway gives it up, and another server goes on.',
  },
  slow: {
    does: 'Slow it down',
    is: 'slow: 6 seconds to its first word',
    expect: 'After 4 seconds without a first word, another server is asked. An answer that has begun stays, slowly.',
  },
  throttled: {
    does: 'Throttle it',
    is: 'throttled: it refuses new calls for now',
    expect: 'It is left alone for as long as it asked, and another server answers at once.',
  },
} as const satisfies Record<DemoFault, { readonly does: string; readonly is: string; readonly expect: string }>;
