// Every step of a case is asked for with the permission its transition names, so that a button that shows is not refused.
import { expect, test } from 'vitest'
import { transitions } from '../domain/complaints/lifecycle.ts'
import { endpoints } from './endpoints.ts'

// Nouns that differ from the step's name.
const steps: Readonly<Record<string, string>> = { 'promise-keeping': 'promise', resumption: 'resume', orders: 'order', process: 'process_change', 'process-steps': 'process_step', 'link-removal': 'unlink', 'duplicate-dismissal': 'dismissal', 'compensation-paper': 'paper', 'waybill-360': 'waybill_refresh', report: 'report_submission', 'inquiry-removal': 'inquiry_member', 'evidence-plan-item': 'evidence_plan', 'fact-dropping': 'fact', 'statement-requests': 'statement_request' }

const stepEndpoints = endpoints.filter((e) => e.method === 'POST' && e.path.startsWith('/api/complaints/:id/'))

test.each(stepEndpoints.map((e) => [e.path.split('/').at(-1) ?? '', e.needs] as const))('%s needs %s', (noun, needs) => {
  const action = steps[noun] ?? noun.replaceAll('-', '_')
  expect(transitions.find((row) => row.action === action)?.permission).toBe(needs)
})

test('no two endpoints share method and path', () => {
  const keys = endpoints.map((e) => `${e.method} ${e.path}`)
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
})
