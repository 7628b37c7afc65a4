import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examReport } from './exam.ts';
import { examCases, markAll, shareOf } from './score.ts';

const marks = markAll();
const accuracy = (list: readonly (boolean | null)[]): number => {
  const { right, of } = shareOf(list);
  return right / of;
};

test('the exam has at least 150 cases, no two alike, and every family is among them', () => {
  assert.ok(examCases.length >= 150, String(examCases.length));
  assert.equal(new Set(examCases.map(({ text }) => text)).size, examCases.length);
  const families = new Set(examCases.flatMap(({ family }) => family));
  assert.equal(families.size, 12, [...families].join(' '));
});

test('at least 98 of 100 families and 96 of 100 turns are named right', () => {
  assert.ok(accuracy(marks.map((one) => one.isFamilyRight)) >= 0.98, examReport(marks));
  assert.ok(accuracy(marks.map((one) => one.isWhoRight)) >= 0.96, examReport(marks));
  assert.ok(accuracy(marks.map((one) => one.isCodeRight)) >= 0.95, examReport(marks));
  assert.ok(accuracy(marks.map((one) => one.isHopRight)) >= 0.95, examReport(marks));
});

test('who is sure is right more often than who is not', () => {
  const sure = marks.filter(({ said }) => (said?.confidence ?? 0) >= 0.9);
  assert.ok(sure.length > 50);
  assert.ok(accuracy(sure.map((one) => one.isFamilyRight)) >= 0.99);
  const confidences = new Set(marks.map(({ said }) => said?.confidence));
  assert.ok(confidences.size > 10, 'a confidence is worked out, not given to all');
});

test('every answer is whole: a summary, evidence, advice and the three fears', () => {
  for (const { said, case: one } of marks) {
    assert.ok(said !== null, one.text);
    assert.match(said.summary, /^[\S].*[.)]$/, one.text);
    assert.ok(said.evidence.length > 0 && said.advice.caller.length > 0 && said.advice.operator.length > 0, one.text);
    assert.ok(said.confidence > 0 && said.confidence < 1, one.text);
    assert.equal(said.confidence < 0.6, said.summary.startsWith('Most likely: '), one.text);
    for (const fear of Object.values(said.safe)) assert.match(fear, /[.]$/);
    if (said.who === 'network') assert.ok(said.advice.network.length > 0, `${said.code}: ${one.text.slice(0, 80)}`);
  }
});

test('what another proxy or server tells of is called a site, not an AI service', () => {
  for (const { said, case: one } of marks)
    if (said?.who === 'operator' && said.source.system !== 'Good Gateway' && !/https:\/\/|openai/.test(one.text))
      assert.doesNotMatch(`${said.title} ${said.summary}`, /AI service|being given a rest/, one.text);
});
