// `npm run import -- FILE`: bulk intake from CSV or XLSX through a running server: progress, a file of what could not be filed, and going on after an interruption.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Problem } from '../src/contract/common.ts'
import type { ImportPreview, ImportRun } from '../src/contract/imports.ts'
import { localeCodes, translator } from '../src/contract/words.ts'
import type { LocaleCode, Words } from '../src/contract/words.ts'
import { importFields } from '../src/domain/complaints/import-columns.ts'
import { bootProblem, isBootProblem } from '../src/server/platform/boot-problem.ts'
import { loadTexts } from '../src/server/platform/locales.ts'

const usage = `npm run import -- FILE [options]
  --server URL        the running server (http://127.0.0.1:8080)
  --token TOKEN       an API token with complaint:import; or HUIYIN_TOKEN in the environment
  --user NAME         instead of a token: sign in with HUIYIN_PASSWORD from the environment
  --map "HEADING=FIELD,…"  columns that are not recognised; FIELD one of ${importFields.join(' ')}, or none
  --channel CODE      the channel of lines that say none       --proof TEXT    what proves the times of receipt in the file
  --sheet NAME        a sheet of a workbook                    --errors FILE   where what could not be filed is written (.xlsx or .csv)
  --look              only show what is recognised             --again         import a file that was imported before
  --cancel            stop the import of this file             --locale CODE   language of reasons (${localeCodes.join(', ')})`

const options = {
  server: { type: 'string', default: 'http://127.0.0.1:8080' }, token: { type: 'string' }, user: { type: 'string' }, map: { type: 'string' }, channel: { type: 'string' }, proof: { type: 'string' }, sheet: { type: 'string' }, errors: { type: 'string' },
  look: { type: 'boolean', default: false }, again: { type: 'boolean', default: false }, cancel: { type: 'boolean', default: false }, locale: { type: 'string', default: 'zh-CN' },
} as const
type Values = ReturnType<typeof parse>['values']
type House = { readonly get: <T>(path: string) => Promise<T>; readonly post: <T>(path: string, body: unknown) => Promise<T>; readonly upload: (path: string, name: string, bytes: Uint8Array) => Promise<ImportRun>; readonly download: (path: string) => Promise<Buffer> }

const say = (line: string): void => console.log(line)
const number = (n: number): string => Math.round(n).toLocaleString('en')

function parse() {
  return parseArgs({ options, allowPositionals: true })
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  const [path = ''] = positionals
  const bytes = readBytes(path)
  const t = wordsFor(values.locale)
  const house = await connect(values, t)
  const run = await findOrUpload(house, values, path, bytes)
  if (values.cancel) return cancel(house, run)
  if (run.state === 'draft') {
    const mapping = await recognise(house, values, run)
    if (values.look) return 0
    await house.post(`/api/imports/${run.id}/start`, { mapping, defaults: { ...(values.channel === undefined ? {} : { channel: values.channel }), ...(values.proof === undefined ? {} : { reportedProof: values.proof }) } })
  } else if (run.canResume) {
    say(`Going on where it stopped: ${number(run.done)} of ${number(run.lines)} lines are handled.`)
    await house.post(`/api/imports/${run.id}/resumption`, {})
  }
  return report(house, values, path, await follow(house, run.id), t)
}

async function findOrUpload(house: House, values: Values, path: string, bytes: Buffer): Promise<ImportRun> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const known = (await house.get<{ items: ImportRun[] }>(`/api/imports?sha256=${sha256}&limit=100`)).items.filter((run) => run.mine)
  const unfinished = known.find((run) => run.state === 'running' || run.canResume)
  if (unfinished) return unfinished
  if (values.cancel) throw bootProblem('No import of this file is running.')
  const done = known.find((run) => run.state === 'done')
  if (done && !values.again) {
    say(`This file was imported before, at ${done.endedAt}; nothing is filed again. With --again it would be.`)
    return done
  }
  return house.upload(`/api/imports${values.again ? '?again=true' : ''}`, basename(path), bytes)
}

