// The customer's right to turn to the regulator once the company took too long or could not satisfy (快递市场管理办法 Art. 30).
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import { icon } from '../kit/icons.ts'
import type { CaseModel, Page } from '../models.ts'

/** The section of the case page that names the right, the number and what to have at hand. */
export function appealRight(page: Page, model: CaseModel): Node {
  const { t } = page
  const { phone, site } = page.site.regulator
  return html`<section class="card appeal">
    <h2>${icon('scales')}<span>${t('portal.appeal.title')}</span></h2>
    <p>${model.decision ? t('portal.appeal.not_satisfied') : t('portal.appeal.too_long', { days: page.site.limits.statutoryDays })}</p>
    <p><a class="button" href=${`tel:${phone}`}>${t('portal.appeal.call', { phone })}</a></p>
    ${site ? html`<p><a href=${`https://${site}`} rel="noreferrer noopener">${site}</a></p>` : null}
    <details>
      <summary>${t('portal.appeal.bring')}</summary>
      <p>${t('portal.appeal.list')}</p>
    </details>
    <p class="hint">${t('portal.appeal.still')}</p>
  </section>`
}
