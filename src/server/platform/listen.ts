// A connection of its own that waits for notifications of one channel, and comes back when it is lost.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Calls `onNotify` for every notification of the channel, and once after each (re)connection, since something may have been missed. */
export function listen(pool: pg.Pool, channel: 'outbox', onNotify: () => void): () => Promise<void> {
  let isStopping = false
  let current: pg.PoolClient | undefined
  const ended = keep()

  async function keep(): Promise<void> {
    for (let delay = 100; !isStopping; delay = Math.min(delay * 2, 5000)) {
      try {
        const client = await pool.connect()
        current = client
        const lost = new Promise<void>((done) => { client.once('error', () => done()); client.once('end', () => done()) })
        client.on('notification', onNotify)
        await client.query(`listen ${channel}`)
        delay = 100
        onNotify()
        await lost
      } catch { /* the pool says the same to everybody who asks; here waiting is the answer */ }
      current?.release(true)
      current = undefined
      if (!isStopping) await sleep(delay)
    }
  }

  return async () => {
    isStopping = true
    const client = current
    current = undefined
    client?.release(true)
    client?.emit('end')
    await Promise.race([ended, sleep(1000)])
  }
}
