// The pool and Kysely on top of it: instants as epoch milliseconds, timeouts on everything, and one way to open a transaction.
import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver, sql, Transaction } from 'kysely'
import type { DatabaseConnection, Driver, PostgresDialectConfig, QueryResult, RawBuilder, TransactionSettings } from 'kysely'
import pg from 'pg'
import { codeOf, messageOf } from './boot-problem.ts'
import type { DB, Instant } from './schema.ts'

/** The pool (for hot paths with prepared statements), Kysely on the same pool, and the way to end both. */
export type Database = Readonly<{ pool: pg.Pool, db: Kysely<DB>, close: () => Promise<void> }>

/** Opens a pool; nothing connects before the first query. `max` is the number of connections it may hold. */
export function createDatabase(url: string, options: { max?: number, name?: string } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'huiyin',
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: 15_000,
    lock_timeout: 2000,
    idle_in_transaction_session_timeout: 15_000,
    options: '-c TimeZone=UTC',
    types: { getTypeParser },
    pipeline: true,
  })
  // Without both handlers the end of the database is an unhandled 'error' event and ends this process too.
  pool.on('error', () => {})
  pool.on('connect', client => {
    client.on('error', () => {})
    nameStatements(client)
  })
  const db = new Kysely<DB>({ dialect: new EagerDialect({ pool }) })
  return { pool, db, close: () => db.destroy() }
}

/** PostgreSQL's dialect, whose `begin` goes out together with the first statement: each transaction waits for one answer less. */
class EagerDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig
  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }
  override createDriver(): Driver {
    return new EagerDriver(this.#config)
  }
}

class EagerDriver extends PostgresDriver {
  readonly #begun = new WeakMap<DatabaseConnection, Promise<unknown>>()
  override beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel !== undefined || settings.accessMode !== undefined) return super.beginTransaction(connection, settings)
    const begun = connection.executeQuery(CompiledQuery.raw('begin'))
    begun.catch(() => {})
    this.#begun.set(connection, begun)
    return Promise.resolve()
  }
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#begun.get(connection)
    await super.commitTransaction(connection)
  }
}

const prepared = new Map<string, string>()

/**
 * Marks the text of a statement: from now on a connection parses it once and PostgreSQL may keep its plan. For the few texts of
 * hot paths; each must be constant, because a connection keeps every one it has met. Gives the text back.
 */
export function prepareOnce(text: string): string {
  if (!prepared.has(text)) prepared.set(text, `huiyin_${prepared.size}`)
  return text
}

/** More texts than these are no longer kept ready, so that a text that varies after all can't fill the connections' memory. */
const mostPrepared = 400

/**
 * As `query.execute(db)`, parsed and planned once per connection: for what is asked all the time in a text that hardly varies (by kind of
 * actor, never by request). Planning a query of twenty parts costs more than running it.
 */
export async function executeOften<R>(db: Kysely<DB>, query: RawBuilder<R>): Promise<QueryResult<R>> {
  const compiled = query.compile(db)
  if (prepared.size < mostPrepared) prepareOnce(compiled.sql)
  return db.executeQuery<R>(compiled)
}

// Kysely hands over text and parameters only, so the name is added where they meet the connection.
function nameStatements(client: pg.PoolClient): void {
  const plain = client.query.bind(client) as (query: unknown, ...rest: unknown[]) => unknown
  const named = (query: unknown, values: unknown, ...rest: unknown[]): unknown => {
    const name = typeof query === 'string' && Array.isArray(values) ? prepared.get(query) : undefined
    return name === undefined ? plain(query, values, ...rest) : plain({ name, text: query, values }, ...rest)
  }
  client.query = named as typeof client.query
}

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.TIMESTAMPTZ, parseInstant],
  [pg.types.builtins.DATE, text => text],
  [pg.types.builtins.TIMESTAMP, text => text],
  [pg.types.builtins.INTERVAL, text => text],
  [1016, text => parseList(text).map(item => (item === null ? null : Number(item)))],
  [1185, text => parseList(text).map(item => (item === null ? null : parseInstant(item)))],
  [1182, parseList],
])

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format)
}

/** `2026-11-22 02:57:42.123456+00` as epoch milliseconds; sessions run in UTC, so the offset is always +00. */
function parseInstant(text: string): number {
  if (text === 'infinity') return Infinity
  if (text === '-infinity') return -Infinity
  return Date.parse(text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text)
}

