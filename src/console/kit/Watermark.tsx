// On paper only: who printed it and when, across every page, so that a sheet that went astray tells where it came from.
import { useEffect, useState } from 'react'
import { serverNow } from './clock.ts'
import { fullMoment } from './time-words.ts'

/** Draws the mark behind the text of each printed page. */
export function Watermark({ words }: { words: string }) {
  const [at, setAt] = useState(serverNow)
  useEffect(() => {
    const now = () => setAt(serverNow())
    addEventListener('beforeprint', now)
    return () => removeEventListener('beforeprint', now)
  }, [])
  const line = `${words} ${fullMoment(at)}`
  return <div className="watermark" aria-hidden="true">{Array.from({ length: 12 }, (_, i) => <span key={i}>{line}</span>)}</div>
}
