// An offer as a card: what, why with its rule, two answers. And the decision and its execution as told.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { casePath, moneyText } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { countdown, moment } from '../kit/moment.ts'
import { maybe, phrase } from '../words.ts'
import type { CaseModel, Decision, Offer, Page } from '../models.ts'

/** What an offer contains and why: shared by the card and the page that asks once more. */
export function offerBody(page: Page, offer: Offer): Node {
  return html`<div class="offer-body">
    ${offer.amount.minor > 0 ? html`<p class="amount">${moneyText(offer.amount)}</p>` : null}
    <p class="what said">${offer.text}</p>
    <p class="because"><b>${page.t('portal.offer.because')}</b><span class="said">${offer.grounds}</span></p>
  </div>`
}

/** The offer waiting for an answer. */
export function offerCard(page: Page, complaintNo: string, offer: Offer, open: boolean): Node {
  const { t } = page
  return html`<section class="card offer">
    <h2>${offer.round > 1 ? t('portal.offer.titleAgain', { round: offer.round }) : t('portal.offer.title')}</h2>
    ${offerBody(page, offer)}
    ${offer.expiresAt && open ? html`<p class="when">${icon('delay')}<span>${phrase(t, 'portal.offer.answerBy', { moment: moment(page, offer.expiresAt, true) })} · ${countdown(page, offer.expiresAt)}</span></p>` : null}
    ${open
      ? html`<div class="actions">
            <a class="button primary" href=${casePath(complaintNo, 'answer?answer=accept')}>${t('portal.offer.accept')}</a>
            <a class="button" href=${casePath(complaintNo, 'answer?answer=refuse')}>${t('portal.offer.refuse')}</a>
          </div>
          <p class="hint">${t('portal.offer.free')}</p>`
      : null}
  </section>`
}

/** The decision with its reasons and the further way (FUP-04). */
export function decisionCard(page: Page, decision: Decision, mayObject: boolean): Node {
  const { t } = page
  return html`<section class="card decision">
    <h2>${t(decision.outcome === 'agreed' ? 'portal.decision.agreed' : 'portal.decision.told')}</h2>
    <p class="what said">${decision.text}</p>
    ${decision.reasons === '' ? null : html`<p class="because"><b>${t('portal.decision.reasons')}</b><span class="said">${decision.reasons}</span></p>`}
    <p class="hint">${phrase(t, 'portal.decision.at', { moment: moment(page, decision.toldAt) })}</p>
    ${decision.outcome !== 'agreed' && mayObject ? html`<p class="hint">${t('portal.decision.further')}</p>` : null}
  </section>`
}

/** What of the decision is carried out, and the customer's yes to it (FUP-06). */
export function measuresCard(page: Page, model: CaseModel): Node {
  const { t } = page
  const measures = model.measures.filter((one) => one.state !== 'dropped')
  if (measures.length === 0 && !model.can.confirm) return null
  return html`<section class="card">
    <h2>${t('portal.measure.title')}</h2>
    <ul class="ticks">
      ${measures.map((one) => {
        const name = html`${maybe(page, `portal.remedy.${one.kind}`) ?? t('portal.remedy.other')}${one.amount ? html` <b class="nums">${moneyText(one.amount)}</b>` : null}`
        const state = one.executedAt ? phrase(t, 'portal.measure.done', { moment: moment(page, one.executedAt) }) : one.dueAt ? phrase(t, 'portal.measure.due', { moment: moment(page, one.dueAt, true) }) : t('portal.measure.open')
        return html`<li class=${one.state === 'done' ? 'good' : 'calm'}>${icon(one.state === 'done' ? 'check' : 'delay')}<span><b>${name}</b><small>${one.description}</small><small>${state}</small></span></li>`
      })}
    </ul>
    ${model.can.confirm ? confirmation(page, model) : null}
  </section>`
}

function confirmation(page: Page, model: CaseModel): Node {
  const { t } = page
  return html`<form method="post" action=${casePath(model.complaintNo, 'confirmation')} data-guard>
    <p class="what">${t('portal.measure.ask')}</p>
    <div class="actions">
      <button class="button primary" name="satisfied" value="yes">${t('portal.measure.yes')}</button>
      <button class="button" name="satisfied" value="no">${t('portal.measure.no')}</button>
    </div>
  </form>`
}
