// After X do Y: which jobs follow which event. The steps of a case enqueue them in their own transaction.
import type { RecordedStep } from './complaints/deps.ts'
import { tellJob, toldEvents } from './complaints/tell.ts'
import { settlingEvents } from './liability/settle-case.ts'
import { openingJob } from './liability/windows.ts'
import type { NewEvent } from './platform/chain.ts'
import type { Db } from './platform/context.ts'
import type { NewJob, Platform } from './platform/platform.ts'

type Reaction = { readonly after: string; readonly jobs: (step: RecordedStep, event: NewEvent, eventKey: string) => readonly NewJob[] }

/** Jobs that bring one case to where it should be; what they do depends on the case alone. */
const ofCase = (name: string) => (step: RecordedStep, _event: NewEvent, key: string): readonly NewJob[] => [{ name, payload: { complaintId: step.complaintId }, key: `${name}:${key}` }]

/** Every reaction there is. The job's key is the event's place in the record, so that a repeated enqueue adds nothing. */
export const reactions: readonly Reaction[] = [
  ...Object.keys(toldEvents).map((after): Reaction => ({ after, jobs: (step, _event, key) => tellJob(step, after, key) })),
  // who bears it is judged beside the main line: a finding puts it on the judge's desk, a reopening judges anew
  ...['investigation.found', 'complaint.reopened', 'complaint.unmerged', 'review.decided'].map((after): Reaction => ({ after, jobs: (step, _event, key) => openingJob(step, key) })),
  // what units bear follows the final judgement and whatever the customer gets; a leak begins its inquiry by itself
  ...settlingEvents.map((after): Reaction => ({ after, jobs: ofCase('settle_case') })),
  { after: 'inquiry.opened', jobs: ofCase('open_inquiry') },
]

/** Makes the `react` of the steps: enqueues what follows their events in their transaction, one statement per kind of job. */
export function reactionsOf(p: Pick<Platform, 'enqueue'>, all: readonly Reaction[] = reactions): (tx: Db, steps: readonly RecordedStep[]) => Promise<void> {
  return async (tx, steps) => {
    if (all.length === 0) return
    const jobs = steps.flatMap((step) => step.events.flatMap((event, i) => all.filter((r) => r.after === event.type).flatMap((r) => r.jobs(step, event, `${step.complaintId}:${step.version}:${i}`))))
    if (jobs.length > 0) await p.enqueue(tx, jobs)
  }
}
