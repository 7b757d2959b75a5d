// How a customer is found again without their data being readable: blind indexes of phone and e-mail, keyed tokens of names.
import { pinyin } from 'pinyin-pro'
import { nameTokens } from '../../domain/customers/tokens.ts'
import { normalisePhone } from '../../domain/customers/phone.ts'
import { blindIndex } from '../platform/crypto.ts'
import type { Keys } from '../platform/crypto.ts'

/** The blind index of a phone as typed, or null when it can't be one. */
export function phoneIndex(keys: Keys, typed: string | undefined): Buffer | null {
  const phone = typed === undefined ? null : normalisePhone(typed)
  return phone === null ? null : blindIndex(keys, 'phone', phone)
}

/** The blind index of an e-mail address. */
export function emailIndex(keys: Keys, typed: string | undefined): Buffer | null {
  return typed === undefined ? null : blindIndex(keys, 'email', typed.trim().toLowerCase())
}

const mostKnown = 20_000
const knownTokens = new WeakMap<Keys, Map<string, string>>()

/** The keyed form of a name token, as it stands among the search tokens. Initials and parts of names come again and again, so the latest are kept. */
export function keyedName(keys: Keys): (token: string) => string {
  const known = knownTokens.get(keys) ?? new Map<string, string>()
  knownTokens.set(keys, known)
  return (token) => {
    const before = known.get(token)
    if (before !== undefined) return before
    const made = `k${blindIndex(keys, 'name', token).toString('base64url').slice(0, 12)}`
    if (known.size >= mostKnown) known.clear()
    known.set(token, made)
    return made
  }
}

/** Keyed search tokens of a name: bigrams, and its pinyin initials. */
export function keyedNameTokens(keys: Keys, name: string | undefined): string[] {
  return name === undefined ? [] : nameTokens(name, initialsOf(name), keyedName(keys))
}

/** The pinyin initials of a Chinese name, the surname read as a surname (曾 is z, 尉迟 is yc); '' without Chinese characters. */
export function initialsOf(name: string): string {
  const chars = [...name.trim()]
  if (!chars.some((c) => /\p{Script=Han}/u.test(c))) return ''
  return [chars.slice(0, 2).join(''), ...chars.slice(2)].map(readInitials).join('')
}

const knownReadings = new Map<string, string>()

function readInitials(part: string): string {
  const before = knownReadings.get(part)
  if (before !== undefined) return before
  const made = pinyin(part, { pattern: 'first', toneType: 'none', type: 'array', ...(part.length > 1 ? { surname: 'head' as const } : {}) }).join('')
  if (knownReadings.size >= mostKnown) knownReadings.clear()
  knownReadings.set(part, made)
  return made
}
