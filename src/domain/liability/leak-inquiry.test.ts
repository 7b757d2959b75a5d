// What a leak's inquiry waits for.
import { describe, expect, test } from 'vitest'
import { leakSteps, whyNotResult, whyNotStep } from './leak-inquiry.ts'
import type { LeakState } from './leak-inquiry.ts'

const state = (done: LeakState['done'], result: LeakState['result'] = null): LeakState => ({ done, result })

describe('steps', () => {
  test.each([
    ['stop_access', state([]), true, null], ['stop_access', state(['stop_access']), true, 'inquiry.step_done'], ['stop_access', state([]), false, 'inquiry.step_needed'],
    ['notify_persons', state([]), true, 'inquiry.assess_first'], ['notify_persons', state(['assess_notice']), false, null],
    ['apology', state([]), true, 'inquiry.not_confirmed'], ['apology', state([], 'not_confirmed'), true, 'inquiry.not_confirmed'], ['apology', state([], 'confirmed'), true, null], ['person_dealt_with', state([]), true, 'inquiry.not_confirmed'],
  ] as const)('%s after %o', (step, at, needed, code) => expect(whyNotStep(at, step, needed)?.code ?? null).toBe(code))
})

test('the result waits for containment, traces and the question of notice, and comes once', () => {
  expect(whyNotResult(state([]))).toMatchObject({ code: 'inquiry.steps_missing', params: { steps: leakSteps.slice(0, 5) } })
  expect(whyNotResult(state(leakSteps.slice(0, 5)))).toBeNull()
  expect(whyNotResult(state(leakSteps.slice(0, 5), 'confirmed'))?.code).toBe('inquiry.concluded')
})
