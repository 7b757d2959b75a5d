// A complaint on its way through the three steps: read from a posted form, checked all at once, carried on in hidden fields.
import { portalChoices } from '../../contract/portal.ts'
import { normalisePhone } from '../../domain/customers/phone.ts'
import type { Draft, FieldError, KeptFile, RoleAnswer, Wish } from '../models.ts'

/** A posted form: each name with all its values in order. */
export type Posted = Readonly<Record<string, readonly string[] | undefined>>

/** The wishes offered, in order. */
export const wishes: readonly Wish[] = ['redelivery', 'search', 'refund', 'compensation', 'apology', 'explanation']

/** Longest text the customer's own words may have, in characters. */
export const longestWords = 5000

const roles: readonly RoleAnswer[] = ['sender', 'consignee', 'representative']

/** An empty draft with its idempotency key. */
export function newDraft(key: string): Draft {
  return { key, about: '', words: '', number: '', phone: '', name: '', anonymous: false, role: '', wishes: [], noCalls: false, files: [] }
}

/** Reads a posted form. Unknown answers are dropped, texts are trimmed; `kept` are the files the server knows by the form's tokens. */
export function readDraft(posted: Posted, kept: readonly KeptFile[]): Draft {
  // longer than allowed comes back to be shortened; without end it would only fill the drafts
  const text = (name: string): string => (posted[name]?.[0] ?? '').replaceAll('\r\n', '\n').trim().slice(0, name === 'words' ? 4 * longestWords : 1000).toWellFormed()
  const all = (name: string): readonly string[] => posted[name] ?? []
  const about = text('about')
  const dropped = new Set(all('drop'))
  const tokens = all('kept').filter((token) => !dropped.has(token))
  return {
    key: text('key'),
    about: portalChoices.find((choice) => choice === about) ?? '',
    words: text('words'),
    number: text('number'),
    phone: text('phone'),
    name: text('name'),
    anonymous: text('anonymous') === 'yes',
    role: roles.find((role) => role === text('role')) ?? '',
    wishes: wishes.filter((wish) => all('wishes').includes(wish)),
    noCalls: text('noCalls') === 'yes',
    files: tokens.flatMap((token) => kept.find((file) => file.token === token) ?? []),
  }
}

/** The same draft as names and values for hidden fields. */
export function carried(draft: Draft): [string, string][] {
  return [
    ['key', draft.key],
    ['about', draft.about],
    ['words', draft.words],
    ['number', draft.number],
    ['phone', draft.phone],
    ['name', draft.name],
    ['anonymous', draft.anonymous ? 'yes' : ''],
    ['role', draft.role],
    ...draft.wishes.map((wish): [string, string] => ['wishes', wish]),
    ['noCalls', draft.noCalls ? 'yes' : ''],
    ...draft.files.map((file): [string, string] => ['kept', file.token]),
  ].filter((pair): pair is [string, string] => pair[1] !== '')
}

/** Parcel or order numbers out of one free field: split at spaces and commas, upper case, each once. */
export function plainItems(typed: string): string[] {
  const parts = typed.normalize('NFKC').toUpperCase().split(/[\s,、;；]+/)
  return [...new Set(parts.map((part) => part.replace(/[^0-9A-Z-]/g, '')).filter((part) => part !== ''))]
}

/** Everything that keeps a draft from being sent, all at once (INT-17). A parcel number is never demanded (OPN-10). */
export function checkDraft(draft: Draft): FieldError[] {
  const errors: FieldError[] = []
  const wrong = (path: string, code: string, params?: Record<string, number>): void => void errors.push({ path, code, ...(params ? { params } : {}) })
  if (draft.about === '') wrong('about', 'required')
  if (draft.about === 'other' && draft.words === '') wrong('words', 'required')
  if (draft.words.length > longestWords) wrong('words', 'too_long', { limit: longestWords })
  if (draft.number.length > 200) wrong('number', 'too_long', { limit: 200 })
  if (!draft.anonymous && draft.phone === '') wrong('phone', 'required')
  if (!draft.anonymous && draft.phone !== '' && normalisePhone(draft.phone) === null) wrong('phone', 'invalid')
  if (draft.name.length > 60) wrong('name', 'too_long', { limit: 60 })
  return errors
}
