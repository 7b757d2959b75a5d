// Proves that every code a clock or its explanation can carry has a word in every locale.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { budgetUnits } from '../src/domain/sla/budgets.ts'
import { segmentCodes, segmentLaws } from '../src/domain/sla/segments.ts'
import { clockKinds, clockStates } from '../src/domain/sla/kinds.ts'
import { ruleSources } from '../src/domain/sla/profiles.ts'
import { loadCalendarPack } from '../src/server/sla/calendars.ts'

test.each(['zh-CN', 'zh-TW', 'en'])('%s', async (locale) => {
  const words: Record<string, Record<string, string>> = JSON.parse(await readFile(new URL(`./${locale}/clocks.json`, import.meta.url), 'utf8'))
  const holidays = new Set((await loadCalendarPack()).notices.flatMap((n) => n.days.map((d) => d.name)))
  const keys = (group: string): string[] => [...new Set(Object.keys(words[group] ?? {}).map((key) => key.replace(/_one$/, '')))].toSorted()
  expect(keys('kind')).toEqual([...clockKinds].toSorted())
  expect(keys('duty')).toEqual([...clockKinds].toSorted())
  expect(keys('state')).toEqual([...clockStates].toSorted())
  expect(keys('unit')).toEqual([...budgetUnits].toSorted())
  expect(keys('segment')).toEqual([...segmentCodes].toSorted())
  expect(keys('law')).toEqual([...segmentLaws].toSorted())
  expect(keys('source')).toEqual([...ruleSources].toSorted())
  // units name days of their own besides
  expect(keys('holiday')).toEqual(expect.arrayContaining([...holidays]))
})
