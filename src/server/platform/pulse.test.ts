import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readPulse, startPulse } from './pulse.ts'

test('a few requests say nothing, many say how slow the slowest are, and heavy work does not become what is usual', async () => {
  const pulse = startPulse()
  try {
    for (let i = 0; i < 3; i++) pulse.note(500)
    await sleep(450)
    expect(readPulse(pulse.memory)).toEqual({ recentMs: 0, calmMs: 0 })
    for (let i = 0; i < 97; i++) pulse.note(10)
    await sleep(450)
    expect(readPulse(pulse.memory)).toEqual({ recentMs: 10, calmMs: 10 })
    pulse.burden(true)
    for (let i = 0; i < 100; i++) pulse.note(200)
    await sleep(450)
    expect(readPulse(pulse.memory)).toEqual({ recentMs: 200, calmMs: 10 })
  } finally {
    pulse.close()
  }
})
