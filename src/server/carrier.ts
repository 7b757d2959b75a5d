// Which carrier's tracking this house asks: the demo's, or none until one is configured.
import { sql } from 'kysely'
import type { Db } from './platform/context.ts'
import type { Carrier } from './waybills/carrier.ts'
import { demoCarrier } from './waybills/demo-carrier.ts'
import { demoNetwork } from './waybills/demo-network.ts'

const noCarrier: Carrier = { code: 'none', lookup: async () => null, find: async () => [] }

/** The carrier of this database; the demo's histories lead up to the instant the demo was founded. */
export async function carrierOf(db: Db): Promise<Carrier> {
  const demo = (await sql<{ anchor: number; cast_at: number | null }>`select (value ->> 'anchorAt')::float8 as anchor, (value ->> 'castAt')::float8 as cast_at from settings where name = 'demo'`.execute(db)).rows[0]
  return demo ? demoCarrier(demoNetwork(), demo.anchor, demo.cast_at ?? demo.anchor) : noCarrier
}
