// A customer's own data: ask for a copy, a correction or deletion (个人信息保护法).
import { html } from '../kit/html.ts'
import { choiceField, errorList, hidden, send, wordsField } from '../kit/fields.ts'
import { action, document, heading, note } from '../kit/layout.ts'
import type { DataModel, Page } from '../models.ts'

/** Draws the page: the request form for someone who has shown the phone is theirs, otherwise the way there. */
export function dataPage(page: Page, model: DataModel): string {
  const { t } = page
  const { kind, words } = model.values
  return document(
    page,
    { title: t('portal.data.title'), ...(model.verified ? { form: 'data' } : {}), back: { href: '/p', label: t('portal.frame.home') } },
    heading(t('portal.data.title'), t('portal.data.lead')),
    model.sent ? note('good', 'check', html`<p>${t('portal.data.sent')}</p>`) : null,
    errorList(page, model.errors),
    model.verified
      ? html`<form id="data" method="post" action="/p/my-data" novalidate data-guard>
          ${hidden([['key', model.key]])}
          ${choiceField(
            page,
            { name: 'kind', kind: 'radio', label: t('portal.data.kind'), options: ['copy', 'correct', 'delete'].map((value) => ({ value, label: t(`portal.data.kinds.${value}`), hint: t(`portal.data.kindHints.${value}`) })), chosen: kind ?? [] },
            model.errors,
          )}
          ${wordsField(page, { name: 'words', label: t('portal.data.text'), value: words?.[0] ?? '', optional: true, maxlength: 1000, rows: 3 }, model.errors)}
          ${send(t('portal.data.send'))}
          ${model.phoneMasked ? html`<p class="hint after">${t('portal.data.answerTo', { phone: model.phoneMasked })}</p>` : null}
        </form>`
      : html`<p>${t('portal.data.first')}</p>
          <div class="actions">${action('/p/follow?goal=data', t('portal.data.verify'))}</div>`,
    html`<section>
      <h2>${t('portal.data.what')}</h2>
      <ul>
        <li>${t('portal.consent.use')}</li>
        <li>${t('portal.consent.share')}</li>
        <li>${t('portal.consent.keep')}</li>
      </ul>
    </section>`,
  )
}
