/** Pages as servers write them, and what they say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PageSays } from '../domain/evidence.ts';
import { pageSays } from './page-says.ts';

const rows: readonly (readonly [status: number, page: string, says: PageSays])[] = [
  [503, '<title>Scheduled Maintenance</title>', 'maintenance'],
  [503, '<h1>Wir sind gleich zurück</h1><p>Wartungsarbeiten bis 14 Uhr</p>', 'maintenance'],
  [503, 'no healthy upstream', 'nobody_behind'],
  [503, 'upstream connect error or disconnect/reset before headers. reset reason: connection failure', 'nobody_behind'],
  [503, 'upstream connect error or disconnect/reset before headers. reset reason: overflow', 'too_many'],
  [503, '<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.', 'nobody_behind'],
  [503, 'no available server', 'nobody_behind'],
  [503, '<h1>503 Service Unavailable</h1>', null],
  [500, 'no healthy upstream', null],
  [400, '<center>The plain HTTP request was sent to HTTPS port</center>', 'wants_tls'],
  [400, 'Client sent an HTTP request to an HTTPS server.\n', 'wants_tls'],
  [400, "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />", 'wants_tls'],
  [400, '<h1>400 Bad Request</h1>', null],
];

for (const [status, page, says] of rows)
  test(`${status} ${page.slice(0, 60)} says ${says ?? 'nothing more'}`, () =>
    assert.equal(pageSays(status, page), says));
