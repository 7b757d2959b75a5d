// One complaint as its customer sees it: what happens next first, then the journey, then everything said and promised.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { groupNumber, casePath as pathOf, sizeText, stateKey } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { document, note } from '../kit/layout.ts'
import { countdown, moment } from '../kit/moment.ts'
import { maybe, phrase } from '../words.ts'
import { appealRight } from '../appeals/appeal-right.ts'
import { askCard, messageList } from '../messages/message-list.ts'
import { decisionCard, measuresCard, offerCard } from '../resolution/offer-card.ts'
import { caseActions } from './case-actions.ts'
import { stationAt } from '../complaints/journey.ts'
import type { CaseModel, Page } from '../models.ts'

/** Draws the case page. */
export function casePage(page: Page, model: CaseModel): string {
  const { t } = page
  const about = t(`portal.about.${model.about}`)
  return document(
    page,
    {
      title: `${about} ${groupNumber(model.complaintNo)}`,
      wide: true,
      ...(model.several ? { back: { href: '/p/cases', label: t('portal.list.title') } } : {}),
      live: { key: stateKey(page, [model.version, model.messages.length, model.status]), ...(model.streamUrl ? { stream: model.streamUrl } : {}) },
    },
    html`<div class="heading">
      <p class="kicker">${about} · <span class="nums">${groupNumber(model.complaintNo)}</span></p>
      <h1>${headline(page, model)}</h1>
    </div>`,
    model.done ? note('good', 'check', html`<p>${maybe(page, `portal.done.${model.done}`, { n: model.messages.filter((one) => one.code === 'complaint.chased').length }) ?? t('portal.done.saved')}</p>`, draftDone(model)) : null,
    model.outletSuspended ? note('info', 'info', html`<p>${t('portal.case.suspended')}</p>`) : null,
    model.notice ? note('info', 'info', html`<p>${model.notice}</p>`) : null,
    html`<div class="columns">
      <div>
        ${nextCard(page, model)} ${batchCard(page, model)} ${model.ask ? askCard(page, model.complaintNo, model.ask) : null}
        ${model.offer && !model.decision ? offerCard(page, model.complaintNo, model.offer, model.can.answer) : null} ${model.decision ? decisionCard(page, model.decision, model.can.objection) : null}
        ${measuresCard(page, model)}
      </div>
      <div class="aside">${stations(page, model)} ${promises(page, model)} ${model.appealDue ? appealRight(page, model) : null}</div>
      <div>${caseActions(page, model)} ${messageList(page, model.messages)} ${given(page, model)}</div>
    </div>`,
  )
}

/** Forms whose draft on the phone is done with once they were sent. */
const draftsOf: ReadonlyMap<string, string> = new Map([['material', 'material'], ['objection', 'objection'], ['refused', 'answer']])

function draftDone(model: CaseModel): Node {
  const form = draftsOf.get(model.done ?? '')
  return form === undefined ? null : html`<span hidden data-clear-draft=${`${form}-${model.complaintNo}`}></span>`
}

function headline(page: Page, model: CaseModel): string {
  const outcome = model.outcome ? maybe(page, `portal.outcome.${model.outcome}`) : undefined
  return outcome ?? page.t(`portal.headline.${stationAt(model.status) ?? model.status}`)
}

/** A merchant's batch as one list: each parcel with where it stands. */
function batchCard(page: Page, { batch }: CaseModel): Node {
  if (!batch) return null
  const { t } = page
  return html`<section class="card"><h2>${t('portal.batch.title', { n: batch.lines })}</h2>
    <ul class="batch-lines">${batch.items.map((each) => html`<li><span class="nums">${each.waybillNo}</span> <span>${(each.outcome === null ? undefined : maybe(page, `portal.outcome.${each.outcome}`)) ?? t(`portal.headline.${stationAt(each.status) ?? each.status}`)}</span></li>`)}</ul>
    ${batch.items.length < batch.lines ? html`<p class="hint">${t('portal.batch.more', { n: batch.lines - batch.items.length })}</p>` : null}
  </section>`
}

