// What played scripts are written with: the stage they stand on, the life of one case, and spans of time.
import type { Actor } from '../../domain/identity/actor.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import type { DemoNetwork } from '../waybills/demo-network.ts'
import type { PlayedCase } from './case.ts'
import type { Dice } from './dice.ts'
import type { House } from './house.ts'
import type { People } from './people.ts'
import type { Story } from './stories.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** What lives are played in. `anchorAt` is the instant (epoch ms) the demo's parcels lead up to, `now` the clock of the play. */
export type Stage = { readonly house: House; readonly people: People; readonly network: DemoNetwork; readonly anchorAt: number; readonly now: () => number }
/** Yields how long it waits until its next step (ms). */
export type Script = AsyncGenerator<number, void>
export type Life = Stage & { readonly dice: Dice; readonly story: Story; readonly parcel: Waybill; readonly values: Readonly<Record<string, string | number>>; agent: Actor; c: PlayedCase }
