// What one person chose for this browser: theme, density, size of type, language, keys, sound; kept in local storage, watched by the whole page.
import { useSyncExternalStore } from 'react'
import type { Density, FontSize, ThemeName } from './tokens.ts'

export type ThemeChoice = ThemeName | 'system'
export type Locale = 'zh-CN' | 'zh-TW' | 'en'
/** `keys` are the person's own by command; `singleKeys` off leaves only keys with Ctrl, Enter, Escape and arrows; `quiet` are hours of the day without sound, from and to. */
export type Preferences = Readonly<{
  theme: ThemeChoice; density: Density; font: FontSize; locale: Locale; keys: Readonly<Record<string, string>>; singleKeys: boolean; sound: boolean; quiet: readonly [number, number]
}>

export const locales: readonly Locale[] = ['zh-CN', 'zh-TW', 'en']
const storageKey = 'huiyin.preferences'
const initial: Preferences = { theme: 'system', density: 'normal', font: 14, locale: 'zh-CN', keys: {}, singleKeys: true, sound: false, quiet: [21, 8] }
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