async function recognise(house: House, values: Values, run: ImportRun): Promise<Record<string, number>> {
  const preview = await house.get<ImportPreview>(`/api/imports/${run.id}/preview${values.sheet === undefined ? '' : `?sheet=${encodeURIComponent(values.sheet)}`}`)
  const mapping: Record<string, number> = Object.fromEntries(preview.columns.flatMap((column, i) => (column.field === null ? [] : [[column.field, i]])))
  for (const pair of (values.map ?? '').split(',').filter((each) => each.includes('='))) {
    const [heading = '', field = ''] = pair.split('=').map((each) => each.trim())
    const column = preview.columns.findIndex((each) => each.name === heading)
    if (column < 0) throw bootProblem(`There is no column "${heading}"; there are ${preview.columns.map((each) => each.name).join(', ')}.`)
    if (field !== 'none' && !(importFields as readonly string[]).includes(field)) throw bootProblem(`There is no field "${field}"; there are ${importFields.join(' ')}.`)
    for (const [known, at] of Object.entries(mapping)) if (at === column) delete mapping[known]
    if (field !== 'none') mapping[field] = column
  }
  say(`${run.fileName}: ${number(preview.lines)} lines${preview.encoding === null ? '' : `, ${preview.encoding}`}${preview.sheet === null ? '' : `, sheet "${preview.sheet}"${preview.sheets.length > 1 ? ` of ${preview.sheets.map((s) => `"${s.name}"`).join(' ')}` : ''}`}`)
  for (const [i, column] of preview.columns.entries()) say(`  ${column.name} → ${Object.entries(mapping).find(([, at]) => at === i)?.[0] ?? '(left out)'}`)
  return mapping
}

/** Shows how far it is until it ends; a server that is away is waited for. */
async function follow(house: House, id: string): Promise<ImportRun> {
  const stop = (): void => {
    say('\nThe import goes on at the server. The same command follows it again; with --cancel it is stopped.')
    process.exit(130)
  }
  process.on('SIGINT', stop)
  let awaySince = 0
  for (let shownAt = 0; ;) {
    const run = await house.get<ImportRun>(`/api/imports/${id}`).catch((error: unknown) => { if (isBootProblem(error)) throw error; return null })
    if (run === null) {
      awaySince ||= Date.now()
      if (Date.now() - awaySince > 600_000) throw bootProblem('The server has been away for ten minutes. What is handled is kept: the same command goes on later.')
      if (process.stdout.isTTY) process.stdout.write('\rWaiting for the server …\u001b[K')
    } else {
      awaySince = 0
      const isOver = run.state !== 'running'
      if (process.stdout.isTTY) process.stdout.write(`\r${bar(run)}\u001b[K${isOver ? '\n' : ''}`)
      else if (isOver || Date.now() - shownAt > 5000) { say(bar(run)); shownAt = Date.now() }
      if (isOver) { process.off('SIGINT', stop); return run }
    }
    await sleep(500)
  }
}

function bar(run: ImportRun): string {
  const share = run.lines === 0 ? 1 : run.done / run.lines
  const full = Math.floor(share * 24)
  const left = run.remainingSeconds === null ? '' : ` · ${run.remainingSeconds >= 90 ? `${Math.ceil(run.remainingSeconds / 60)} min` : `${run.remainingSeconds} s`} left`
  return `${'█'.repeat(full)}${'░'.repeat(24 - full)} ${Math.floor(share * 100)} % · ${number(run.done)}/${number(run.lines)}${run.perSecond === null ? '' : ` · ${number(run.perSecond)}/s`}${left} · ${number(run.rejected)} bad`
}

