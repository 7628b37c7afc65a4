/** What the demo model says. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { causeCodes } from '../../domain/cause.ts';
import { wordsOf } from '../../domain/words/index.ts';
import { causeAsked, recall } from './recall.ts';

const cases: readonly (readonly [string, RegExp])[] = [
  ['what is error 502', /^502 Bad Gateway: .*gave it no valid answer/],
  ['What does 504 mean?', /^504 Gateway Timeout: .*patience ran out/],
  ['HTTP/1.1 503', /^503 Service Unavailable/],
  ['upstream returned 529 again', /^529 Overloaded/],
  ['connection refused', /not taking connections/],
  ['ECONNREFUSED: connection_refused by host', /not taking connections/],
  ['why is it slow', /answer is slow for one of a few reasons/],
  ['why was I rate limited?', /slower pace/],
  ['is my message lost?', /^Your prompt is not lost/],
  ['what is a gateway', /^A gateway is the server you reach first/],
  ['hello', /^Hello\./],
  ['write me a poem about 1502 horses', /^I do not know about that/],
  ['', /^I do not know about that/],
];

for (const [question, expected] of cases) {
  test(`asked "${question}" it says ${expected.source}`, () => assert.match(recall(question, 'short'), expected));
}

test('it says of itself, every time, that it is a demo and no AI', () => {
  for (const [question] of cases)
    for (const length of ['short', 'long'] as const) assert.match(recall(question, length), /I am a demo, not an AI/);
});

test('the long answer says more than the short one, and the same every time', () => {
  for (const question of ['what is error 502', 'connection refused', 'why is it slow']) {
    assert.ok(recall(question, 'long').length > recall(question, 'short').length);
    assert.equal(recall(question, 'long'), recall(question, 'long'));
  }
});

test('every cause is found by its own name, and answered with its own words', () => {
  for (const code of causeCodes) {
    assert.equal(causeAsked(`what does ${code.replaceAll('_', ' ')} mean`), code);
    assert.ok(recall(`what is ${code}`, 'short').startsWith(wordsOf(code).title), code);
  }
});
