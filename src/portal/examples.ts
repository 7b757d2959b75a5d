// Example models for tests and for looking at the pages: one customer, a parcel that came broken.
import { readFileSync } from 'node:fs'
import { localeCodes, translator } from '../contract/words.ts'
import type { Texts } from '../contract/words.ts'
import { newDraft } from './complaints/draft.ts'
import { journey } from './complaints/journey.ts'
import type { CaseModel, Draft, Locale, Page, Site, Translate } from './models.ts'

/** The portal's words in every language, from the locale files. */
export function exampleWords(): Record<Locale, Translate> {
  const of = (locale: Locale): Translate => translator({ portal: JSON.parse(readFileSync(new URL(`../../locales/${locale}/portal.json`, import.meta.url), 'utf8')) as Texts })
  return Object.fromEntries(localeCodes.map((locale) => [locale, of(locale)])) as Record<Locale, Translate>
}

const minutes = 60_000
const day = 86_400_000

/** The moment the examples are drawn at: 2026-11-24 14:05 in the business zone. */
export const exampleNow = Date.parse('2026-11-24T14:05:00+08:00')

/** An instant some minutes from the examples' now. */
export function at(minutesFromNow: number): string {
  return new Date(exampleNow + minutesFromNow * minutes).toISOString()
}

export const exampleSite: Site = {
  companyName: '回音速运',
  hotline: { number: '95300', hours: '08:00–22:00' },
  channels: [
    { kind: 'phone', value: '95300', href: 'tel:95300', hours: '08:00–22:00' },
    { kind: 'web', value: 'www.example.com/p', href: '/p', hours: '24 h' },
    { kind: 'email', value: 'tousu@example.com', href: 'mailto:tousu@example.com' },
    { kind: 'walk_in', value: { 'zh-CN': '就近门店', 'zh-TW': '就近門市', en: 'our nearest outlet' }, hours: '09:00–18:00' },
  ],
  limits: { firstContactHours: 24, decisionDays: 5, statutoryDays: 7, reviewDays: 5 },
  regulator: { phone: '12305' },
}

/** A filled draft. */
export function exampleDraft(over: Partial<Draft> = {}): Draft {
  return {
    ...newDraft('0197f2a0-1111-7222-8333-444455556666'),
    about: 'damage', words: '昨天收到时外箱压扁了，里面的台灯灯罩裂了。\n快递员说先签再看，签完才发现。', number: 'SF1398827364512', phone: '138 1234 5678', name: '王女士', role: 'consignee', wishes: ['compensation', 'apology'],
    files: [{ token: 'f1', name: 'IMG_2041.jpg', size: 412_000 }, { token: 'f2', name: '外箱.jpg', size: 388_000 }],
    ...over,
  }
}

const reached = { received: at(-2 * 1440), accepted: at(-2 * 1440 + 90), investigating: at(-2 * 1440 + 120) }

/** A case in the middle of its journey; give what differs. */
export function exampleCase(over: Partial<CaseModel> = {}): CaseModel {
  const promisedAt = new Date(exampleNow + 3 * day - 4 * 60 * minutes).toISOString()
  const status = over.status ?? 'investigating'
  return {
    complaintNo: '26112248217390553', about: 'damage', keyword: '破损', outcome: null, receivedAt: at(-2 * 1440), reasonCode: 'damage.contents', words: exampleDraft().words, stations: journey(status, reached, promisedAt), promisedAt,
    nextStep: { code: 'check', who: 'us', byAt: promisedAt }, waybillNo: 'SF1398827364512',
    messages: [
      { at: at(-2 * 1440), code: 'complaint.received', params: {}, text: null },
      { at: at(-2 * 1440 + 90), code: 'complaint.accepted', params: {}, text: null },
      { at: at(-1 * 1440), code: 'complaint.customer_contacted', params: {}, text: '您好，我是总部客服小李。外箱照片我们收到了，正在调分拣监控，明天给您说法。' },
    ],
    offer: null, decision: null, attachments: [{ id: '0197f2a0-0000-7000-8000-000000000001', name: 'IMG_2041.jpg', mediaType: 'image/jpeg', size: 412_000, sha256: '', addedAt: at(-2 * 1440), addedBy: 'customer' }],
    can: { material: true, answer: false, withdrawal: true, objection: false, chaser: true, rating: false, confirm: false }, appealDue: false, chaserAgainAt: null, withdrawalPending: false, outletSuspended: false, version: 7,
    promises: [
      { kind: 'first_contact', text: null, dueAt: at(-1440), state: 'met', metAt: at(-1440 - 200) },
      { kind: 'promise', text: '说明分拣监控看到了什么', dueAt: at(102), state: 'running', metAt: null },
      { kind: 'decision', text: null, dueAt: promisedAt, state: 'running', metAt: null },
    ],
    ask: null, notice: null, batch: null, measures: [], several: true,
    ...over,
    status,
  }
}

