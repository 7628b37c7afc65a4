import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { goodFirst, inOrder } from './addresses.ts';

const good = (): boolean => false;
const isSixBad = (address: string): boolean => address === '::1';
const isEvenBad = (address: string): boolean => address.length % 2 === 0;

const cases: readonly (readonly [string, readonly string[], number, string])[] = [
  ['families take turns, IPv6 first', ['1.1.1.1', '2.2.2.2', '::1', '::2'], 0, '::1 1.1.1.1 ::2 2.2.2.2'],
  ['what is left of one family follows', ['1.1.1.1', '2.2.2.2', '3.3.3.3', '::1'], 0, '::1 1.1.1.1 2.2.2.2 3.3.3.3'],
  ['dials are spread over the addresses', ['1.1.1.1', '2.2.2.2', '3.3.3.3'], 0.5, '2.2.2.2 3.3.3.3 1.1.1.1'],
  ['in both families', ['1.1.1.1', '2.2.2.2', '::1', '::2'], 0.99, '::2 2.2.2.2 ::1 1.1.1.1'],
  ['none stays none', [], 0.3, ''],
];

for (const [says, addresses, draw, expected] of cases) {
  test(says, () => assert.equal(inOrder(addresses, { draw, isBad: good }).join(' '), expected));
}

test('an address that failed comes last, whatever its family', () => {
  assert.deepEqual(inOrder(['1.1.1.1', '2.2.2.2', '::1'], { draw: 0, isBad: isSixBad }), ['1.1.1.1', '2.2.2.2', '::1']);
});

test('where all failed the order is as if none had', () => {
  assert.deepEqual(
    goodFirst(['::1', '1.1.1.1'], () => true),
    ['::1', '1.1.1.1'],
  );
});

test('no address is lost or doubled', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(fc.uniqueArray(address), fc.double({ min: 0, max: 0.999, noNaN: true }), (addresses, draw) => {
      const ordered = inOrder(addresses, { draw, isBad: isEvenBad });
      assert.deepEqual(ordered.toSorted(), addresses.toSorted());
      assert.deepEqual(
        ordered.map(isEvenBad),
        ordered.map(isEvenBad).toSorted((one, two) => Number(one) - Number(two)),
      );
    }),
  );
});
