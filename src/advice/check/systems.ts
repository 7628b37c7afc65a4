/** The registry: every system whose files are read, one line each. */
import { envoy } from './envoy/system.ts';
import { haproxy } from './haproxy/system.ts';
import { kubernetes } from './kubernetes/system.ts';
import { nginx } from './nginx/system.ts';
import { node } from './node/system.ts';
import { own } from './own/system.ts';
import type { System } from './system.ts';

export const systems: readonly System[] = [nginx, haproxy, envoy, kubernetes, node, own];
