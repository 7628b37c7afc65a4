import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { whyNoVerb, whyUnread } from './misuse.ts';

const options = {
  json: { type: 'boolean' },
  config: { type: 'string', short: 'c' },
  'fail-on': { type: 'string' },
} as const;

const unread: readonly (readonly [args: readonly string[], why: string])[] = [
  [['--jsn'], 'there is no option --jsn; did you mean --json?'],
  [['--fail_on=error'], 'there is no option --fail_on; did you mean --fail-on?'],
  [['--zebra'], 'there is no option --zebra'],
  [['--api-key=sk-123'], 'there is no option --api-key'],
  [['-x'], 'there is no option -x'],
  [['-xyz'], 'there is no option -x'],
  [['--\u001b[31m'], 'there is no option --'],
  [['-c'], '--config needs a value'],
  [['--config'], '--config needs a value'],
  [['--fail-on', '--json'], '--fail-on needs a value'],
  [['--json=yes'], '--json takes no value'],
  [['x\u001b. y'], String.raw`it takes options alone, got "x\u001b. y"`],
];

test('arguments that cannot be meant are said in one plain line, with the nearest that can', () => {
  for (const [args, why] of unread)
    assert.throws(
      () => parseArgs({ args: [...args], options }),
      (error) => {
        assert.equal(whyUnread(error, options), why);
        return true;
      },
    );
});

const noVerb: readonly (readonly [verb: string | undefined, verbs: readonly string[], why: string])[] = [
  [undefined, ['export'], 'what should it do? Say export'],
  [undefined, ['list', 'test', 'retry'], 'what should it do? Say list, test or retry'],
  ['tset', ['list', 'test', 'retry'], 'it cannot "tset"; did you mean test?'],
  ['fly', ['list', 'test', 'retry'], 'it cannot "fly"; it can list, test or retry'],
  ['\u001b[2J', ['export'], String.raw`it cannot "\u001b[2J"; it can export`],
];

test('a verb that is missing or unknown is answered with those there are', () => {
  for (const [verb, verbs, why] of noVerb) assert.equal(whyNoVerb(verb, verbs), why);
});
