// The readable form of the copy of one's own data: a document that stands by itself when it is opened from a phone's or computer's disk.
import { html, toMarkup } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { groupNumber, moneyText, sizeText } from '../kit/format.ts'
import { moment } from '../kit/moment.ts'
import { maybe } from '../words.ts'
import type { DataCopy, Page } from '../models.ts'

const style = 'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}h2{margin-top:2.5rem;border-top:1px solid #ccd;padding-top:1rem}dl{display:grid;grid-template-columns:9rem 1fr;gap:.25rem 1rem}dt{color:#57606a}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}'

/** Draws the document in the page's language. */
export function copyDocument(page: Page, copy: DataCopy): string {
  const { t } = page
  const title = t('portal.copy.title')
  return `<!doctype html>${toMarkup(html`<html lang=${page.locale}>
    <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><title>${title}</title><style>${style}</style></head>
    <body>
      <h1>${title}</h1>
      <p>${page.site.companyName} · ${groupNumber(copy.requestNo)} · ${moment(page, copy.madeAt)}</p>
      <p>${t('portal.copy.lead', { years: copy.keepYears })}</p>
      ${copy.cases.length === 0 ? html`<p>${t('portal.copy.none')}</p>` : copy.cases.map((one) => section(page, one))}
    </body>
  </html>`)}`
}

function section(page: Page, one: DataCopy['cases'][number]): Node {
  const { you } = one
  return html`<section>
    <h2>${groupNumber(one.complaintNo)}</h2>
    ${rows(page, [
      ['received', moment(page, one.receivedAt)], ['channel', maybe(page, `portal.channel.${one.channel}`) ?? one.channel], ['name', you.name], ['phone', you.phone], ['email', you.email], ['handle', you.handle], ['place', you.place],
      ['items', one.items.map((item) => item.number).join('  ')], ['words', one.words], ['demand', one.demand], ['preferences', preferences(one.preferences)],
      ['files', one.files.length === 0 ? null : one.files.map((file) => html`<div>${file.name} (${sizeText(file.size)})</div>`)],
      ['decision', one.decision ? `${one.decision.text}\n${one.decision.reasons}` : null],
      ['measures', one.measures.length === 0 ? null : one.measures.map((m) => html`<div>${maybe(page, `portal.remedy.${m.kind}`) ?? m.kind} ${m.amountMinor === null ? null : moneyText({ minor: m.amountMinor, currency: 'CNY' })} ${m.description}</div>`)],
      ['contacts', lines(page, one.contacts.map((c) => ({ at: c.at, text: c.summary })))], ['messages', lines(page, one.messages.map((m) => ({ at: m.at, text: m.body })))],
      ['consent', one.consent ? html`${one.consent.text} · ${moment(page, one.consent.at)}` : null], ['rating', one.rating ? [String(one.rating.score), one.rating.comment].filter(Boolean).join(' · ') : null],
    ])}
  </section>`
}

function rows(page: Page, all: readonly (readonly [string, Node])[]): Node {
  const told = all.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return html`<dl>${told.map(([name, value]) => html`<dt>${page.t(`portal.copy.field.${name}`)}</dt><dd>${value}</dd>`)}</dl>`
}

function lines(page: Page, all: readonly { at: string; text: string }[]): Node {
  return all.length === 0 ? null : all.map((one) => html`<div>${moment(page, one.at)} ${one.text}</div>`)
}

function preferences(given: DataCopy['cases'][number]['preferences']): string | null {
  return given === null ? null : Object.entries(given).map(([name, value]) => `${name}: ${String(value)}`).join('\n')
}
