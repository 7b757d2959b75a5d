// What happens with the data a customer gives: one sentence, and behind it why, how long and to whom. A change of its words is a new version (policies/personal-data.yaml).
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import type { Page } from '../models.ts'

/** The layers in the order shown; with `short`, the text that is consented to. */
export const consentParts = ['what', 'use', 'share', 'keep', 'rights'] as const

/** The details, each with its question. */
export function consentLayers(page: Page): Node {
  const { t } = page
  return html`<dl class="layers">${consentParts.map((part) => html`<div><dt>${t(`portal.consent.ask.${part}`)}</dt><dd>${t(`portal.consent.${part}`)}</dd></div>`)}</dl>`
}

/** The short text with the details on demand, as it stands above the button that sends. */
export function consent(page: Page): Node {
  const { t } = page
  return html`<div class="consent">
    <p>${t('portal.consent.short')}</p>
    <details>
      <summary>${t('portal.consent.more')}</summary>
      ${consentLayers(page)}
    </details>
  </div>`
}