/** A case whose offer waits for an answer. */
export function exampleOffered(over: Partial<CaseModel> = {}): CaseModel {
  const passed = { ...reached, planning: at(-600), negotiating: at(-60) }
  return exampleCase({
    status: 'negotiating', stations: journey('negotiating', passed, at(3 * 1440)), nextStep: { code: 'answer_offer', who: 'you', byAt: at(2 * 1440) },
    offer: { id: '0197f2a0-0000-7000-8000-0000000000aa', round: 1, text: '赔偿灯罩 86 元，退运费 12 元，书面道歉。', grounds: '照片和监控看得出箱子在我们手里压坏的。未保价的快件按实际损失赔，您的购买记录是 86 元（民法典 832、833 条）。', amount: { minor: 9800, currency: 'CNY' }, expiresAt: at(2 * 1440) },
    can: { material: true, answer: true, withdrawal: true, objection: false, chaser: false, rating: false, confirm: false }, chaserAgainAt: at(300), ...over,
  })
}

/** A case whose measures are carried out and wait for the customer's yes. */
export function exampleConfirming(over: Partial<CaseModel> = {}): CaseModel {
  const passed = { ...reached, negotiating: at(-1440), decided: at(-700), executing: at(-690), confirming: at(-30) }
  return exampleCase({
    status: 'confirming', stations: journey('confirming', passed, null), nextStep: { code: 'confirm', who: 'you', byAt: null },
    decision: { outcome: 'agreed', text: '赔偿 86 元，退运费 12 元，书面道歉。', reasons: '箱子在分拣环节压坏，责任在我们。', toldAt: at(-700), appealRouteTold: true },
    measures: [
      { kind: 'compensation', description: '付到微信零钱', amount: { minor: 8600, currency: 'CNY' }, state: 'done', dueAt: at(1440), executedAt: at(-100) },
      { kind: 'refund', description: '运费原路退回', amount: { minor: 1200, currency: 'CNY' }, state: 'done', dueAt: at(1440), executedAt: at(-95) },
      { kind: 'apology_letter', description: '信已寄出', amount: null, state: 'open', dueAt: at(1440), executedAt: null },
    ],
    can: { material: true, answer: false, withdrawal: false, objection: true, chaser: false, rating: false, confirm: true }, ...over,
  })
}

/** A closed case that ended without agreement. */
export function exampleClosed(over: Partial<CaseModel> = {}): CaseModel {
  const passed = { ...reached, negotiating: at(-3000), decided: at(-2000), closed: at(-100) }
  return exampleCase({
    status: 'closed', outcome: 'not_agreed', stations: journey('closed', passed, null), nextStep: { code: 'rate', who: 'you', byAt: null },
    decision: { outcome: 'not_agreed', text: '按购买记录赔偿 86 元。', reasons: '您要求 300 元，但没有损失超过 86 元的凭证。', toldAt: at(-2000), appealRouteTold: true },
    can: { material: false, answer: false, withdrawal: false, objection: true, chaser: false, rating: true, confirm: false }, appealDue: true,
    promises: [{ kind: 'first_contact', text: null, dueAt: at(-4000), state: 'met', metAt: at(-4100) }, { kind: 'decision', text: null, dueAt: at(-2500), state: 'late', metAt: at(-2000) }], ...over,
  })
}

/** What a page is drawn with, around a translator. */
export function examplePage(t: Page['t'], over: Partial<Page> = {}): Page {
  return { t, locale: 'zh-CN', now: exampleNow, elder: false, site: exampleSite, assets: { css: '/p/files/x/portal.css', js: '/p/files/x/portal.js', icon: '/p/files/x/icon.svg' }, self: '/p', ...over }
}
