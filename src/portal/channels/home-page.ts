// The portal's front door: complain, follow, or read how it goes.
import { html } from '../kit/html.ts'
import { icon } from '../kit/icons.ts'
import { document } from '../kit/layout.ts'
import type { Page } from '../models.ts'

/** Draws the front page. */
export function homePage(page: Page): string {
  const { t, site } = page
  const { limits } = site
  return document(
    page,
    { title: t('portal.home.title'), wide: true },
    html`<div class="columns home">
      <div>
        <div class="heading">
          <h1>${t('portal.home.title')}</h1>
          <p class="lead">${t('portal.home.lead')}</p>
        </div>
        <div class="doors">
          ${page.elder ? html`<a class="door call" href=${`tel:${site.hotline.number.replace(/[^\d+]/g, '')}`}>${icon('phone')}<span><b>${t('portal.frame.person', { number: site.hotline.number })}</b><small>${site.hotline.hours} · ${t('portal.home.callHint')}</small></span>${icon('arrow')}</a>` : null}
          <a class="door primary" href="/p/complain">${icon('write')}<span><b>${t('portal.home.complain')}</b><small>${t('portal.home.complainHint')}</small></span>${icon('arrow')}</a>
          <a class="door" href="/p/follow">${icon('follow')}<span><b>${t('portal.home.follow')}</b><small>${t('portal.home.followHint')}</small></span>${icon('arrow')}</a>
          <a class="door" href="/p/how">${icon('book')}<span><b>${t('portal.home.how')}</b><small>${t('portal.home.howHint')}</small></span>${icon('arrow')}</a>
        </div>
      </div>
      <section class="promises aside">
        <h2>${t('portal.home.promises')}</h2>
        <ol class="figures">
          <li><b>${t('portal.home.hours', { n: limits.firstContactHours })}</b><span>${t('portal.home.firstContact')}</span></li>
          <li><b>${t('portal.home.days', { n: limits.decisionDays })}</b><span>${t('portal.home.decision')}</span></li>
          <li><b>${t('portal.home.days', { n: limits.statutoryDays })}</b><span>${t('portal.home.statutory')}</span></li>
        </ol>
        <p class="hint">${t('portal.home.noNumber')}</p>
      </section>
    </div>`,
  )
}
