// Every page, in every language: hostile text stays text, nothing inline a strict policy would block, one way forward and one to a person.
import { transformWithOxc } from 'vite'
import { describe, expect, test } from 'vitest'
import { objectionPage } from './appeals/objection-page.ts'
import { codePage, findPage, linkPage, listPage } from './channels/access-pages.ts'
import { homePage } from './channels/home-page.ts'
import { howPage } from './channels/how-page.ts'
import { troublePage } from './channels/trouble-page.ts'
import { receivedPage } from './complaints/received-page.ts'
import { reviewPage } from './complaints/review-page.ts'
import { tellPage } from './complaints/tell-page.ts'
import { whatPage } from './complaints/what-page.ts'
import { dataPage } from './customers/data-page.ts'
import { casePage } from './channels/case-page.ts'
import { at, exampleCase, exampleClosed, exampleConfirming, exampleDraft, exampleOffered, examplePage, exampleWords } from './examples.ts'
import { readPortalFiles } from './files.ts'
import { ratingPage } from './complaints/rating-page.ts'
import { materialPage } from './messages/material-page.ts'
import type { Page } from './models.ts'
import { answerPage } from './resolution/answer-page.ts'
import { withdrawPage } from './resolution/withdraw-page.ts'

const bad = `"><script>alert(1)</script>'<img src=x onerror=alert(2)>\`{{t}} & </textarea><!-- \u202e`
const form = { complaintNo: bad, version: 1, key: bad, values: { words: [bad], amount: [bad], comment: [bad] }, errors: [{ path: 'words', code: bad }], problem: { code: bad } }
const files = { maxFiles: 9, maxFileMb: 20 }
const kept = [{ token: bad, name: bad, size: 1 }]
const draft = exampleDraft({ key: bad, words: bad, number: bad, phone: bad, name: bad, files: kept })
const hostile = { words: bad, waybillNo: bad, keyword: bad, ask: { id: 'x', what: bad, reason: bad, dueAt: at(5), adverseEffectTold: true }, messages: [{ at: at(-5), code: bad, params: { x: bad }, text: bad }], promises: [{ kind: bad, text: bad, dueAt: at(5), state: 'running' as const, metAt: null }] }
const offer = { id: bad, round: 2, text: bad, grounds: bad, amount: { minor: 1, currency: 'CNY' as const }, expiresAt: at(60) }
const decision = { outcome: 'not_agreed', text: bad, reasons: bad, toldAt: at(-5), appealRouteTold: true }

const asked = { complaintNo: bad, wants: 'delete' as const, openedAt: at(-50), dueAt: at(500), reason: bad, answeredAt: at(-1), erased: 2, kept: [{ complaintNo: bad, because: 'record' as const, until: at(9999) }, { complaintNo: bad, because: 'running' as const, until: null }], copyUntil: null }
const ownRequests = [{ ...asked, result: null }, { ...asked, result: 'erased' as const }, { ...asked, result: 'refused' as const }, { ...asked, result: 'copied' as const }, { ...asked, result: 'copied' as const, copyUntil: at(50) }]

const pages: Record<string, (page: Page) => string> = {
  home: homePage, how: howPage,
  what: (p) => whatPage(p, { key: bad, number: bad, chosen: 'loss', lost: true }),
  tell: (p) => tellPage(p, { draft, errors: [{ path: 'words', code: 'required' }, { path: 'files', code: 'type', params: { name: bad } }], ...files }),
  review: (p) => reviewPage(p, { draft, problem: { code: 'unavailable' } }),
  received: (p) => receivedPage(p, { complaintNo: '26112248217390553', receivedAt: at(0), about: 'damage', phoneMasked: bad, firstContactAt: at(1440), promisedAt: at(7200), followUrl: '/p/follow/x', anonymous: true, numberPending: true }),
  find: (p) => findPage(p, { complaintNo: bad, phone: bad, goal: 'data', errors: [{ path: 'phone', code: 'invalid' }] }),
  link: (p) => linkPage(p, { token: bad, phoneMasked: bad, complaintNo: bad }),
  code: (p) => codePage(p, { challenge: bad, phoneMasked: bad, minutes: 10, resendAt: at(1), errors: [{ path: 'code', code: 'invalid' }] }),
  list: (p) => listPage(p, { phoneMasked: bad, items: [{ complaintNo: bad, about: 'delay', receivedAt: at(-5), status: 'negotiating', yourTurn: true }] }),
  empty: (p) => listPage(p, { phoneMasked: '138', items: [] }),
  case: (p) => casePage(p, exampleCase({ ...hostile, done: bad })),
  offered: (p) => casePage(p, exampleOffered({ ...hostile, offer })),
  confirming: (p) => casePage(p, exampleConfirming({ ...hostile, decision, measures: [{ kind: 'refund', description: bad, amount: null, state: 'open', dueAt: null, executedAt: null }] })),
  closed: (p) => casePage(p, exampleClosed({ ...hostile, decision })),
  accept: (p) => answerPage(p, { ...form, offer, answer: 'accept', minor: true }),
  refuse: (p) => answerPage(p, { ...form, offer, answer: 'refuse', minor: false }),
  withdraw: (p) => withdrawPage(p, { ...form, phoneMasked: bad }),
  material: (p) => materialPage(p, { ...form, ask: { id: 'x', what: bad, reason: bad, dueAt: null, adverseEffectTold: true }, files: kept, ...files }),
  objection: (p) => objectionPage(p, { ...form, decision, files: kept, ...files }),
  rating: (p) => ratingPage(p, form),
  data: (p) => dataPage(p, { verified: true, phoneMasked: bad, ...form, sent: true, requests: ownRequests, copyDays: 7, keepYears: 3 }),
  stranger: (p) => dataPage(p, { verified: false, key: bad, values: {}, errors: [], requests: [], copyDays: 7, keepYears: 3 }),
  trouble: (p) => troublePage(p, { code: 'too_many', retryAt: at(5), requestId: bad, refusal: { code: bad } }),
}

