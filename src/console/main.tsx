// The door of the console: sets theme and language, then draws the app.
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClientProvider } from '@tanstack/react-query'
import { App } from './App.tsx'
import { preferences, usePreferences, useTheme } from './kit/preferences.ts'
import type { Locale } from './kit/preferences.ts'
import { Toasts } from './kit/toast.tsx'
import { applyTokens } from './kit/tokens.ts'
import { queries } from './kit/use-api.ts'
import { showLanguage, useWords } from './kit/words.ts'
import './kit/kit.css'
import './kit/page.css'

function Root() {
  const { locale, density, font } = usePreferences()
  const theme = useTheme()
  const shown: Locale = useWords()
  useEffect(() => applyTokens(document.documentElement, theme, density, font), [theme, density, font])
  useEffect(() => { void showLanguage(locale) }, [locale])
  return (
    <QueryClientProvider client={queries}>
      <App key={shown} />
      <Toasts />
    </QueryClientProvider>
  )
}

const place = document.getElementById('root')
if (place !== null) {
  void showLanguage(preferences().locale).then(() => createRoot(place).render(<StrictMode><Root /></StrictMode>))
}
