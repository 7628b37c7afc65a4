import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Stage } from '../../test/state/line-stage.ts';
import { causeOf } from '../domain/cause.ts';
import type { Ticket } from './ticket.ts';

test('a place that frees calls one, and nobody else before that one has gone on', () => {
  const stage = new Stage(1);
  stage.taken = 1;
  const [first, second] = [stage.ticket(), stage.ticket()];
  stage.taken = 0;
  stage.changed();
  stage.changed();
  assert.deepEqual([first.isCalled, second.isCalled], [true, false]);
  stage.go(first);
  stage.changed();
  assert.equal(second.isCalled, false);
  stage.done(first);
  assert.equal(second.isCalled, true);
});

test('who is called and does not come makes way for the next; who comes in vain stands first again', () => {
  const stage = new Stage(1);
  stage.taken = 1;
  const [first, second, third] = [stage.ticket(), stage.ticket(), stage.ticket()];
  stage.done(first);
  first.leave();
  assert.ok(second.isCalled);
  stage.taken = 1;
  second.again();
  stage.done(second);
  assert.deepEqual([second.isCalled, third.isCalled], [true, false]);
});

test('a rest that ends calls one, two for each that goes well, and so on; a failure calls one', () => {
  const stage = new Stage(100);
  const cause = causeOf('connection_refused');
  stage.availability = { kind: 'resting', until: stage.clock.now() + 5_000, cause };
  const tickets = Array.from({ length: 30 }, () => stage.ticket());
  const called = (): Ticket[] => tickets.filter(({ isCalled }) => isCalled);
  stage.clock.pass(4_999);
  assert.equal(called().length, 0);
  stage.availability = { kind: 'ready' };
  stage.clock.pass(10);
  const counts: number[] = [];
  for (const wasGood of [false, true, true, true]) {
    const now = called();
    counts.push(now.length);
    for (const ticket of now) stage.go(ticket);
    for (const ticket of now) stage.done(ticket, wasGood);
  }
  assert.deepEqual(counts, [1, 1, 2, 4]);
});

test('an alarm that rings before the rest is over is set again: nobody is forgotten', () => {
  const stage = new Stage(1);
  stage.clock.earlyMs = 1;
  stage.availability = { kind: 'resting', until: stage.clock.now() + 200, cause: causeOf('rate_limited') };
  const ticket = stage.ticket();
  stage.clock.pass(199);
  assert.equal(ticket.isCalled, false);
  stage.clock.pass(20);
  assert.ok(ticket.isCalled);
});

test('when it goes down again, recovery begins with one', () => {
  const stage = new Stage(100);
  const cause = causeOf('connection_refused');
  stage.availability = { kind: 'resting', until: stage.clock.now() + 5_000, cause };
  const tickets = Array.from({ length: 30 }, () => stage.ticket());
  stage.availability = { kind: 'ready' };
  for (const wasGood of [true, true, false]) {
    if (!wasGood) stage.availability = { kind: 'resting', until: stage.clock.now() + 5_000, cause };
    stage.changed();
    const called = tickets.filter(({ isCalled }) => isCalled);
    for (const ticket of called) stage.go(ticket);
    for (const ticket of called) stage.done(ticket, wasGood);
  }
  for (const ticket of tickets) if (ticket.isCalled) ticket.leave();
  stage.availability = { kind: 'ready' };
  stage.changed();
  assert.equal(tickets.filter(({ isCalled }) => isCalled).length, 1);
});

test('who would be served too late is told at once, and when to come back', () => {
  const stage = new Stage(1);
  stage.taken = 1;
  const waiting = Array.from({ length: 20 }, () => stage.ticket());
  for (const ticket of waiting.slice(0, 10)) {
    stage.clock.pass(1_000);
    stage.done(ticket);
    stage.go(ticket);
  }
  assert.match(waiting[12]?.says ?? '', /^queued 3 of 10, about 3 s$/);
  assert.equal(stage.enter('a', 15_000).kind, 'waiting');
  const late = stage.enter('b', 500);
  assert.ok(late.kind === 'refused');
  assert.equal(late.cause.code, 'too_busy');
  const retryAfterMs = late.cause.retryAfterMs ?? 0;
  assert.ok(retryAfterMs > 9_000 && retryAfterMs < 15_000, String(retryAfterMs));
  assert.equal(stage.lines.waiting, 11);
});

test('how long nobody could serve does not make a slow line of it', () => {
  const stage = new Stage(100);
  stage.availability = { kind: 'resting', until: stage.clock.now() + 120_000, cause: causeOf('connection_refused') };
  const tickets = Array.from({ length: 30 }, () => stage.ticket());
  stage.clock.pass(60_000);
  stage.changed();
  stage.clock.pass(59_000);
  stage.availability = { kind: 'ready' };
  stage.changed();
  const [first] = tickets;
  assert.ok(first?.isCalled);
  stage.go(first);
  stage.clock.pass(300);
  stage.done(first);
  assert.equal(stage.enter('a', 60_000).kind, 'waiting');
});

const pick = (from: ReadonlySet<Ticket>, which: number): Ticket | undefined => [...from][which % from.size];

test('property: whatever they do, no more are called than there are places, and nobody is forgotten', () => {
  const act = fc.record({
    kind: fc.constantFrom('enter', 'go', 'done', 'bad', 'again', 'leave', 'pass', 'down', 'up'),
    which: fc.nat({ max: 30 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(act, { maxLength: 120 }), (places, acts) => {
      const stage = new Stage(places, 12);
      const tickets = new Set<Ticket>();
      const out = new Set<Ticket>();
      for (const { kind, which } of acts) {
        const ticket = pick(tickets, which);
        const gone = pick(out, which);
        if (kind === 'enter') {
          const entry = stage.enter('abc'[which % 3]);
          if (entry.kind === 'waiting') tickets.add(entry.ticket);
        } else if (kind === 'go' && ticket?.isCalled === true && stage.free > 0) {
          stage.go(ticket);
          tickets.delete(ticket);
          out.add(ticket);
        } else if ((kind === 'done' || kind === 'bad') && gone !== undefined) {
          out.delete(gone);
          stage.done(gone, kind === 'done');
        } else if (kind === 'again') ticket?.again();
        else if (kind === 'leave' && ticket !== undefined) {
          tickets.delete(ticket);
          ticket.leave();
        } else if (kind === 'pass') stage.clock.pass(which * 100);
        else if (kind === 'down')
          stage.availability = {
            kind: 'resting',
            until: stage.clock.now() + 1_000,
            cause: causeOf('connection_refused'),
          };
        else if (kind === 'up') stage.availability = null;
        for (const one of tickets) if (!one.isWaiting && !one.isCalled) tickets.delete(one);
        const called = [...tickets].filter(({ isCalled }) => isCalled).length;
        assert.ok(called + out.size <= places, `${called} called, ${out.size} out, ${places} places`);
        assert.equal(stage.lines.waiting, [...tickets].filter(({ isWaiting }) => isWaiting).length);
        assert.ok(stage.lines.waiting <= 12);
      }
      // Once all goes well, everybody's turn comes.
      stage.availability = null;
      for (let round = 0; tickets.size > 0; round++) {
        assert.ok(round < 100, `${tickets.size} are forgotten`);
        for (const ticket of out) stage.done(ticket);
        out.clear();
        stage.clock.pass(100);
        stage.changed();
        for (const ticket of tickets) {
          if (!ticket.isCalled) continue;
          stage.go(ticket);
          tickets.delete(ticket);
          out.add(ticket);
        }
      }
    }),
    { numRuns: 300 },
  );
});
