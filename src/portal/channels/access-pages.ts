// How a customer reaches their own complaint without an account: number and phone, or the phone alone, then a code.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { errorList, hidden, send, textField } from '../kit/fields.ts'
import { groupNumber } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { document, heading, note } from '../kit/layout.ts'
import { dayOnly, momentText } from '../kit/moment.ts'
import { stationAt } from '../complaints/journey.ts'
import type { CodeModel, FindModel, LinkModel, ListModel, Page } from '../models.ts'

/** Asks for the phone and, if at hand, the complaint number (OPN-16). */
export function findPage(page: Page, model: FindModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.find.title'), form: 'find', back: { href: '/p', label: t('portal.frame.home') } },
    heading(t('portal.find.title'), t('portal.find.lead')),
    errorList(page, model.errors),
    html`<form id="find" method="post" action="/p/follow" novalidate data-guard>
      ${model.goal ? hidden([['goal', model.goal]]) : null}
      ${textField(page, { name: 'phone', label: t('portal.find.phone'), hint: t('portal.find.phoneHint'), value: model.phone, type: 'tel', inputmode: 'tel', autocomplete: 'tel', maxlength: 30, big: true }, model.errors)}
      ${textField(page, { name: 'complaintNo', label: t('portal.find.number'), hint: t('portal.find.numberHint'), value: model.complaintNo, optional: true, inputmode: 'numeric', maxlength: 40 }, model.errors)}
      ${send(t('portal.find.send'))}
    </form>`,
    html`<p class="hint after">${t('portal.find.anonymous')}</p>`,
  )
}

/** The link from the acknowledgement: says where the code will go, sends it on demand. */
export function linkPage(page: Page, model: LinkModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.find.title') },
    heading(t('portal.link.title', { number: groupNumber(model.complaintNo) }), t('portal.link.lead', { phone: model.phoneMasked })),
    html`<form method="post" action="/p/follow/link" data-guard>${hidden([['token', model.token]])} ${send(t('portal.find.send'))}</form>`,
    html`<p class="after"><a href="/p/follow">${t('portal.link.other')}</a></p>`,
  )
}

/** Asks for the code. Neutral: it never says whether the phone or number is known. */
export function codePage(page: Page, model: CodeModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.code.title'), form: 'code', back: { href: '/p/follow', label: t('portal.find.title') } },
    heading(t('portal.code.title'), t('portal.code.lead', { phone: model.phoneMasked })),
    errorList(page, model.errors),
    html`<form id="code" method="post" action="/p/follow/code" novalidate data-guard>
      ${hidden([['challenge', model.challenge]])}
      ${textField(
        page,
        { name: 'code', label: t('portal.code.code'), hint: t('portal.code.hint', { minutes: model.minutes }), value: '', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 12, big: true, autofocus: true },
        model.errors,
      )}
      ${send(t('portal.code.open'))}
    </form>`,
    html`<section class="after">
      <h2>${t('portal.code.nothing')}</h2>
      <ul>
        <li>${t('portal.code.wait')}</li>
        <li>${t('portal.code.check')}</li>
        <li>${t('portal.code.call')}</li>
      </ul>
      ${resend(page, model)}
    </section>`,
  )
}

function resend(page: Page, model: CodeModel): Node {
  const { t } = page
  return html`<form method="post" action="/p/follow/again" data-guard>
    ${hidden([['challenge', model.challenge]])}
    <button class="button" type="submit">${t('portal.code.again')}</button>
    ${model.resendAt && Date.parse(model.resendAt) > page.now ? html`<p class="hint">${t('portal.code.againAt', { moment: momentText(page, model.resendAt) })}</p>` : null}
  </form>`
}

/** The complaints of one phone, newest first. */
export function listPage(page: Page, model: ListModel): string {
  const { t } = page
  return document(
    page,
    { title: t('portal.list.title') },
    heading(t('portal.list.title'), t('portal.list.lead', { phone: model.phoneMasked })),
    model.items.length === 0
      ? html`${note('info', 'info', html`<p>${t('portal.list.none')}</p>`)}
          <div class="actions"><a class="button primary" href="/p/complain">${t('portal.home.complain')}</a></div>`
      : html`<ul class="doors">
          ${model.items.map(
            (one) => html`<li>
              <a class="door" href=${`/p/case/${encodeURIComponent(one.complaintNo)}`}
                ><span
                  ><b>${t(`portal.about.${one.about}`)}</b><small>${t('portal.list.filed', { day: dayOnly(page, one.receivedAt) })} · <span class="nums">${groupNumber(one.complaintNo)}</span></small
                  ><em class=${one.yourTurn ? 'soon' : undefined}>${one.yourTurn ? icon('bell') : null}${t(one.yourTurn ? 'portal.list.yourTurn' : `portal.headline.${stationAt(one.status) ?? one.status}`)}</em></span
                >${icon('arrow')}</a
              >
            </li>`,
          )}
        </ul>`,
    html`<form method="post" action="/p/leave" class="after"><button class="button" type="submit">${t('portal.list.leave')}</button></form>`,
  )
}
