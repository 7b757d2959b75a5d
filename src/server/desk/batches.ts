// Reads a long query by a cursor in batches, values as PostgreSQL writes them, in little memory.
import type pg from 'pg'

const fetchSize = 5000
const asWritten = { getTypeParser: (oid: number) => (oid === bytea ? (value: string) => Buffer.from(value.slice(2), 'hex') : (value: string) => value) }
const bytea = 17

const turns = new WeakMap<pg.Client, Promise<unknown>>()

/** One statement at a time on a connection, though several cursors are read side by side. */
function inTurn<T>(client: pg.Client, run: () => Promise<T>): Promise<T> {
  const mine = (turns.get(client) ?? Promise.resolve()).then(run)
  turns.set(client, mine.catch(() => {}))
  return mine
}

/** The rows of a query, batch by batch: the next is on its way while this one is worked on. Values are texts, bytes are buffers. */
export async function* rowsInBatches<R extends unknown[]>(client: pg.Client, name: string, query: string): AsyncGenerator<R[], undefined> {
  await inTurn(client, () => client.query(`declare ${name} no scroll cursor for ${query}`))
  const fetch = () => inTurn(client, () => client.query<R>({ text: `fetch ${fetchSize} from ${name}`, rowMode: 'array', types: asWritten as never }))
  let coming = fetch()
  for (;;) {
    const { rows } = await coming
    if (rows.length === 0) break
    coming = fetch()
    coming.catch(() => {})
    yield rows
  }
  await inTurn(client, () => client.query(`close ${name}`))
  return undefined
}
