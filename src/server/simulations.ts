// What a policy simulation replays: one player per kind of document, each written by the capability whose rules it holds.
import { assessmentPlayers } from './complaints/play-assessments.ts'
import { clocksPlayer } from './complaints/play-clocks.ts'
import { laddersPlayer } from './complaints/play-ladders.ts'
import type { Player } from './complaints/players.ts'
import { approvalPlayer } from './resolution/play-approvals.ts'

/** Every player there is. */
export const players: readonly Player[] = [clocksPlayer, ...assessmentPlayers, approvalPlayer, laddersPlayer]
