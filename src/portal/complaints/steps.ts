// Where in the three steps of a complaint we are.
import { html } from '../kit/html.ts'
import type { Node } from '../kit/html.ts'
import type { Page } from '../models.ts'

/** The step counter, `now` from 1 to 3. */
export function steps(page: Page, now: 1 | 2 | 3): Node {
  const names = ['what', 'tell', 'review'] as const
  return html`<ol class="steps" aria-label=${page.t('portal.steps.label', { now })}>
    ${names.map(
      (name, index) => html`<li class=${index + 1 < now ? 'done' : index + 1 === now ? 'now' : undefined} aria-current=${index + 1 === now ? 'step' : undefined}>
        ${page.t(`portal.steps.${name}`)}
      </li>`,
    )}
  </ol>`
}
