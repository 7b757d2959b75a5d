// Step 1 of a complaint: what went wrong, in eight large answers.
import { html } from '../kit/html.ts'
import { icon } from '../kit/icons.ts'
import { document, note } from '../kit/layout.ts'
import { portalChoices } from '../../contract/portal.ts'
import { steps } from './steps.ts'
import type { Choice, Page } from '../models.ts'

/**
 * Draws step 1. `key` is the draft's: it stands in the addresses, so that going back finds what was typed. `number` is a parcel number
 * known from the link or code the customer came by; `chosen` the answer given before; `lost` when a draft's time was over.
 */
export function whatPage(page: Page, model: { key: string; number?: string; chosen?: Choice | ''; lost?: boolean }): string {
  const { t } = page
  const extra = `&draft=${encodeURIComponent(model.key)}${model.number ? `&number=${encodeURIComponent(model.number)}` : ''}`
  return document(
    page,
    { title: t('portal.what.title'), back: { href: '/p', label: t('portal.frame.home') } },
    steps(page, 1),
    html`<h1>${t('portal.what.title')}</h1>`,
    model.lost ? note('soon', 'info', html`<p>${t('portal.what.lost')}</p>`) : null,
    model.number ? html`<p class="lead">${t('portal.what.forNumber', { number: model.number })}</p>` : null,
    html`<ul class="choices">
      ${portalChoices.map(
        (choice) => html`<li>
          <a href=${`/p/complain/tell?about=${choice}${extra}`} aria-current=${choice === model.chosen ? 'true' : undefined}>${icon(choice)}<b>${t(`portal.about.${choice}`)}</b><small>${t(`portal.aboutHint.${choice}`)}</small></a>
        </li>`,
      )}
    </ul>`,
    html`<p class="hint">${t('portal.what.several')}</p>`,
  )
}
