// Right after sending: the number, the exact promised moment, who does what next, and what to keep as proof (ACK-01, 02, 04, 05).
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { groupNumber } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { action, document, note } from '../kit/layout.ts'
import { countdown, moment } from '../kit/moment.ts'
import { phrase } from '../words.ts'
import type { Instant, Page, ReceivedModel } from '../models.ts'

/** Draws the acknowledgement. */
export function receivedPage(page: Page, model: ReceivedModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.received.title'), wide: true },
    html`<div class="heading done">${icon('check')}<h1>${t('portal.received.title')}</h1></div>`,
    html`<div class="columns" data-clear-draft="complain">
      <div>
        <p class="lead">${t('portal.received.sorry')}</p>
        ${numberCard(page, model)} ${promiseCard(page, model.promisedAt)} ${model.anonymous ? linkCard(page, model.followUrl) : null}
        <div class="actions">${action(model.followUrl, t('portal.received.follow'))}</div>
      </div>
      <div class="aside">${nextSteps(page, model)} ${keep(page, model)}</div>
    </div>`,
  )
}

function numberCard(page: Page, model: ReceivedModel): Node {
  const shown = groupNumber(model.complaintNo)
  return html`<section class="card number">
    <h2>${page.t('portal.received.number')}</h2>
    <p class="complaint-no">${shown}</p>
    <p class="hint">${phrase(page.t, 'portal.received.at', { moment: moment(page, model.receivedAt) })}</p>
    <button type="button" class="button small" data-copy=${shown} hidden>${page.t('portal.received.copy')}</button>
  </section>`
}

function promiseCard(page: Page, promisedAt: Instant): Node {
  const { t } = page
  return html`<section class="card promise">
    <h2>${t('portal.received.promised')}</h2>
    <p class="moment">${phrase(t, 'portal.time.by', { moment: moment(page, promisedAt, true) })}</p>
    <p class="hint">${countdown(page, promisedAt)}</p>
  </section>`
}

/** Without a phone the link is the only key: said before it can be lost (OPN-15). */
function linkCard(page: Page, followUrl: string): Node {
  const { t } = page
  return html`<section class="card ask">
    <h2>${icon('alert')}<span>${t('portal.received.link')}</span></h2>
    <p class="address">${followUrl}</p>
    <p>${t('portal.received.linkHint')}</p>
    <button type="button" class="button small" data-copy=${followUrl} hidden>${t('portal.received.copy')}</button>
  </section>`
}

function nextSteps(page: Page, model: ReceivedModel): Node {
  const { t } = page
  const by = (at: Instant | undefined): Node => (at ? html`<b>${phrase(t, 'portal.time.by', { moment: moment(page, at, true) })}</b>` : null)
  return html`<section>
    <h2>${t('portal.received.next')}</h2>
    <ol class="plan">
      <li>${by(model.firstContactAt)}<span>${model.phoneMasked ? t('portal.received.stepContact', { phone: model.phoneMasked }) : t('portal.received.stepContactPage')}</span></li>
      <li><span>${t(model.numberPending ? 'portal.received.stepFind' : 'portal.received.stepCheck')}</span></li>
      <li>${by(model.promisedAt)}<span>${t('portal.received.stepTell')}</span></li>
      <li><span>${t('portal.received.stepObject', { days: page.site.limits.statutoryDays, phone: page.site.regulator.phone })}</span></li>
    </ol>
  </section>`
}

function keep(page: Page, model: ReceivedModel): Node {
  const { t } = page
  return note('info', 'shield', html`<h2>${t('portal.received.keep')}</h2>`, html`<p>${t(`portal.keep.${model.about}`)}</p>`, html`<p class="hint">${t(model.anonymous ? 'portal.received.keepLink' : 'portal.received.keepNumber')}</p>`)
}