async function report(house: House, values: Values, path: string, run: ImportRun, t: Words): Promise<number> {
  say(`${number(run.accepted)} filed, ${number(run.rejected)} not, in ${run.ranSeconds.toFixed(1)} s.`)
  if (run.rejected > 0) {
    const file = values.errors ?? join(dirname(path), `${basename(path).replace(/\.[^.]{1,8}$/, '')}-not-imported.xlsx`)
    writeFileSync(file, await house.download(`/api/imports/${run.id}/error-file?format=${file.endsWith('.csv') ? 'csv' : 'xlsx'}&locale=${values.locale}`), { mode: 0o600 })
    say(`What could not be filed, with line and reason, is in ${file}: correct it and import it.`)
  }
  if (run.state === 'done') return run.rejected > 0 ? 2 : 0
  say(run.state === 'cancelled' ? 'It was cancelled; what is filed stays filed. The same command goes on.' : t(`errors.${run.problem ?? 'internal'}`))
  return 1
}

async function cancel(house: House, run: ImportRun): Promise<number> {
  if (run.state !== 'running') throw bootProblem('No import of this file is running.')
  await house.post(`/api/imports/${run.id}/cancellation`, {})
  say('Cancelled; what is filed stays filed.')
  return 0
}

async function connect(values: Values, t: Words): Promise<House> {
  const { server } = values
  if (!URL.canParse(server)) throw bootProblem(`--server is no address: ${server}`)
  let access: Record<string, string> = {}
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(new URL(path, server), { ...init, headers: { ...access, ...init.headers as Record<string, string> } })
    if (!response.ok) throw bootProblem(sentenceOf(await response.json().catch(() => null) as Problem | null, response.status, t))
    return response
  }
  const json = { 'content-type': 'application/json' }
  const token = values.token ?? process.env['HUIYIN_TOKEN']
  if (token !== undefined) access = { authorization: `Bearer ${token}` }
  else if (values.user !== undefined) {
    const signedIn = await send('/api/session', { method: 'POST', headers: json, body: JSON.stringify({ username: values.user, password: process.env['HUIYIN_PASSWORD'] ?? '' }) }).catch(awayOrKnown(server))
    access = { cookie: signedIn.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') }
  } else throw bootProblem(`Who imports? Give --token or --user.\n${usage}`)
  await send('/api/session', {}).catch((error: unknown) => { if (!isBootProblem(error)) throw awayProblem(server) })
  return {
    get: async (path) => (await send(path, {})).json(),
    post: async (path, body) => (await send(path, { method: 'POST', headers: json, body: JSON.stringify(body) })).json(),
    upload: async (path, name, bytes) => {
      const form = new FormData()
      form.append('file', new Blob([Uint8Array.from(bytes)]), name)
      return (await send(path, { method: 'POST', body: form })).json() as Promise<ImportRun>
    },
    download: async (path) => Buffer.from(await (await send(path, {})).arrayBuffer()),
  }
}

const awayProblem = (server: string): Error => bootProblem(`No server answers at ${server}: start it with npm start, or say where it is with --server.`)
const awayOrKnown = (server: string) => (error: unknown): never => { throw isBootProblem(error) ? error : awayProblem(server) }

function sentenceOf(problem: Problem | null, status: number, t: Words): string {
  if (problem === null) return `The server answered ${status}.`
  const params = Object.fromEntries(Object.entries(problem.params).filter((each): each is [string, string | number] => typeof each[1] === 'string' || typeof each[1] === 'number'))
  return [t(`errors.${problem.code}`, params), ...(problem.fields ?? []).map((field) => `  ${field.path}: ${t(`errors.field.${field.code}`)}`)].join('\n')
}

function wordsFor(locale: string): Words {
  if (!(localeCodes as readonly string[]).includes(locale)) throw bootProblem(`--locale is one of ${localeCodes.join(', ')}.`)
  return translator(loadTexts(locale as LocaleCode))
}

function readArguments(): ReturnType<typeof parse> {
  try {
    const parsed = parse()
    if (parsed.positionals.length === 1) return parsed
  } catch (error) {
    throw bootProblem(`${error instanceof Error ? error.message : 'The arguments are not understood.'}\n${usage}`)
  }
  throw bootProblem(usage)
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    throw bootProblem(`The file ${path} cannot be read.`)
  }
}

main().then((code) => { process.exitCode = code }, (error: unknown) => {
  console.error(isBootProblem(error) ? error.message : error)
  process.exitCode = 1
})
