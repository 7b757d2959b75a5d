// A small word in a quiet box; the tone adds colour to the words, never replaces them.
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'

export type Tone = 'plain' | 'brand' | 'good' | 'info' | 'soon' | 'overdue' | 'outline'

/** Shows a tag; `title` explains it on hover. */
export function Tag({ tone = 'plain', icon, title, children }: { tone?: Tone; icon?: IconName; title?: string; children: ReactNode }) {
  return (
    <span className={`tag tone-${tone}`} title={title}>
      {icon === undefined ? null : <Icon name={icon} size={12} />}
      {children}
    </span>
  )
}
