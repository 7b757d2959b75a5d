// What one person chose for this browser: theme, density, language; kept in local storage, watched by the whole page.
import { useSyncExternalStore } from 'react'
import type { Density, ThemeName } from './tokens.ts'

export type ThemeChoice = ThemeName | 'system'
export type Locale = 'zh-CN' | 'zh-TW' | 'en'
export type Preferences = Readonly<{ theme: ThemeChoice; density: Density; locale: Locale }>

export const locales: readonly Locale[] = ['zh-CN', 'zh-TW', 'en']
const storageKey = 'huiyin.preferences'
const initial: Preferences = { theme: 'system', density: 'normal', locale: 'zh-CN' }
const listeners = new Set<() => void>()
const darkQuery = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined

let current: Preferences = read()

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return { ...initial, ...(typeof stored === 'object' && stored !== null ? stored : {}) }
  } catch {
    return initial
  }
}

function announce(): void {
  for (const listener of listeners) listener()
}

darkQuery?.addEventListener('change', announce)

/** The preferences now in force. */
export function preferences(): Preferences {
  return current
}

/** Changes some preferences, stores them and tells every watcher. */
export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(storageKey, JSON.stringify(current))
  } catch {
    // A browser that refuses storage still honours the choice until the page closes.
  }
  announce()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Preferences as a React value. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences)
}

/** The theme after asking the operating system when the choice is "system". */
export function useTheme(): ThemeName {
  return useSyncExternalStore(subscribe, () =>
    current.theme === 'system' ? (darkQuery?.matches === true ? 'dark' : 'light') : current.theme)
}
