/** Remedies that cost nothing: waiting, looking, trying once more. */
import type { RemedyRow } from './remedy-row.ts';

const ofProvider = [
  'provider_down',
  'provider_failing',
  'provider_late',
  'provider_overloaded',
  'provider_maintenance',
] as const;

const ofSite = ['site_failing', 'site_behind_down', 'site_behind_late', 'site_overloaded', 'site_maintenance'] as const;

export const waitRemedies = {
  wait: {
    text: 'Wait: it passes, and calls to this gateway are tried again by themselves.',
    cost: 'nothing',
    helps: [
      ...ofProvider,
      'provider_throttled',
      'provider_out_of_reach',
      'gateway_maintenance',
      'gateway_draining',
      'gateway_overloaded',
      'gateway_gone',
    ],
    steps: ['Leave the page open. Your message stays where it is.'],
    changes: '',
  },
  wait_for_site: {
    text: '{wait}, then load the page once more.',
    cost: 'nothing',
    helps: [...ofSite, 'throttled', 'no_answer', 'answer_cut', 'empty_page', 'slow_answer', 'slept', 'refused'],
    steps: [
      'Copy what you have written. {wait}, then load the page again; each further try twice as late as the one before.',
    ],
    changes: '',
  },
  check_spelling: {
    text: 'Check the spelling of the address.',
    cost: 'nothing',
    helps: ['dns_no_name', 'dns_not_known', 'no_page', 'not_http', 'tls_plain'],
    steps: ['Compare this letter by letter with where you have it from: {url}'],
    changes: '',
  },
  ask_others: {
    text: 'Find out whether other sites answer.',
    cost: 'nothing',
    helps: ['no_gateway'],
    steps: ['Open any other site in a new tab. If none answers, it is your connection: try another network.'],
    changes: '',
  },
  use_https: {
    text: 'Write https:// instead of http:// in the address.',
    cost: 'nothing',
    helps: ['wants_https'],
    steps: ['good-gateway doctor https://{host}:{port}'],
    changes: '',
  },
  status_page: {
    text: 'Look at the status page.',
    cost: 'nothing',
    helps: [...ofProvider, 'gateway_maintenance', ...ofSite, 'refused', 'no_answer', 'gateway_gone'],
    steps: ['Open {status}'],
    changes: '',
  },
} as const satisfies Record<string, RemedyRow>;
