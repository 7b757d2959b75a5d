// What a customer may do with a complaint: each action with what it brings; one that has to wait says until when.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { casePath } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import type { IconName } from '../kit/icons.ts'
import { momentText } from '../kit/moment.ts'
import type { CaseModel, Page } from '../models.ts'

/** The list of actions: what is possible now, and what was done and has to wait. The rest isn't shown. */
export function caseActions(page: Page, model: CaseModel): Node {
  const { t } = page
  const { can, complaintNo } = model
  return html`<section>
    <h2>${t('portal.case.actions')}</h2>
    <ul class="doors acts">
      ${can.rating ? link(page, complaintNo, 'rating', 'star') : null}
      ${can.material ? link(page, complaintNo, 'material', 'camera') : null}
      ${chaser(page, model)}
      ${can.objection ? link(page, complaintNo, 'objection', 'scales') : null}
      ${model.withdrawalPending ? waits('withdrawal', 'undo', page, t('portal.act.withdrawalWaits')) : can.withdrawal ? link(page, complaintNo, 'withdrawal', 'undo') : null}
      <li><a class="door" href="/p/my-data">${icon('file')}<span><b>${t('portal.act.data')}</b><small>${t('portal.act.dataHint')}</small></span>${icon('arrow')}</a></li>
    </ul>
  </section>`
}

function words(page: Page, name: string, small: string): Node {
  return html`<span><b>${page.t(`portal.act.${name}`)}</b><small>${small}</small></span>`
}

function link(page: Page, complaintNo: string, name: string, face: IconName): Node {
  return html`<li><a class="door" href=${casePath(complaintNo, name)}>${icon(face)}${words(page, name, page.t(`portal.act.${name}Hint`))}${icon('arrow')}</a></li>`
}

function waits(name: string, face: IconName, page: Page, small: string): Node {
  return html`<li><div class="door waits">${icon(face)}${words(page, name, small)}</div></li>`
}

/** Urging needs no page of its own: one tap, with what it does in words, once in 24 hours. */
function chaser(page: Page, model: CaseModel): Node {
  if (!model.can.chaser) return model.chaserAgainAt ? waits('chaser', 'bell', page, page.t('portal.act.chaserWaits', { moment: momentText(page, model.chaserAgainAt) })) : null
  return html`<li>
    <form method="post" action=${casePath(model.complaintNo, 'chaser')} data-guard>
      <button class="door" type="submit">${icon('bell')}${words(page, 'chaser', page.t('portal.act.chaserHint'))}</button>
    </form>
  </li>`
}
