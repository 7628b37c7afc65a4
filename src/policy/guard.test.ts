import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strain } from './guard.ts';

const well = { lag: 5, heap: 0.4, descriptors: 0.1 };

test('a gateway that is well turns nobody away', () => {
  assert.equal(strain(well), null);
  assert.equal(strain({ ...well, descriptors: null }), null);
});

test('each shortage sheds batch calls first, and everybody when it is dire', () => {
  const rows = [
    ['lag', 249, 250, 2_000, /clock/, '250 ms'],
    ['heap', 0.849, 0.85, 0.95, /memory/, '85 %'],
    ['descriptors', 0.849, 0.85, 0.95, /open files/, '85 %'],
  ] as const;
  for (const [name, fine, short, dire, says, value] of rows) {
    assert.equal(strain({ ...well, [name]: fine }), null, name);
    const first = strain({ ...well, [name]: short });
    assert.deepEqual([first?.sheds, first?.value], ['batch', value], name);
    assert.match(first?.says ?? '', says);
    assert.equal(strain({ ...well, [name]: dire })?.sheds, 'all', name);
  }
});

test('of several shortages the dire one is told', () => {
  assert.equal(strain({ lag: 300, heap: 0.97, descriptors: 0.9 })?.says, 'memory of the gateway in use');
});
