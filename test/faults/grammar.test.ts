/** One language for everybody who makes things fail. */
import { expect, test } from 'vitest';
import { parseRules } from '../../src/faults/grammar.ts';
import { openPicker } from '../../src/faults/picker.ts';
import { serviceNames } from '../../src/simulation/world/acts.ts';
import { parseServicePlan } from '../../src/simulation/world/fault-plan.ts';

const words = (text: string) =>
  parseRules(text, {
    subjectName: 'thing',
    subjectOf: (name) => name,
    faultOf: (does, argument) => `${does} ${argument}`,
  });

test('subjects, terms, comments', () => {
  expect(words('a.b: 1*off->50%2*burn(5) # why\n*: sink')).toEqual([
    {
      subject: 'a.b',
      terms: [
        { chance: 1, times: 1, fault: undefined },
        { chance: 0.5, times: 2, fault: 'burn 5' },
      ],
    },
    { subject: '*', terms: [{ chance: 1, times: Number.POSITIVE_INFINITY, fault: 'sink undefined' }] },
  ]);
});

test('a picker that is brought back goes on as before', () => {
  const picker = openPicker(words('a: 2*one->50%two->three'), 7);
  picker.next('a');
  const [back, text] = [picker.keep(), picker.text()];
  const future = () => Array.from({ length: 20 }, () => picker.next('a'));
  const first = future();
  expect(picker.text()).not.toBe(text);
  back();
  expect(picker.text()).toBe(text);
  expect(future()).toEqual(first);
  expect(new Set(first)).toEqual(new Set(['one undefined', 'two undefined', 'three undefined']));
});

const plan = (text: string) => parseServicePlan(text, serviceNames);

test('services: failures have the codes of the real ones, errnos are those of system calls', () => {
  const [rule] = plan('svc.attachNetwork: 1*off->1*hang->error(EBUSY)');
  expect(rule).toMatchObject({
    subject: 'attachNetwork',
    terms: [
      { fault: undefined },
      { fault: { does: 'hang' } },
      { fault: { does: 'fail', error: { code: 'SyscallFailed', details: { code: 'EBUSY' } } } },
    ],
  });
  expect(plan('writeBundle: error(ENOSPC)')[0]?.terms[0]?.fault).toMatchObject({ error: { code: 'NoSpace' } });
  expect(plan('startTask: error(RuntimeFailed)')[0]?.terms[0]?.fault).toMatchObject({
    error: { code: 'RuntimeFailed' },
  });
});

test.each([
  ['nothing: hang', 'there is no service nothing'],
  ['startTask: explode', 'there is no action explode'],
  ['startTask: error(sad)', 'error takes a code of docs/failures.md or an errno, such as EBUSY'],
  ['startTask: half(1)', 'half takes no argument'],
])('%s → %s', (text, reason) => {
  expect(() => plan(text)).toThrow(expect.objectContaining({ details: expect.objectContaining({ reason }) }));
});
