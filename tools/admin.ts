// People without the console: the first administrator, a reset password, a disabled account.
import { randomInt } from 'node:crypto'
import { text as readAll } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Ctx, Db } from '../src/server/platform/context.ts'
import { createUser as createUserWire } from '../src/contract/identity.ts'
import { isWeakPassword } from '../src/domain/identity/passwords.ts'
import { Refusal } from '../src/domain/refusal.ts'
import { ensureHeadquarters, ensureRoles, system } from '../src/server/identity/founding.ts'
import { hashPassword } from '../src/server/identity/passwords.ts'
import { createUser, disableUser, resetPassword } from '../src/server/identity/store.ts'
import { bootDatabase } from '../src/server/platform/boot.ts'
import { bootProblem, isBootProblem } from '../src/server/platform/boot-problem.ts'
import { readConfig } from '../src/server/platform/config.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import { newId } from '../src/server/platform/ids.ts'
import { write } from '../src/server/platform/write.ts'

const usage = `Usage:
  npm run admin -- create-user --username NAME --name "FULL NAME" --role ROLE [--unit CODE] [--staff-no NO] [--password-stdin]
  npm run admin -- reset-password --username NAME [--password-stdin]
  npm run admin -- disable --username NAME --reason "WHY"
Without --password-stdin a one-time password is made and printed. The unit is HQ when none is given.`

const options = {
  username: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' }, unit: { type: 'string' }, 'staff-no': { type: 'string' }, reason: { type: 'string' }, 'password-stdin': { type: 'boolean' },
} as const

type Values = { [K in keyof typeof options]?: string | boolean | undefined }

const sentences: Record<string, (params: Refusal['params']) => string> = {
  'identity.username_taken': () => 'This user name is taken.',
  'identity.staff_no_taken': () => 'This staff number is taken.',
  'identity.already_disabled': () => 'This account is disabled already.',
  'identity.last_admin': () => 'Nobody could manage people any more: make another administrator first.',
}

async function main(): Promise<void> {
  const { command, values } = readArguments()
  const booted = await bootDatabase(readConfig(process.env, []), () => {})
  const database = createDatabase(booted.appUrl, { max: 2, name: 'huiyin admin' })
  try {
    await ensureRoles(database.db)
    await commands[command](contextOf(database.db), values)
  } finally {
    await database.close()
    await booted.stop()
  }
}

const commands = {
  'create-user': async (ctx: Ctx, values: Values): Promise<void> => {
    const username = need(values, 'username')
    const input = createUserWire.body.pick({ username: true, name: true, staffNo: true }).safeParse({ username, name: need(values, 'name'), ...(values['staff-no'] === undefined ? {} : { staffNo: values['staff-no'] }) })
    if (!input.success) throw bootProblem(`The ${input.error.issues.map((issue) => issue.path.join('.')).join(', ')} cannot be used: user names are small letters, digits, dots and dashes, 2 to 40.`)
    const role = need(values, 'role')
    const roles = (await ctx.db.selectFrom('roles').select('code').orderBy('code').execute()).map((r) => r.code)
    if (!roles.includes(role)) throw bootProblem(`There is no role "${role}"; there are ${roles.join(' ')}.`)
    const unitCode = typeof values.unit === 'string' ? values.unit : await ensureHeadquarters(ctx.db)
    const unit = await ctx.db.selectFrom('org_units').select('id').where('code', '=', unitCode).executeTakeFirst()
    if (!unit) throw bootProblem(`There is no unit with the code "${unitCode}".`)
    const password = await takePassword(values, username)
    const passwordHash = await hashPassword(password.text)
    await write(ctx, (t) => createUser(t, { ...input.data, passwordHash, mustChangePassword: true, posts: [{ roleCode: role, unitId: unit.id }] }))
    console.log(`Created ${username} as ${role} in ${unitCode}.${password.told}`)
  },
  'reset-password': async (ctx: Ctx, values: Values): Promise<void> => {
    const user = await findUser(ctx, values)
    const password = await takePassword(values, user.username)
    const passwordHash = await hashPassword(password.text)
    await write(ctx, (t) => resetPassword(t, user.id, passwordHash))
    console.log(`The password of ${user.username} was reset and every session of theirs ended.${password.told}`)
  },
  disable: async (ctx: Ctx, values: Values): Promise<void> => {
    const user = await findUser(ctx, values)
    const reason = need(values, 'reason')
    await write(ctx, (t) => disableUser(t, user.id, reason))
    console.log(`${user.username} is disabled; every session and token of theirs has ended.`)
  },
}

function readArguments(): { command: keyof typeof commands; values: Values } {
  try {
    const { positionals, values } = parseArgs({ options, allowPositionals: true })
    const [command] = positionals
    if (positionals.length === 1 && command !== undefined && isCommand(command)) return { command, values }
  } catch (error) {
    throw bootProblem(`${error instanceof Error ? error.message : 'The arguments are not understood.'}\n${usage}`)
  }
  throw bootProblem(usage)
}

function isCommand(text: string): text is keyof typeof commands {
  return Object.hasOwn(commands, text)
}

function need(values: Values, name: keyof typeof options): string {
  const value = values[name]
  if (typeof value !== 'string' || value.trim() === '') throw bootProblem(`--${name} is needed.\n${usage}`)
  return value.trim()
}

async function findUser(ctx: Ctx, values: Values): Promise<{ id: string; username: string }> {
  const username = need(values, 'username')
  const found = await sql<{ id: string; username: string }>`select id, username from users where username = ${username}`.execute(ctx.db)
  const user = found.rows[0]
  if (!user) throw bootProblem(`There is nobody with the user name "${username}".`)
  return user
}

// From standard input, so that it stands in no shell history; or made here and shown once.
async function takePassword(values: Values, username: string): Promise<{ text: string; told: string }> {
  if (values['password-stdin'] !== true) {
    const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
    const made = Array.from({ length: 16 }, (_, i) => (i % 4 === 0 && i > 0 ? '-' : '') + letters.charAt(randomInt(letters.length))).join('')
    return { text: made, told: ` One-time password, to be changed at the first sign-in: ${made}` }
  }
  const given = (await readAll(process.stdin)).replace(/\r?\n$/, '')
  if (given.length < 10 || given.length > 200) throw bootProblem('The password needs 10 to 200 characters.')
  if (isWeakPassword(given, username)) throw bootProblem('This password is too easy to guess; choose another.')
  return { text: given, told: ' The password must be changed at the first sign-in.' }
}

function contextOf(db: Db): Ctx {
  const log = { info() {}, warn() {}, error() {}, debug() {}, trace() {}, fatal() {}, silent() {}, level: 'silent', child: () => log } as Ctx['log']
  return { db, actor: { ...system, roleCode: null, unitId: null, permissions: new Set(), scope: { kind: 'all' } }, log, requestId: newId(), idempotency: null }
}

main().then(undefined, (error: unknown) => {
  if (error instanceof Refusal) console.error(sentences[error.code]?.(error.params) ?? `Refused: ${error.code}.`)
  else console.error(isBootProblem(error) ? error.message : error)
  process.exitCode = 1
})
