// Answering an offer: yes with its consequence in words, or no with what the customer wants instead.
import { html } from '../kit/html.ts'
import { errorList, hidden, send, textField, tick, wordsField } from '../kit/fields.ts'
import { casePath, moneyText } from '../kit/format.ts'
import { document, heading, problemNote, quiet } from '../kit/layout.ts'
import { offerBody } from './offer-card.ts'
import type { AnswerModel, Page } from '../models.ts'

/** Draws the page that asks once before the answer counts; an amount in the refusal makes it a counter-offer. */
export function answerPage(page: Page, model: AnswerModel): string {
  const { t } = page
  const accepting = model.answer === 'accept'
  const title = t(accepting ? 'portal.answer.acceptTitle' : 'portal.answer.refuseTitle')
  const { amount } = model.offer
  return document(
    page,
    { title, form: 'answer', back: { href: casePath(model.complaintNo), label: t('portal.case.back') } },
    heading(title),
    problemNote(page, model.problem),
    errorList(page, model.errors),
    html`<section class="card offer">${offerBody(page, model.offer)}</section>`,
    html`<form id="answer" method="post" action=${casePath(model.complaintNo, 'answer')} novalidate data-guard data-draft=${accepting ? undefined : `answer-${model.complaintNo}`}>
      ${hidden([['key', model.key], ['offerId', model.offer.id], ['answer', model.answer]])}
      ${accepting
        ? html`<ul class="consequences">
              <li>${amount.minor > 0 ? t('portal.answer.acceptPay', { sum: moneyText(amount) }) : t('portal.answer.acceptDo')}</li>
              <li>${t('portal.answer.acceptEnds')}</li>
              <li>${t('portal.answer.acceptIfNot')}</li>
            </ul>
            ${model.minor ? tick('guardianConfirmed', t('portal.answer.guardian'), model.values['guardianConfirmed']?.[0] === 'yes') : null}`
        : html`${wordsField(page, { name: 'words', label: t('portal.answer.want'), hint: t('portal.answer.wantHint'), value: model.values['words']?.[0] ?? '', maxlength: 1000 }, model.errors)}
            ${textField(page, { name: 'amount', label: t('portal.answer.amount'), hint: t('portal.answer.amountHint'), value: model.values['amount']?.[0] ?? '', optional: true, inputmode: 'decimal', maxlength: 14 }, model.errors)}
            <p class="hint">${t('portal.answer.refuseMeans')}</p>`}
      <div class="actions">${send(t(accepting ? 'portal.answer.acceptSend' : 'portal.answer.refuseSend'))} ${quiet(casePath(model.complaintNo), t('portal.answer.later'))}</div>
    </form>`,
  )
}
