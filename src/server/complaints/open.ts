// The condition of open and ended cases (alias `c`), written out as in the partial indexes so that the planner sees they cover it.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { openStatuses } from '../../domain/complaints/vocabulary.ts'

const openList = openStatuses.map((status) => `'${status}'`).join(',')

/** The same as text, for statements that are prepared once. */
export const isOpenText = `c.status in (${openList})`
export const isOpenSql: RawBuilder<SqlBool> = sql.raw<SqlBool>(isOpenText)
export const isEndedSql: RawBuilder<SqlBool> = sql.raw<SqlBool>(`c.status not in (${openList})`)
