// Every job and every sweep there is.
import { clearingJobs } from './channels/portal-drafts.ts'
import { dataRequestSweep } from './channels/data-requests.ts'
import { assignmentSweep } from './complaints/auto-assign.ts'
import { batchJobs, batchSweep } from './complaints/batch-filing.ts'
import { conformanceSweep } from './complaints/conformance-sweep.ts'
import type { Deps } from './complaints/deps.ts'
import type { Intake } from './complaints/intake.ts'
import { warningJobs } from './complaints/handling-times.ts'
import { importJobs } from './complaints/import-cleanup.ts'
import { deadlineSweep } from './complaints/ladder-sweep.ts'
import { orphanJobs } from './complaints/orphans.ts'
import { moveSweep } from './complaints/moves.ts'
import { pauseSweep } from './complaints/pauses.ts'
import { surgeSweep } from './complaints/surges.ts'
import { tellJobs } from './complaints/tell.ts'
import { scanJobs } from './complaints/virus-scan.ts'
import { demoPresenceSweep } from './demo/presence.ts'
import { leftCaseSweep } from './desk/left-cases.ts'
import { noticeSweep } from './desk/notices.ts'
import { unitMoveSweep } from './desk/unit-moves.ts'
import { incidentSweep } from './investigation/incident-sweep.ts'
import { massJobs, massSweep } from './investigation/mass-work.ts'
import { orderSweep } from './investigation/order-sweep.ts'
import { liabilityJobs, liabilitySweep } from './liability/windows.ts'
import { inquiryJobs } from './liability/leak-inquiries.ts'
import { settleJobs } from './liability/settle-case.ts'
import { settlementJobs } from './liability/settlements.ts'
import { measureSweep } from './liability/staff-measures.ts'
import { unitScoreJobs } from './investigation/unit-scores.ts'
import { messageJobs, messageSweep } from './messages/store.ts'
import { heartbeatSweep, houseJobs } from './platform/house-jobs.ts'
import type { Job, Sweep } from './platform/jobs.ts'
import { hopTimesSweep } from './waybills/hop-times.ts'

/** The jobs of all capabilities. */
export function jobsOf(p: Deps, intake: Intake): Job[] {
  return [...houseJobs(p), ...orphanJobs(p), ...scanJobs(p), ...importJobs(p), ...messageJobs(p), ...tellJobs(p), ...massJobs(p), ...batchJobs(p, intake), ...clearingJobs(p), ...warningJobs(p.db, p.policy), ...unitScoreJobs(p.db), ...liabilityJobs(p), ...settleJobs(p), ...settlementJobs(p), ...inquiryJobs(p)]
}

/** The names of the queues, known before the platform is. */
export const jobNames: readonly string[] = ['make_partitions', 'clean_up', 'drop_orphans', 'scan_file', 'scan_again', 'drop_imports', 'send_message', 'tell_customer', 'mass_run', 'file_batch', 'clear_portal', 'learn_times', 'learn_scores', 'open_liability', 'settle_case', 'settle_month', 'open_inquiry']

/** The sweeps of all capabilities. */
export function sweepsOf(d: Deps): Sweep[] {
  return [deadlineSweep(d), orderSweep(d), pauseSweep(d), messageSweep(d), assignmentSweep(d), moveSweep(d), dataRequestSweep(d), surgeSweep(d), noticeSweep(d), conformanceSweep(d), incidentSweep(d), massSweep(d), batchSweep(d), unitMoveSweep(d.db), leftCaseSweep(d), liabilitySweep(d), measureSweep(d), heartbeatSweep(d.db), hopTimesSweep(d.db), demoPresenceSweep(d)]
}
