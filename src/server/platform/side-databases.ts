// Databases beside the house's own in the same PostgreSQL: one prepared template, copies of it that live as long as somebody holds them.
import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** The logins that may make databases, own tables, and work; all lead to the house's own database. */
export type SideLogins = { readonly adminUrl: string; readonly ownerUrl: string; readonly appUrl: string }

/** A copy: its addresses, and its end. While it is held nobody else's clean-up can drop it. */
export type SideDatabase = { readonly appUrl: string; readonly ownerUrl: string; readonly drop: () => Promise<void> }

/** Whether the administrator's login may make databases. */
export async function mayMakeDatabases(logins: SideLogins): Promise<boolean> {
  return withClient(logins.adminUrl, async (client) => (await client.query<{ may: boolean }>('select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user')).rows[0]?.may === true).catch(() => false)
}

/** Makes an empty database that the owner's login owns and only the application's may enter. */
export async function makeDatabase(logins: SideLogins, name: string, template?: string): Promise<SideDatabase> {
  const [owner, app] = [loginOf(logins.ownerUrl), loginOf(logins.appUrl)].map((login) => pg.escapeIdentifier(login))
  const it = pg.escapeIdentifier(name)
  await withClient(logins.adminUrl, async (client) => {
    await client.query(`create database ${it} owner ${owner} encoding 'UTF8' template ${template === undefined ? 'template0' : pg.escapeIdentifier(template)}`)
    await client.query(`revoke all on database ${it} from public`)
    await client.query(`grant connect, temporary on database ${it} to ${app}`)
  })
  return { appUrl: at(logins.appUrl, name), ownerUrl: at(logins.ownerUrl, name), drop: () => dropDatabase(logins, name, true) }
}

/** Copies the template under a name of chance that begins with `prefix`, and holds the copy until it is dropped. */
export async function copyDatabase(logins: SideLogins, prefix: string, template: string): Promise<SideDatabase> {
  const made = await makeDatabase(logins, `${prefix}${randomBytes(6).toString('hex')}`, template)
  const holder = new pg.Client({ connectionString: made.appUrl, application_name: 'huiyin holds', keepAlive: true })
  holder.on('error', () => {})
  await holder.connect()
  return { ...made, drop: async () => { await holder.end().catch(() => {}); await made.drop() } }
}

/** The databases there are whose name begins with `prefix`. */
export async function listDatabases(logins: SideLogins, prefix: string): Promise<readonly string[]> {
  return withClient(logins.adminUrl, async (client) => (await client.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1) order by 1', [prefix])).rows.map((r) => r.datname))
}

/** Gives a database another name. @throws what the database says, such as when somebody is in it. */
export async function renameDatabase(logins: SideLogins, from: string, to: string): Promise<void> {
  await withClient(logins.adminUrl, (client) => client.query(`alter database ${pg.escapeIdentifier(from)} rename to ${pg.escapeIdentifier(to)}`))
}

/** Drops a database; without `evenInUse` one that somebody holds stays. Resolves either way. */
export async function dropDatabase(logins: SideLogins, name: string, evenInUse: boolean): Promise<void> {
  await withClient(logins.adminUrl, (client) => client.query(`drop database if exists ${pg.escapeIdentifier(name)}${evenInUse ? ' with (force)' : ''}`)).catch(() => { /* held by another process, or the database is away: the next clean-up finds it */ })
}

/** Runs work while no other process of this house does work of the same name. */
export async function oneAtATime<T>(logins: SideLogins, key: number, work: () => Promise<T>): Promise<T> {
  return withClient(logins.adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [key])
    return work()
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const loginOf = (url: string): string => decodeURIComponent(new URL(url).username)
const at = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href
