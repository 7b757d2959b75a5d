import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { readPulse, standBack, startPulse } from './pulse.ts'

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

test('a thread stands back while requests are under way: until the last is over, and not longer than it was told', async () => {
  const pulse = startPulse()
  try {
    expect(standBack(pulse.memory, 1000)).toBe(0)
    const [first, second] = [pulse.enter(), pulse.enter()]
    expect(standBack(pulse.memory, 30)).toBeGreaterThanOrEqual(29)
    const code = `const { parentPort, workerData } = require('node:worker_threads'); import(workerData.file).then(({ standBack }) => { parentPort.postMessage('ready'); parentPort.postMessage(standBack(workerData.memory, 20_000)) })`
    const thread = new Worker(code, { eval: true, workerData: { memory: pulse.memory, file: new URL('./pulse.ts', import.meta.url).href } })
    const said: unknown[] = []
    const over = new Promise((done) => { thread.on('message', (m) => { said.push(m); if (said.length === 2) done(m) }) })
    await expect.poll(() => said[0]).toBe('ready')
    first()
    await sleep(60)
    expect(said).toHaveLength(1)
    second()
    await over
    expect(said[1]).toBeGreaterThan(20)
    expect(said[1]).toBeLessThan(19_000)
    expect(standBack(pulse.memory, 1000)).toBe(0)
    await thread.terminate()
  } finally {
    pulse.close()
  }
})