describe.each(Object.entries(exampleWords()))('%s', (locale, t) => {
  test.each(Object.entries(pages))('%s', (_, draw) => {
    const text = draw(examplePage(t, { locale: locale as Page['locale'], self: `/p?x=${bad}` }))
    expect(text.startsWith('<!doctype html><html lang="')).toBe(true)
    expect(text).not.toMatch(/<script>|<img |<!-- /i)
    expect(text.match(/<script/g)).toHaveLength(1)
    expect(text).not.toMatch(/\sstyle=|\son[a-z]+="|javascript:/i)
    expect(text).not.toMatch(/https?:\/\/(?!127)/)
    expect(text).toContain('href="tel:95300"')
    expect(text.match(/<h1[ >]/g)).toHaveLength(1)
    expect(text).not.toMatch(/portal\.[a-z]+\.[a-z]/)
    expect(text).not.toMatch(/undefined|\[object |NaN/)
  })
})

test('every form posts, and a form switching the language keeps what was typed', () => {
  const text = pages['tell']?.(examplePage(exampleWords()['zh-CN'])) ?? ''
  expect(text).toContain('form="complain" name="switch" value="lang:en"')
  for (const one of text.match(/<form[^>]*>/g) ?? []) expect(one).toMatch(/method="post"/)
})

test('labels and fields belong together, and hidden problems are described', () => {
  for (const draw of Object.values(pages)) {
    const text = draw(examplePage(exampleWords()['zh-CN']))
    const ids = new Set([...text.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]))
    for (const [, target] of text.matchAll(/<label for="([^"]+)"/g)) expect(ids.has(target ?? '')).toBe(true)
    for (const [, list] of text.matchAll(/aria-describedby="([^"]+)"/g)) for (const id of (list ?? '').split(' ')) expect(ids.has(id), id).toBe(true)
    expect(ids.size).toBe([...text.matchAll(/\sid="([^"]+)"/g)].length)
  }
})

const fileOf = (end: string): string => readPortalFiles().find((one) => one.path.endsWith(end))?.body.toString() ?? ''

test('the script stays small, and an Android of 2020 reads it as it is: nothing to translate for Chrome 80', async () => {
  const script = fileOf('.js')
  expect(script.length).toBeLessThan(18_000)
  const as = async (target: string, code: string): Promise<string> => (await transformWithOxc(code, 'portal.js', { target, sourcemap: false })).code
  expect(await as('chrome80', script)).toBe(await as('esnext', script))
  expect(await as('chrome80', 'a ??= b'), 'the check itself can fail').not.toBe(await as('esnext', 'a ??= b'))
  expect(script).not.toMatch(/\.(replaceAll|at|hasOwn|structuredClone|allSettled|any)\(/)
})

test('the style sheet holds nothing a whole rule would be lost for in Chrome 80', () => {
  const style = fileOf('.css').replace(/\/\*[^]*?\*\//g, '')
  expect(style.match(/(margin|padding)-(inline|block):|:is\(|:where\(|:not\([^)]*,|\binset:|aspect-ratio|@layer|@container|color-mix/g)).toBeNull()
  // :has stands only in rules that may be lost: the looks of a chosen answer, the width of the head on a desk
  for (const rule of style.match(/[^{}]*:has\([^{}]*\{[^}]*\}/g) ?? []) expect(rule).toMatch(/answer|\.bar|\.top/)
})

test.each(['__proto__', 'constructor', 'to_string', 'material'])('a case opened with done=%s is drawn', (done) => {
  const text = casePage(examplePage(exampleWords()['zh-CN']), exampleCase({ done }))
  expect([text.includes('</html>'), text.includes('data-clear-draft')]).toEqual([true, done === 'material'])
})

test('every page leads on, and to a person', () => {
  for (const [name, draw] of Object.entries(pages)) {
    const text = draw(examplePage(exampleWords()['zh-CN']))
    const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'))
    expect(main, `${name} leads on`).toMatch(/class="button primary|class="button"|type="submit"|class="door|class="choices"/)
    expect(text, `${name} leads to a person`).toMatch(/class="person" href="tel:/)
  }
})

test('larger letters put the telephone first', () => {
  const home = (elder: boolean): string => homePage(examplePage(exampleWords()['zh-CN'], { elder }))
  expect(home(true).indexOf('class="door call"')).toBeGreaterThan(0)
  expect(home(false)).not.toContain('class="door call"')
})

test('the ways to reach us are said in the language of the page', () => {
  const channelsOf = (locale: Page['locale']): string => /<dl class="sheet">[^]*?<\/dl>/.exec(howPage(examplePage(exampleWords()[locale], { locale })))?.[0] ?? ''
  expect(channelsOf('en')).toContain('our nearest outlet')
  expect(channelsOf('en')).not.toMatch(/\p{Script=Han}/u)
  expect(channelsOf('zh-TW')).toContain('就近門市')
})
