// A draft of SLA profiles played on cases: what their clocks, the stopped ones too, would have been.
import { playCase } from '../../domain/sla/playing.ts'
import { countsAlike, recount } from '../../domain/sla/recount.ts'
import type { ClockRow } from './clocks.ts'
import { clockTimes } from './clocks.ts'
import type { Play, Player } from './players.ts'
import { instantsOf, loadCases, playedCase, profileNow, spansOf, storedClock } from './recount-cases.ts'
import type { OpenCase } from './recount-cases.ts'

/**
 * What stands is what was; a clock would be otherwise only where the draft counts otherwise than what is in force. So a draft that says the same moves nothing, however old
 * the versions are to which the cases are pinned.
 */
export const clocksPlayer: Player = {
  document: 'sla',
  play: async (db, ids, play) => (await loadCases(db, ids, { lock: false, stopped: true })).map((c) => playCase(playedCase(c, c.clocks.filter((k) => !k.cancelled).map((row) => played(c, row, play))), play.until)),
}

function played(c: OpenCase, row: ClockRow, { before, after }: Play) {
  const { dueAt: _, ...times } = clockTimes(row)
  const was = instantsOf(row)
  const rule = profileNow(c, after).rules[row.kind]
  const stored = storedClock(c, row, before)
  const same = stored.agreed || countsAlike(profileNow(c, before).rules[row.kind], rule)
  return { ...times, before: was, after: same ? was : recount({ ...stored, stoppedAt: null }, rule, before.timeOf(row.calendar_version), spansOf(c, row)) }
}
