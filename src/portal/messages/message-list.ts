// What went between the company and the customer, and what the company still asks for.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { casePath } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { action } from '../kit/layout.ts'
import { countdown, moment } from '../kit/moment.ts'
import { maybe, phrase } from '../words.ts'
import type { Ask, CaseModel, Page } from '../models.ts'

/** What the customer did themselves; everything else is the company's. A confirmation is the customer's word, whoever wrote it down. */
const yours = new Set(['complaint.confirmed', 'complaint.received', 'complaint.material_added', 'complaint.chased', 'offer.answered', 'complaint.withdrawal_requested', 'review.raised', 'complaint.rated'])

/** Messages, newest first. Each has a code with its sentence in the locale, and perhaps free text. */
export function messageList(page: Page, messages: CaseModel['messages']): Node {
  const { t } = page
  const newest = [...messages].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return html`<section>
    <h2>${t('portal.case.messages')}</h2>
    ${newest.length === 0
      ? html`<p class="hint">${t('portal.case.noMessages')}</p>`
      : html`<ul class="messages">
          ${newest.map(
            (one) => html`<li class=${yours.has(one.code) ? 'you' : 'us'}>
              <p class="who"><b>${t(`portal.message.${yours.has(one.code) ? 'you' : 'us'}`)}</b> ${moment(page, one.at)}</p>
              ${event(page, one)} ${one.text ? html`<p class="said">${one.text}</p>` : null}
            </li>`,
          )}
        </ul>`}
  </section>`
}

function event(page: Page, message: CaseModel['messages'][number]): Node {
  const params = Object.fromEntries(Object.entries(message.params).filter((pair): pair is [string, string | number] => typeof pair[1] === 'string' || typeof pair[1] === 'number'))
  const sentence = maybe(page, `portal.event.${message.code.replaceAll('.', '_')}`, params)
  return sentence ? html`<p>${sentence}</p>` : null
}

/** Something only the customer can give; what its absence would mean is said beforehand (INT-23). */
export function askCard(page: Page, complaintNo: string, ask: Ask): Node {
  const { t } = page
  return html`<section class="card ask">
    <h2>${icon('bell')}<span>${t('portal.ask.title')}</span></h2>
    <p class="what said">${ask.what}</p>
    ${ask.dueAt ? html`<p class="when">${icon('delay')}<span>${phrase(t, 'portal.time.by', { moment: moment(page, ask.dueAt, true) })} · ${countdown(page, ask.dueAt)}</span></p>` : null}
    ${ask.reason === '' ? null : html`<p class="said">${t('portal.ask.why', { reason: ask.reason })}</p>`}
    <p class="hint">${t('portal.ask.consequence')}</p>
    <p class="hint">${t('portal.ask.keep')}</p>
    ${action(casePath(complaintNo, 'material'), t('portal.ask.give'))}
  </section>`
}
