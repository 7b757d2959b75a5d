// Step 1 of a complaint: what went wrong, in eight large answers.
import { html } from '../kit/html.ts'
import { icon } from '../kit/icons.ts'
import { document } from '../kit/layout.ts'
import { portalChoices } from '../../contract/portal.ts'
import { steps } from './steps.ts'
import type { Page } from '../models.ts'

/** Draws step 1. `number` is a parcel number known from the link or code the customer came by; it travels on. */
export function whatPage(page: Page, model: { number?: string }): string {
  const { t } = page
  const extra = model.number ? `&number=${encodeURIComponent(model.number)}` : ''
  return document(
    page,
    { title: t('portal.what.title'), back: { href: '/p', label: t('portal.frame.home') } },
    steps(page, 1),
    html`<h1>${t('portal.what.title')}</h1>`,
    model.number ? html`<p class="lead">${t('portal.what.forNumber', { number: model.number })}</p>` : null,
    html`<ul class="choices">
      ${portalChoices.map(
        (choice) => html`<li>
          <a href=${`/p/complain/tell?about=${choice}${extra}`}>${icon(choice)}<b>${t(`portal.about.${choice}`)}</b><small>${t(`portal.aboutHint.${choice}`)}</small></a>
        </li>`,
      )}
    </ul>`,
    html`<p class="hint">${t('portal.what.several')}</p>`,
  )
}
