import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import { Stop } from './stop.ts';

const codeOf = ({ cause }: Stop): string | undefined => cause?.code;

test('it ends once, and tells those who listen and have not left', () => {
  const stop = new Stop();
  const told: string[] = [];
  const left = (): void => void told.push('left');
  stop.listen(left);
  stop.listen(() => {
    told.push('first');
    stop.end(causeOf('cancelled'));
  });
  stop.listen(() => told.push('second'));
  stop.leave(left);
  assert.equal(codeOf(stop), undefined);
  stop.end(causeOf('draining'));
  stop.end(causeOf('client_gone'));
  assert.equal(codeOf(stop), 'draining');
  assert.deepEqual(told, ['first', 'second']);
});
