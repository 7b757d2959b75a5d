// Plays ten thousand case lives over thirty virtual days through the engine and compares each with an oracle that walks minutes and days; prints the seed on failure.
import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { calendarOf, HouseCase } from '../../../test/lives/house.ts'
import { oracleSays, oracleSteps } from '../../../test/lives/oracle.ts'
import type { Almanac, ToldStep } from '../../../test/lives/oracle.ts'
import { importedAt, lifeOf } from '../../../test/lives/script.ts'
import type { Happening, Life } from '../../../test/lives/script.ts'
import { compileCalendar } from './working-time.ts'

const dates = (...on: string[]): ReadonlySet<string> => new Set(on)
const openMinutes = [[540, 720], [780, 1080]] as const
const festival = ['2026-02-15', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-21', '2026-02-22']
/** What is known at first ends in the middle of the festival; the notice that comes brings its last day, a make-up day and a day nobody expected. */
const old: Almanac = { off: dates(...festival), work: dates('2026-02-14'), until: '2026-02-20', openMinutes }
const next: Almanac = { off: dates(...festival, '2026-02-23', '2026-03-06'), work: dates('2026-02-14', '2026-02-28', '2026-03-01'), until: '2026-12-31', openMinutes }
const times = { old: compileCalendar(calendarOf('old@1', old)), next: compileCalendar(calendarOf('next@2', next)) }

const seed = Number(process.env['HUIYIN_SEED'] ?? randomInt(1_000_000_000))
const lives = 10_000

/** Lives it, and says where engine and oracle differ first. The house never hears of what it is `deaf` to. */
function differenceIn(life: Life, deaf?: Happening['what']): string | null {
  const house = new HouseCase(life, times, life.receivedAt > importedAt).importsAt(importedAt)
  const told = new Map<string, ToldStep[]>()
  for (const [i, h] of life.happenings.entries()) {
    if (h.what !== deaf) house.take(h)
    if (h.what !== 'probe' && h.what !== 'sweep') continue
    const [says, oracle] = [house.says(h.at), oracleSays(life, h.at, i + 1, old, next)]
    if (JSON.stringify(says) !== JSON.stringify(oracle)) return `at ${new Date(h.at).toISOString()} (happening ${i})\nengine ${show(says)}\noracle ${show(oracle)}`
    if (h.what === 'sweep') for (const c of house.rows) look(c, told, h.at, oracle.clocks.find((o) => o.kind === c.kind && o.epoch === c.epoch)?.state ?? '')
  }
  const [mine, theirs] = [house.told, told].map((m) => JSON.stringify([...m].filter(([, steps]) => steps.length > 0).sort()))
  return mine === theirs ? null : `steps told\nengine ${mine}\noracle ${theirs}`
}

function look(c: { kind: string; epoch: number; openedAt: number; dueAt: number }, told: Map<string, ToldStep[]>, now: number, state: string): void {
  if (!['running', 'soon', 'overdue'].includes(state)) return
  const key = `${c.kind} ${c.epoch}`
  const known = told.get(key) ?? []
  told.set(key, [...known, ...oracleSteps(c.openedAt, c.dueAt, known, now)])
}

function show(said: unknown): string {
  return JSON.stringify(said, (key, value: unknown) => (typeof value === 'number' && key.endsWith('At') ? new Date(value + 28_800_000).toISOString().slice(0, 19) : value))
}

test(`${lives} lives end as the oracle says`, () => {
  for (let number = 0; number < lives; number++) {
    const life = lifeOf(seed, number)
    const difference = differenceIn(life)
    if (difference !== null) expect(difference, `HUIYIN_SEED=${seed}, life ${number}: ${show(life)}`).toBeNull()
  }
  expect.assertions(0)
}, 60_000)

test.each(['contact', 'resume', 'late_pause', 'merge_in', 'merge_away', 'reopen', 'import_calendar', 'recompute', 'sweep'] as const)('a house that misses every %s is found out', (deaf) => {
  expect(Array.from({ length: 400 }, (_, n) => lifeOf(seed, n)).some((life) => differenceIn(life, deaf) !== null)).toBe(true)
})
