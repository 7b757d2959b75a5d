// What the customer said on its way in: sealed whole, and what of it may stand in the clear or be searched.
import type { NewComplaint } from '../../contract/complaints.ts'
import { maskName, maskPhone } from '../../domain/customers/masking.ts'
import { searchTokens } from '../../domain/customers/tokens.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { keyedNameTokens } from '../customers/indexes.ts'
import { seal } from '../platform/crypto.ts'
import type { Deps } from './deps.ts'
import { clean, cleanMaybe } from './words.ts'

/** Everything told in plain, sealed to the case. */
export function sealWords(deps: Deps, id: string, input: NewComplaint): Buffer {
  const c = input.complainant
  return seal(deps.keys, `complaints|sealed|${id}`, JSON.stringify({ name: c?.name, phone: c?.phone, email: c?.email, handle: c?.handle, place: input.place, verbatim: input.verbatim, summary: input.summary, demand: input.demand?.text, respondent: input.respondent?.name, proof: c?.proof, preferences: c?.preferences, details: input.details }))
}

type Preferences = NonNullable<NonNullable<NewComplaint['complainant']>['preferences']>
/** As the column keeps them: guardians masked; nobody makes themselves a key customer. */
export function preferencesOf({ keyCustomer, ...p }: Preferences, actor: Actor): Preferences {
  return { ...p, ...(keyCustomer === undefined || actor.kind === 'customer' ? {} : { keyCustomer }), ...(p.guardianName === undefined ? {} : { guardianName: maskName(p.guardianName) }), ...(p.guardianPhone === undefined ? {} : { guardianPhone: maskPhone(p.guardianPhone) }) }
}

/** The customer's own name is known, so it is masked wherever it stands in their words; other names can't be told from words. */
export function hideName(text: string, name: string | undefined): string {
  return name === undefined || [...name.trim()].length < 2 ? text : text.replaceAll(name.trim(), maskName(name.trim()))
}

/** The details without what in their words could name a person. */
export function scrubDetails(details: Readonly<Record<string, string | number | boolean>>): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(details).map(([k, v]) => [k, typeof v === 'string' ? clean(v) : v]))
}

/** The tokens a case is found by: words, numbers, and keyed parts of the name. */
export function searchWords(deps: Deps, verbatim: string, input: NewComplaint, keyword: string, items: readonly { readonly number: string }[], complaintNo: string): string[] {
  const text = [verbatim, cleanMaybe(input.summary) ?? '', keyword, ...items.map((i) => i.number), complaintNo].join('\n')
  return [...searchTokens(text), ...keyedNameTokens(deps.keys, input.complainant?.name)]
}