/** Who does what next, and until when: the one thing a waiting customer wants to know (ACK-05, 06). */
function nextCard(page: Page, { nextStep, withdrawalPending, offer, ask, can, complaintNo }: CaseModel): Node {
  const { t } = page
  const saidBelow = (nextStep.code === 'answer_offer' && offer !== null) || (nextStep.code === 'answer_ask' && ask !== null)
  const who = nextStep.who === 'you' || nextStep.who === 'nobody' ? nextStep.who : 'us'
  return html`<section class=${`card next ${who}`}>
    <h2>${t(`portal.next.${who}`)}</h2>
    <p class="what">${maybe(page, `portal.nextStep.${nextStep.code}`) ?? t('portal.nextStep.check')}</p>
    ${nextStep.byAt && !saidBelow ? html`<p class="when">${icon('delay')}<span>${phrase(t, 'portal.time.by', { moment: moment(page, nextStep.byAt, true) })} · ${countdown(page, nextStep.byAt)}</span></p>` : null}
    ${nextStep.code === 'rate' && can.rating ? html`<p><a class="button" href=${pathOf(complaintNo, 'rating')}>${t('portal.act.rating')}</a></p>` : null}
    ${withdrawalPending ? html`<p class="hint">${t('portal.next.withdrawing')}</p>` : null}
  </section>`
}

function stations(page: Page, model: CaseModel): Node {
  const { t } = page
  const shown = model.stations.filter((one) => one.state !== 'skipped')
  const following = shown.find((one) => one.state === 'next')
  const end = stationAt(model.status) === null ? model.status : undefined
  return html`<section>
    <h2>${t('portal.case.journey')}</h2>
    <ol class="journey">
      ${shown.map(
        (one) => html`<li class=${one.state === 'next' && one !== following ? 'later' : one.state} aria-current=${one.state === 'now' ? 'step' : undefined}>
          <b>${t(`portal.station.${one.code}`)}</b>
          ${one.state === 'now' ? html`<em>${t('portal.case.here')}</em>` : one === following ? html`<em>${t('portal.case.nextStation')}</em>` : null}
          ${one.at ? html`<small>${moment(page, one.at)}</small>` : one.dueAt ? html`<small>${phrase(t, 'portal.time.by', { moment: moment(page, one.dueAt, true) })}</small>` : null}
        </li>`,
      )}
      ${end ? html`<li class="reached end"><b>${t(`portal.station.${end}`)}</b></li>` : null}
    </ol>
  </section>`
}

const faces = { running: ['delay', 'calm'], met: ['check', 'good'], late: ['alert', 'overdue'] } as const

function promises(page: Page, model: CaseModel): Node {
  const { t } = page
  if (model.promises.length === 0) return null
  return html`<section>
    <h2>${t('portal.case.promises')}</h2>
    <ul class="moments">
      ${model.promises.map((one) => {
        const [face, tone] = faces[one.state]
        const now = one.state === 'running' ? countdown(page, one.dueAt) : one.metAt ? phrase(t, `portal.promise.${one.state}At`, { moment: moment(page, one.metAt) }) : t(`portal.promise.${one.state}`)
        return html`<li class=${tone}>
          ${icon(face)}<span><b>${one.text ?? maybe(page, `portal.promise.kind.${one.kind}`) ?? t('portal.promise.kind.other')}</b><small>${phrase(t, 'portal.time.by', { moment: moment(page, one.dueAt, true) })} · ${now}</small></span>
        </li>`
      })}
    </ul>
  </section>`
}

/** What the customer told us, kept word for word. */
function given(page: Page, model: CaseModel): Node {
  const { t } = page
  return html`<details class="given">
    <summary>${t('portal.case.given')}</summary>
    <p class="said">${model.words}</p>
    <p class="hint">${model.waybillNo ? phrase(t, 'portal.case.number', { number: html`<span class="nums">${model.waybillNo}</span>` }) : t('portal.case.noNumber')}</p>
    ${model.attachments.length === 0 ? null : html`<ul class="given-files">${model.attachments.map((one) => html`<li><a href=${`/p/api/attachments/${one.id}?complaintNo=${encodeURIComponent(model.complaintNo)}`} target="_blank" rel="noopener">${one.name}</a> <small>${sizeText(one.size)}</small></li>`)}</ul>`}
    <p class="hint">${phrase(t, 'portal.received.at', { moment: moment(page, model.receivedAt) })}</p>
  </details>`
}
