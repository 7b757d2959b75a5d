// A voice note straight from the microphone; a phone that can't record in the page opens its own recorder instead.
import { useEffect, useRef, useState } from 'react'
import { Icon } from '../kit/Icon.tsx'
import { t } from '../kit/words.ts'

const types = ['audio/mp4', 'audio/webm;codecs=opus', 'audio/ogg;codecs=opus'] as const
const mostSeconds = 180

function recordable(): string | null {
  if (typeof MediaRecorder === 'undefined' || navigator.mediaDevices === undefined) return null
  return types.find((type) => MediaRecorder.isTypeSupported(type)) ?? null
}

/** Draws the button; `onFile` gets the note when it ends. */
export function VoiceNote({ id, onFile }: { id: string; onFile: (file: File) => void }) {
  const [type] = useState(recordable)
  const [denied, setDenied] = useState(false)
  const [seconds, setSeconds] = useState<number | null>(null)
  const recorder = useRef<MediaRecorder>(undefined)
  useEffect(() => {
    if (seconds === null) return undefined
    if (seconds >= mostSeconds) recorder.current?.stop()
    const timer = setTimeout(() => setSeconds((now) => (now === null ? null : now + 1)), 1000)
    return () => clearTimeout(timer)
  }, [seconds])
  useEffect(() => () => { if (recorder.current?.state === 'recording') recorder.current.stop() }, [])
  if (type === null || denied) {
    return <label className="file-add"><Icon name="mic" />{t('console.outletPage.voice')}<input id={id} type="file" accept="audio/*" capture onChange={(event) => { const file = event.target.files?.[0]; event.target.value = ''; if (file !== undefined) onFile(file) }} /></label>
  }
  const begin = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const made = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24_000 })
      const pieces: Blob[] = []
      made.ondataavailable = ({ data }) => { pieces.push(data) }
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        setSeconds(null)
        const plain = type.split(';')[0] ?? type
        const blob = new Blob(pieces, { type: plain })
        if (blob.size > 0) onFile(new File([blob], `${t('console.outletPage.voice_name')}.${plain.split('/')[1] === 'mp4' ? 'm4a' : plain.split('/')[1]}`, { type: plain }))
      }
      recorder.current = made
      made.start(1000)
      setSeconds(0)
    } catch {
      setDenied(true)
    }
  }
  if (seconds === null) return <button type="button" className="file-add" onClick={() => void begin()}><Icon name="mic" />{t('console.outletPage.voice')}</button>
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return <button type="button" className="file-add is-recording" onClick={() => recorder.current?.stop()}><Icon name="mic" />{t('console.outletPage.voice_stop', { clock })}</button>
}
