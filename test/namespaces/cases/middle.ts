/** What proxies and scanners do on the way, and what is wrong with the gateway or behind it. */
import { addresses } from '../addresses.ts';
import type { Case } from '../case.ts';
import { gateway, lost, provider, secure, toSite } from '../case.ts';

const proxied = {
  http_proxy: `http://${addresses.proxy}:3128`,
  https_proxy: `http://${addresses.proxy}:3128`,
};

const socks = { all_proxy: `socks5h://${addresses.proxy}:1080` };

const ofProxy = { blame: 'network', family: 'misconfiguration' } as const;

const well = { blame: 'none', family: null, troubles: [null] } as const;

export const proxies: readonly Case[] = [
  {
    name: 'a proxy passes everything',
    stage: { proxy: 'passes' },
    env: proxied,
    ...well,
    remedy: null,
  },
  {
    name: 'a proxy blocks the address',
    stage: secure('good', { proxy: 'blocks' }),
    env: proxied,
    ...ofProxy,
    troubles: ['proxy_blocks'],
    remedy: 'proxy_off',
  },
  {
    name: 'a proxy wants a login',
    stage: { proxy: 'wants a login' },
    env: proxied,
    ...ofProxy,
    troubles: ['proxy_login'],
    remedy: 'proxy_sign_in',
  },
  {
    name: 'a proxy wants a login for a secure line',
    stage: secure('good', { proxy: 'wants a login' }),
    env: proxied,
    ...ofProxy,
    troubles: ['proxy_login'],
    remedy: 'proxy_sign_in',
  },
  {
    name: 'a proxy is gone',
    env: proxied,
    ...ofProxy,
    troubles: ['proxy_gone'],
    remedy: 'proxy_off',
  },
  {
    name: 'a proxy of this device is not running',
    env: { http_proxy: 'http://127.0.0.1:9' },
    blame: 'you',
    family: 'misconfiguration',
    troubles: ['proxy_here_gone'],
    remedy: 'vpn_off',
  },
  {
    name: 'a proxy holds streams back',
    stage: { proxy: 'holds' },
    env: proxied,
    ...ofProxy,
    troubles: ['stream_held'],
    remedy: 'bypass_proxy',
  },
  {
    name: 'a proxy cuts streams after five seconds',
    stage: { proxy: 'cuts' },
    env: proxied,
    ...ofProxy,
    troubles: ['stream_cut'],
    remedy: 'bypass_proxy',
  },
  {
    name: 'a SOCKS proxy passes everything',
    stage: { socks: 'passes' },
    env: socks,
    ...well,
    hint: 'proxy_in_use',
    remedy: null,
  },
  {
    name: 'a SOCKS proxy passes a secure line',
    stage: secure('good', { socks: 'passes' }),
    env: socks,
    ...well,
    remedy: null,
  },
  {
    name: 'a SOCKS proxy wants a login',
    stage: { socks: 'wants a login' },
    env: socks,
    ...ofProxy,
    troubles: ['proxy_login'],
    remedy: 'proxy_sign_in',
  },
  {
    name: 'a SOCKS proxy forbids the address',
    stage: { socks: 'forbids' },
    env: socks,
    ...ofProxy,
    troubles: ['proxy_blocks'],
    remedy: 'proxy_off',
  },
  {
    name: 'a SOCKS proxy is gone',
    env: socks,
    ...ofProxy,
    troubles: ['proxy_gone'],
    remedy: 'proxy_off',
  },
  {
    name: 'only the proxy of a script leads out, which browsers know',
    stage: { proxy: 'passes' },
    world: toSite((match) => lost(`iifname FAR ${match}`)),
    settings: {
      'org.gnome.system.proxy mode': 'auto',
      'org.gnome.system.proxy autoconfig-url': `http://${addresses.portal}/proxy.pac`,
    },
    blame: 'you',
    family: 'misconfiguration',
    troubles: ['proxy_not_used'],
    remedy: 'use_proxy',
  },
  {
    name: 'the settings send browsers to a proxy that is gone',
    settings: {
      'org.gnome.system.proxy mode': 'manual',
      'org.gnome.system.proxy.https host': addresses.proxy,
      'org.gnome.system.proxy.https port': '3128',
    },
    blame: 'you',
    family: 'misconfiguration',
    troubles: ['proxy_of_browsers'],
    remedy: 'proxy_off',
  },
  {
    name: 'a scanner holds each word until the next',
    stage: { site: gateway({ manner: { kind: 'one-late' } }) },
    blame: 'you',
    family: 'misconfiguration',
    troubles: ['stream_one_late'],
    remedy: 'scanner_exception',
  },
];

export const behind: readonly Case[] = [
  {
    name: 'the gateway is overloaded',
    stage: { site: gateway({ mood: 'overloaded' }) },
    blame: 'gateway',
    family: 'overload',
    troubles: ['gateway_overloaded'],
    remedy: 'wait',
  },
  {
    name: 'the gateway is in maintenance',
    stage: { site: gateway({ mood: 'maintenance' }) },
    blame: 'gateway',
    family: 'maintenance',
    troubles: ['gateway_maintenance'],
    remedy: 'wait',
  },
  {
    name: 'the gateway drains',
    stage: { site: gateway({ mood: 'draining' }) },
    blame: 'gateway',
    family: 'maintenance',
    troubles: ['gateway_draining'],
    remedy: 'wait',
  },
  {
    name: 'the provider is gone',
    stage: provider('gone'),
    blame: 'provider',
    family: 'outage',
    troubles: ['provider_down'],
    remedy: 'wait',
  },
  {
    name: 'the provider throttles',
    stage: provider('throttles'),
    blame: 'provider',
    family: 'throttling',
    troubles: ['provider_throttled'],
    remedy: 'wait',
  },
  {
    name: 'the provider is overloaded',
    stage: provider('overloaded'),
    blame: 'provider',
    family: 'overload',
    troubles: ['provider_overloaded'],
    remedy: 'wait',
  },
  {
    name: 'the provider refuses the gateway’s key',
    stage: provider('refuses the key'),
    blame: 'gateway',
    family: 'misconfiguration',
    troubles: ['provider_set_wrongly'],
    remedy: 'mend_gateway',
  },
  {
    name: 'the provider fails inside',
    stage: provider('fails'),
    blame: 'provider',
    family: 'backend',
    troubles: ['provider_failing'],
    remedy: 'wait',
  },
];
