// Says that words from before came back, and lets them go.
import { Icon } from './Icon.tsx'
import { Moment } from './Moment.tsx'
import { t } from './words.ts'

/** Shows nothing when nothing was restored. */
export function DraftNotice({ at, onDiscard }: { at: number | undefined; onDiscard: () => void }) {
  if (at === undefined) return null
  return (
    <p className="notice draft-notice" role="status"><Icon name="history" size={14} /><span>{t('console.draft.restored')} <Moment at={new Date(at).toISOString()} /></span><button type="button" className="text-button notice-act" onClick={onDiscard}>{t('console.draft.discard')}</button></p>
  )
}
