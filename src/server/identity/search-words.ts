// How people and units are found by what somebody types: part of a name, its pinyin, its initials, a username, a number.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { pinyin } from 'pinyin-pro'
import type { Db } from '../platform/context.ts'

const longest = 30

/** The lexemes of names and of words found whole or from their beginning, as the text of a `tsvector`. */
export function searchVector(names: readonly (string | null | undefined)[], codes: readonly (string | null | undefined)[]): string {
  const words = new Set<string>()
  for (const name of names) for (const word of wordsOfName(name ?? '')) words.add(word)
  for (const code of codes) if (code) words.add(fold(code))
  return [...words].map(quoted).join(' ')
}

/** The query of what was typed: every word must begin a lexeme. Null when nothing was typed that could be found. */
export function searchQuery(typed: string): RawBuilder<unknown> | null {
  const words = fold(typed).split(/[^\p{L}\p{N}._-]+/u).filter(Boolean)
  return words.length === 0 ? null : sql`${words.slice(0, 8).map((word) => `${quoted(word)}:*`).join(' & ')}::tsquery`
}

function wordsOfName(name: string): string[] {
  const chars = [...fold(name)].filter((c) => /[\p{L}\p{N}]/u.test(c)).slice(0, longest)
  const ends = (parts: readonly string[]): string[] => parts.map((_, i) => parts.slice(i).join(''))
  if (!chars.some((c) => /\p{Script=Han}/u.test(c))) return ends(chars)
  const spoken = chars.map((c) => (/\p{Script=Han}/u.test(c) ? c : ` ${c} `)).join('')
  const syllables = pinyin(spoken, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).map((s) => s.trim()).filter(Boolean)
  return [...ends(chars), ...ends(syllables), ...ends(syllables.map((s) => s.slice(0, 1)))]
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function quoted(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** Gives search words to people and units that came before there were any; cheap when none are left. */
export async function fillSearchWords(db: Db): Promise<void> {
  for (;;) {
    const users = (await sql<{ id: string; name: string; username: string; staff_no: string | null }>`select id, name, username, staff_no from users where search is null limit 1000`.execute(db)).rows
    const units = (await sql<{ id: string; name: string; code: string; city: string | null }>`select id, name, code, city from org_units where search is null limit 1000`.execute(db)).rows
    if (users.length + units.length === 0) return
    await sql`update users u set search = v.search::tsvector from unnest(${users.map((u) => u.id)}::uuid[], ${users.map((u) => searchVector([u.name], [u.username, u.staff_no]))}::text[]) v(id, search) where u.id = v.id`.execute(db)
    await sql`update org_units o set search = v.search::tsvector from unnest(${units.map((u) => u.id)}::uuid[], ${units.map((u) => searchVector([u.name], [u.code, u.city]))}::text[]) v(id, search) where o.id = v.id`.execute(db)
  }
}