// Only for element types without commas and braces: numbers, instants, dates.
function parseList(text: string): (string | null)[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(item => (item === 'NULL' ? null : item.replaceAll('"', '')))
}

/** Sends an instant (epoch milliseconds) to a `timestamptz` column or comparison; a bare number would be refused by PostgreSQL. */
export function at(instant: number): RawBuilder<Instant> {
  return sql<Instant>`${new Date(instant).toISOString()}::timestamptz`
}

/** What `inTransaction` hands over: the open transaction and its one instant (epoch milliseconds, SQL `app_now()`). */
export type InTransaction = Readonly<{ tx: Transaction<DB>, now: number }>

/**
 * Runs `work` in one transaction and commits. A deadlock or serialization failure runs it again (up to three times), so `work`
 * must have no effect outside the database. A lost connection becomes `database_unavailable`: whether a commit that was under
 * way has happened is then unknown, and only an idempotency key can tell.
 */
export async function inTransaction<T>(db: Kysely<DB>, work: (open: InTransaction) => Promise<T>): Promise<T> {
  return openingWith(db, clockAlone, ({ tx, first }) => work({ tx, now: first.now }))
}

const clockAlone = CompiledQuery.raw(prepareOnce('select app_now() as now'))

/** The clock of the system (epoch milliseconds) outside of any transaction. */
export async function readClock(db: Kysely<DB>): Promise<number> {
  const [row] = (await db.executeQuery(clockAlone as CompiledQuery<{ now: number }>)).rows
  if (!row) throw new Error('the clock gave no row')
  return row.now
}


/**
 * As `inTransaction`, with an `opening` statement that gives one row: the clock as `now`, and beside it what the work needs to
 * know first, so that a hot path reads both in one round trip.
 */
export async function openingWith<R extends { now: number }, T>(db: Kysely<DB>, opening: CompiledQuery, work: (open: { readonly tx: Transaction<DB>; readonly first: R }) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(async tx => {
        const [first] = (await tx.executeQuery<R>(opening as CompiledQuery<R>)).rows
        if (!first) throw new Error('the opening statement of a transaction gave no row')
        return work({ tx, first })
      })
    } catch (error) {
      const isRace = codeOf(error) === '40001' || codeOf(error) === '40P01'
      if (isRace && attempt < 4) {
        await sleep(Math.random() * 20 * attempt)
        continue
      }
      throw databaseTrouble(error) === 'unavailable' ? unavailable(error) : error
    }
  }
}

/**
 * Statements of one transaction that don't wait for each other's answers: `send` issues them in order on a handle that passes each on at once. Resolves
 * when all are answered; the first failure is thrown and has aborted the transaction, as with statements sent one by one.
 */
export async function sendTogether(tx: Transaction<DB>, send: (tx: Transaction<DB>) => readonly Promise<unknown>[]): Promise<void> {
  const executor = tx.getExecutor()
  await executor.provideConnection(async connection => {
    await Promise.all(send(new Transaction<DB>({ ...unconnected, executor: executor.withConnectionProvider({ provideConnection: consume => consume(connection) }) })))
  })
}

const dialect = new PostgresDialect({ pool: () => Promise.reject(new Error('a handle on one connection opens no other')) })
const unconnected = { config: { dialect }, dialect, driver: dialect.createDriver() }

/** What is wrong with the database rather than with the request: no connection, a lock or a limit, a full disk; else undefined. */
export function databaseTrouble(error: unknown): 'unavailable' | 'busy' | 'full' | undefined {
  const code = codeOf(error)
  if (code === 'database_unavailable') return 'unavailable'
  if (/^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/.test(code)) return 'unavailable'
  if (/^(55P03|57014|40001|40P01|25P03|53200)$/.test(code)) return 'busy'
  if (code === '53100' || code === 'ENOSPC') return 'full'
  const words = messageOf(error)
  if (/Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/i.test(words)) return 'unavailable'
  return undefined
}

function unavailable(cause: unknown): Error & { code: 'database_unavailable', retryAfterSeconds: number } {
  return Object.assign(new Error('The database cannot be reached.', { cause }), { code: 'database_unavailable' as const, retryAfterSeconds: 2 })
}
