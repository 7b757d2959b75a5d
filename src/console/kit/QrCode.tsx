// A QR code as one path, for paper: staff scan it and stand before the case.
import { useMemo } from 'react'
import { encode } from 'uqr'

/** Draws `text`; `words` say what it leads to. Quiet zone and middle error correction, so that a fold or a stain doesn't matter. */
export function QrCode({ text, words, size = 84 }: { text: string; words: string; size?: number }) {
  const { path, side } = useMemo(() => {
    const { data, size: modules } = encode(text, { ecc: 'M', border: 2 })
    return { side: modules, path: data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('') }
  }, [text])
  return <svg className="qr" role="img" aria-label={words} width={size} height={size} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges"><rect width={side} height={side} fill="#FFF" /><path d={path} fill="#000" /></svg>
}

/** The address inside the house at which staff find a case; who is not signed in meets the door. */
export function caseAddress(id: string): string {
  return `${location.origin}/queue/${id}`
}
