// A customer's own data: ask for a copy, a correction or deletion, and see what came of it (个人信息保护法 Art. 45–50).
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { choiceField, errorList, hidden, send, wordsField } from '../kit/fields.ts'
import { groupNumber } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { action, document, heading, note } from '../kit/layout.ts'
import { countdown, dayOnly, moment } from '../kit/moment.ts'
import { phrase } from '../words.ts'
import { consentLayers } from './consent.ts'
import type { DataModel, OwnRequest, Page } from '../models.ts'

/** What may be asked for, in the order shown. */
export const offeredWants = ['copy', 'correct', 'delete'] as const

/** Draws the page: the request form for someone who has shown the phone is theirs, otherwise the way there. */
export function dataPage(page: Page, model: DataModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.data.title'), ...(model.verified ? { form: 'data' } : {}), back: { href: '/p', label: t('portal.frame.home') } },
    heading(t('portal.data.title'), t('portal.data.lead')),
    model.sent ? note('good', 'check', html`<p>${model.requests[0] ? phrase(t, 'portal.data.sentBy', { moment: moment(page, model.requests[0].dueAt, true) }) : t('portal.data.sent')}</p>`) : null,
    errorList(page, model.errors),
    requests(page, model),
    model.verified ? form(page, model) : html`<p>${t('portal.data.first')}</p><div class="actions">${action('/p/follow?goal=data', t('portal.data.verify'))}</div>`,
    html`<section><h2>${t('portal.data.what')}</h2>${consentLayers(page)}</section>`,
  )
}

function form(page: Page, model: DataModel): Node {
  const { t } = page
  const { kind, words } = model.values
  const hint = (value: string): string => t(`portal.data.kindHints.${value}`, { years: model.keepYears, days: model.copyDays })
  return html`<form id="data" method="post" action="/p/my-data" novalidate data-guard>
    ${hidden([['key', model.key]])}
    ${choiceField(page, { name: 'kind', kind: 'radio', label: t('portal.data.kind'), options: offeredWants.map((value) => ({ value, label: t(`portal.data.kinds.${value}`), hint: hint(value) })), chosen: kind ?? [] }, model.errors)}
    ${wordsField(page, { name: 'words', label: t('portal.data.text'), value: words?.[0] ?? '', optional: true, maxlength: 1000, rows: 3 }, model.errors)}
    ${send(t('portal.data.send'))}
    ${model.phoneMasked ? html`<p class="hint after">${t('portal.data.answerTo', { phone: model.phoneMasked })}</p>` : null}
  </form>`
}

function requests(page: Page, model: DataModel): Node {
  if (model.requests.length === 0) return null
  return html`<section>
    <h2>${page.t('portal.data.yours')}</h2>
    <ul class="requests">${model.requests.map((one) => html`<li class="card">${request(page, model, one)}</li>`)}</ul>
  </section>`
}

function request(page: Page, model: DataModel, one: OwnRequest): Node {
  const { t } = page
  return html`
    <h3>${t(`portal.data.kinds.${one.wants}`)}</h3>
    <p class="hint"><span class="nums">${groupNumber(one.complaintNo)}</span> · ${t('portal.list.filed', { day: dayOnly(page, one.openedAt) })}</p>
    ${one.result === null
      ? html`<p class="when">${icon('delay')}<span>${phrase(t, 'portal.data.dueBy', { moment: moment(page, one.dueAt, true) })} · ${countdown(page, one.dueAt)}</span></p>`
      : html`<p><b>${t(`portal.data.result.${one.result}`)}</b>${one.answeredAt ? html` <small>${moment(page, one.answeredAt)}</small>` : null}</p>`}
    ${one.reason ? html`<p class="because"><b>${t('portal.decision.reasons')}</b><span class="said">${one.reason}</span></p>` : null}
    ${one.result === 'erased' ? kept(page, model, one) : null}
    ${one.result === 'copied' ? copy(page, one) : null}
    ${one.result === 'refused' ? html`<p class="hint">${t('portal.data.refusedFurther', { number: page.site.hotline.number })}</p>` : null}
  `
}

/** What went and what the law keeps, case by case: a deletion that keeps something must say what and until when (Art. 47). */
function kept(page: Page, model: DataModel, one: OwnRequest): Node {
  const { t } = page
  return html`
    <p>${t(one.erased ? 'portal.data.erasedSome' : 'portal.data.erasedNone', { n: one.erased ?? 0 })}</p>
    ${one.kept.length === 0 ? null : html`<p>${t('portal.data.keptLead', { years: model.keepYears })}</p>
      <ul class="plain">${one.kept.map((each) => html`<li><span class="nums">${groupNumber(each.complaintNo)}</span> <small>${each.until ? phrase(t, 'portal.data.keptUntil', { day: dayOnly(page, each.until) }) : t('portal.data.keptRunning')}</small></li>`)}</ul>`}
  `
}

function copy(page: Page, one: OwnRequest): Node {
  const { t } = page
  if (!one.copyUntil) return html`<p class="hint">${t('portal.data.copyGone')}</p>`
  const path = `/p/my-data/${encodeURIComponent(one.complaintNo)}`
  return html`
    <div class="actions"><a class="button primary" href=${`${path}/copy.html`} download>${t('portal.data.copyHtml')}</a><a class="button" href=${`${path}/copy.json`} download>${t('portal.data.copyJson')}</a></div>
    <p class="hint">${phrase(t, 'portal.data.copyUntil', { moment: moment(page, one.copyUntil) })}</p>
  `
}
