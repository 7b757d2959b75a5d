// A short quiet sound, for those who want one, outside of their quiet hours.

/** Whether an hour of the day (business time, UTC+8) lies in the quiet span; `from` 21 `to` 8 runs over midnight. */
export function isQuiet(at: number, [from, to]: readonly [number, number]): boolean {
  const hour = new Date(at + 8 * 3_600_000).getUTCHours()
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}

/** Two soft tones. Browsers keep silent until the page was touched once. */
export function chime(): void {
  try {
    const sound = new AudioContext()
    const volume = sound.createGain()
    volume.gain.setValueAtTime(0.06, sound.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.5)
    volume.connect(sound.destination)
    for (const [pitch, after] of [[660, 0], [880, 0.14]] as const) {
      const tone = sound.createOscillator()
      tone.frequency.value = pitch
      tone.connect(volume)
      tone.start(sound.currentTime + after)
      tone.stop(sound.currentTime + after + 0.3)
    }
    setTimeout(() => void sound.close(), 1000)
  } catch {
    // A machine without sound shows the notice all the same.
  }
}
