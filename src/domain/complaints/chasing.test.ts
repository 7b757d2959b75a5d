import { describe, expect, test } from 'vitest'
import { chaseEffect } from './chasing.ts'
import type { Chased, RepeatKind } from './chasing.ts'

const hour = 3_600_000
const now = 100 * hour
const c = (change: Partial<Chased> = {}): Chased => ({ kind: 'complaint', status: 'investigating', receivedAt: now - 50 * hour, times: 0, lastAt: null, priority: 3, ...change })

describe('chaseEffect', () => {
  test.each<[string, Chased, RepeatKind, boolean, { times: number; second: boolean; becomes: boolean; priority: number }]>([
    ['the first chaser of a complaint is counted', c(), 'chaser', false, { times: 1, second: false, becomes: false, priority: 3 }],
    ['the second within a day raises the priority', c({ times: 1, lastAt: now - 24 * hour }), 'chaser', false, { times: 2, second: true, becomes: false, priority: 2 }],
    ['the second after more than a day does not', c({ times: 1, lastAt: now - 24 * hour - 1 }), 'chaser', false, { times: 2, second: false, becomes: false, priority: 3 }],
    ['nothing is more urgent than p1', c({ times: 4, lastAt: now - hour, priority: 1 }), 'chaser', false, { times: 5, second: true, becomes: false, priority: 1 }],
    ['a case filed as chaser is its own first one', c({ kind: 'chaser', receivedAt: now - 3 * hour }), 'chaser', false, { times: 1, second: true, becomes: true, priority: 2 }],
    ['one filed as chaser long ago is not', c({ kind: 'chaser', receivedAt: now - 30 * hour }), 'chaser', false, { times: 1, second: false, becomes: false, priority: 3 }],
    ['an enquiry chased once stays one', c({ kind: 'enquiry' }), 'chaser', false, { times: 1, second: false, becomes: false, priority: 3 }],
    ['an enquiry chased twice in a day becomes a complaint', c({ kind: 'enquiry', times: 1, lastAt: now - hour }), 'chaser', false, { times: 2, second: true, becomes: true, priority: 2 }],
    ['any grievance makes a complaint of it at once', c({ kind: 'trace' }), 'chaser', true, { times: 1, second: false, becomes: true, priority: 3 }],
    ['a request about one\'s own data stays one, however it is urged', c({ kind: 'data_request', times: 1, lastAt: now - hour }), 'chaser', true, { times: 2, second: true, becomes: false, priority: 2 }],
    ['a question on a case is not urging', c({ times: 1, lastAt: now - hour }), 'enquiry', false, { times: 1, second: false, becomes: false, priority: 3 }],
    ['but a grievance in it counts', c({ kind: 'enquiry' }), 'trace', true, { times: 0, second: false, becomes: true, priority: 3 }],
    ['what has ended becomes nothing new', c({ kind: 'enquiry', status: 'closed' }), 'chaser', true, { times: 1, second: false, becomes: false, priority: 3 }],
  ])('%s', (_name, chased, kind, grieves, e) => {
    expect(chaseEffect(chased, kind, grieves, now)).toEqual({ times: e.times, isSecond: e.second, becomesComplaint: e.becomes, priority: e.priority })
  })
})
