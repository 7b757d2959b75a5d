// After X do Y: which jobs follow which event. The steps of a case enqueue them in their own transaction.
import type { RecordedStep } from './complaints/deps.ts'
import { tellJob, toldEvents } from './complaints/tell.ts'
import type { NewEvent } from './platform/chain.ts'
import type { Db } from './platform/context.ts'
import type { NewJob, Platform } from './platform/platform.ts'

type Reaction = { readonly after: string; readonly jobs: (step: RecordedStep, event: NewEvent, eventKey: string) => readonly NewJob[] }

/** Every reaction there is. The job's key is the event's place in the record, so that a repeated enqueue adds nothing. */
export const reactions: readonly Reaction[] = Object.keys(toldEvents).map((after) => ({ after, jobs: (step, _event, key) => tellJob(step, after, key) }))

/** Makes the `react` of the steps: enqueues what follows their events in their transaction, one statement per kind of job. */
export function reactionsOf(p: Pick<Platform, 'enqueue'>, all: readonly Reaction[] = reactions): (tx: Db, steps: readonly RecordedStep[]) => Promise<void> {
  return async (tx, steps) => {
    if (all.length === 0) return
    const jobs = steps.flatMap((step) => step.events.flatMap((event, i) => all.filter((r) => r.after === event.type).flatMap((r) => r.jobs(step, event, `${step.complaintId}:${step.version}:${i}`))))
    if (jobs.length > 0) await p.enqueue(tx, jobs)
  }
}
