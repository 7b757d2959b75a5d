// The customer's right to turn to the regulator once the company took too long or could not satisfy (快递市场管理办法 Art. 30).
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { groupNumber } from '../kit/format.ts'
import { icon } from '../kit/icons.ts'
import { momentText } from '../kit/moment.ts'
import type { CaseModel, Page } from '../models.ts'

/** The section of the case page that names the right, the number and what to have at hand. */
export function appealRight(page: Page, model: CaseModel): Node {
  const { t } = page
  const { phone, site } = page.site.regulator
  const own = ownValues(page, model)
  return html`<section class="card appeal">
    <h2>${icon('scales')}<span>${t('portal.appeal.title')}</span></h2>
    <p>${model.decision ? t('portal.appeal.not_satisfied') : t('portal.appeal.too_long', { days: page.site.limits.statutoryDays })}</p>
    <p><a class="button" href=${`tel:${phone}`}>${t('portal.appeal.call', { phone })}</a></p>
    ${site ? html`<p><a class="button" href=${`https://${site}`} rel="noreferrer noopener">${t('portal.appeal.site')} ${site}</a></p>` : null}
    <details>
      <summary>${t('portal.appeal.bring')}</summary>
      <p>${t('portal.appeal.list')}</p>
      <h3>${t('portal.appeal.own')}</h3>
      <dl class="own">${own.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      <button type="button" class="button small" data-copy=${own.map((pair) => pair.join('：')).join('\n')} hidden>${t('portal.appeal.copy')}</button>
    </details>
    <p class="hint">${t('portal.appeal.still')}</p>
  </section>`
}

/** What the regulator asks for and this page knows; name, phone and addresses are the customer's own to fill in. */
function ownValues(page: Page, model: CaseModel): [string, string][] {
  const { t } = page
  return [
    [t('portal.appeal.company'), page.site.companyName], [t('portal.appeal.number'), groupNumber(model.complaintNo)], ...(model.waybillNo ? [[t('portal.appeal.waybill'), model.waybillNo] satisfies [string, string]] : []),
    [t('portal.appeal.received'), momentText(page, model.receivedAt)], [t('portal.appeal.result'), model.decision?.text ?? t('portal.appeal.noResult')],
  ]
}
