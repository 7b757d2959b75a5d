// What the portal's pages are drawn from. A case is the wire's own shape; the rest is what forms carry from step to step.
import type { z } from 'zod'
import type { PortalCase, portalChoices, portalPromise } from '../contract/portal.ts'
import type { LocaleCode, Words } from '../contract/words.ts'
import type { ComplainantRole, DemandKind, Status } from '../domain/complaints/vocabulary.ts'
import type { DataResult, DataWant } from '../domain/customers/data-requests.ts'

/** Languages the portal speaks. */
export type Locale = LocaleCode

/** Looks a key up in the locale files ('portal.home.title') and fills `{{name}}` places; returns the key itself when unknown. */
export type Translate = Words

/** Instant on the wire: ISO 8601 with offset. */
export type Instant = string

/** What the company configures about itself (CH-14: numbers are configuration, never code). `limits` in hours and days as named. */
export type Site = {
  companyName: string
  hotline: { number: string; hours: string }
  channels: readonly { kind: string; value: string | Readonly<Record<Locale, string>>; href?: string; hours?: string }[]
  limits: { firstContactHours: number; decisionDays: number; statutoryDays: number; reviewDays: number }
  regulator: { phone: string; site?: string }
}

/** What every page is drawn with besides its model. `self` is the path and query that shows the page again by GET. */
export type Page = {
  t: Translate
  locale: Locale
  /** Epoch milliseconds, the database's clock. */
  now: number
  elder: boolean
  site: Site
  /** What the company tells everybody now: a surge, a channel that is down. */
  announcements?: readonly string[]
  assets: { css: string; js: string; icon: string }
  self?: string
}

/** One wrong answer in a form: `path` is the field's name, `code` what is wrong with it. */
export type FieldError = { path: string; code: string; params?: Readonly<Record<string, string | number>> }

/** Why something can't be done now, as codes. */
export type Refused = { code: string; params?: Readonly<Record<string, string | number>> }

/** A file the server already keeps; `token` is what the form carries on. Size in bytes. */
export type KeptFile = { token: string; name: string; size: number }

/** The eight answers to "what went wrong". */
export type Choice = (typeof portalChoices)[number]

/** Who the complainant is to the parcel, of those the portal asks about. */
export type RoleAnswer = '' | Extract<ComplainantRole, 'consignee' | 'sender' | 'representative'>

/** What the customer would like (INT-07), of those the portal offers. */
export type Wish = Extract<DemandKind, 'redelivery' | 'search' | 'refund' | 'compensation' | 'apology' | 'explanation'>

/** A complaint being written: carried from step to step in hidden fields, so nothing is lost on an error. `key` is the idempotency key. */
export type Draft = {
  key: string
  about: Choice | ''
  words: string
  number: string
  phone: string
  name: string
  anonymous: boolean
  role: RoleAnswer
  wishes: Wish[]
  noCalls: boolean
  files: KeptFile[]
}

/** Step 2 of a complaint. */
export type TellModel = { draft: Draft; errors: readonly FieldError[]; maxFiles: number; maxFileMb: number }

/** Step 3 of a complaint. `problem` is a failure of sending, with everything kept. */
export type ReviewModel = { draft: Draft; problem?: Refused }

/** A moment promised to the customer, as on the wire. */
export type PromisedMoment = z.output<typeof portalPromise>

/** The page after a complaint was received (ACK-01, 02). `secret` is shown once, to anonymous complainants (OPN-15). */
export type ReceivedModel = {
  complaintNo: string
  receivedAt: Instant
  about: Choice
  phoneMasked?: string
  firstContactAt?: Instant
  promisedAt: Instant
  followUrl: string
  anonymous: boolean
  numberPending: boolean
}

/** Form that asks whose complaint to show. */
export type FindModel = { complaintNo: string; phone: string; goal?: 'data'; errors: readonly FieldError[] }

/** The code step. `challenge` is opaque; the page says the same whether the pair exists or not. */
export type CodeModel = { challenge: string; phoneMasked: string; minutes: number; resendAt?: Instant; errors: readonly FieldError[] }

/** The step before a code is sent, reached by the link given after submitting. */
export type LinkModel = { token: string; phoneMasked: string; complaintNo: string }

/** One line of "your complaints". */
export type ListedCase = { complaintNo: string; about: Choice; receivedAt: Instant; status: Status; yourTurn: boolean }

export type ListModel = { phoneMasked: string; items: readonly ListedCase[] }

/** One complaint as its customer sees it, and what only the page needs. `done` is the code of what was just done, said once on top. */
export type CaseModel = PortalCase & { several: boolean; done?: string; streamUrl?: string }

export type Offer = NonNullable<PortalCase['offer']>
export type Decision = NonNullable<PortalCase['decision']>
export type Station = PortalCase['stations'][number]
export type Ask = NonNullable<PortalCase['ask']>

/** Answers already given in a form, by field name. */
export type Values = Readonly<Record<string, readonly string[] | undefined>>

/** A form on its own page about one case. `key` is the idempotency key. */
export type CaseFormModel = { complaintNo: string; key: string; values: Values; errors: readonly FieldError[]; problem?: Refused }

export type MaterialModel = CaseFormModel & { ask: Ask | null; files: readonly KeptFile[]; maxFiles: number; maxFileMb: number }
export type AnswerModel = CaseFormModel & { offer: Offer; answer: 'accept' | 'refuse'; minor: boolean }
export type WithdrawModel = CaseFormModel & { phoneMasked?: string }
export type ObjectModel = CaseFormModel & { decision: Decision | null; files: readonly KeptFile[]; maxFiles: number; maxFileMb: number }

/** A request about one's own data as its person sees it. `copyUntil` while the copy can be fetched. */
export type OwnRequest = { complaintNo: string; wants: DataWant; openedAt: Instant; dueAt: Instant; result: DataResult | null; reason: string | null; answeredAt: Instant | null; erased: number | null; kept: readonly { complaintNo: string; because: 'running' | 'record' | 'hold'; until: Instant | null }[]; copyUntil: Instant | null }

/** The page about one's own data. `verified` when the phone was shown to be theirs. */
export type DataModel = { verified: boolean; phoneMasked?: string; key: string; values: Values; errors: readonly FieldError[]; requests: readonly OwnRequest[]; sent?: boolean; copyDays: number; keepYears: number }

/** Everything a person gave and was told, as the copy holds it: the machine's form of it as it is, the readable one drawn from it. */
export type DataCopy = {
  format: 'huiyin-personal-data/1'
  requestNo: string
  madeAt: Instant
  keepYears: number
  cases: {
    complaintNo: string; kind: string; channel: string; status: string; receivedAt: Instant
    you: { name: string | null; phone: string | null; email: string | null; handle: string | null; place: string | null }
    preferences: Record<string, unknown> | null; items: { type: string; number: string }[]; words: string; demand: string | null
    files: { name: string; mediaType: string; size: number; addedAt: Instant }[]
    decision: { text: string; reasons: string; toldAt: Instant } | null
    measures: { kind: string; description: string; amountMinor: number | null; executedAt: Instant | null }[]
    contacts: { at: Instant; direction: string; channel: string; summary: string }[]
    messages: { at: Instant; channel: string; to: string; body: string }[]
    consent: { text: string; at: Instant } | null
    rating: { score: number; comment: string | null } | null
  }[]
}

/** A page that says why something didn't work. */
export type TroubleModel = {
  code: 'not_found' | 'expired' | 'too_many' | 'unavailable' | 'refused' | 'broken' | 'too_large'
  retryAt?: Instant
  requestId?: string
  refusal?: Refused
  forward?: { href: string; label: string }
}
