// Whose decisions the next instance about responsibility looks at: another person must make it.
import { sql } from 'kysely'
import type { SqlBool } from 'kysely'

/**
 * Judgements `j` of a case `l` whose maker may not decide next. Arbitration: all. A review: the judge, and whoever gave a share that is contested now;
 * a reviewer who left it as it was may decide on it again, or a house of few judges would come to nobody.
 */
export const decided = sql<SqlBool>`j.complaint_id = l.complaint_id and j.epoch = l.epoch and (l.state <> 'contested' or j.stage = 'judgement' or exists (select from liability_contests k where k.complaint_id = j.complaint_id and k.judgement_id = j.id and k.outcome is null))`
