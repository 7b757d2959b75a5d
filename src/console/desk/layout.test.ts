import { expect, test } from 'vitest'
import { usualColumns } from '../../contract/layouts.ts'
import { hiddenClasses, layoutOf, moved, styleOf } from './layout.ts'

test('a view has its own, else what holds for all, else what is shipped', () => {
  const all = { place: 'all', columns: ['keyword', 'due'], density: 'compact' } as const
  const mine = { place: 'view.mine', columns: ['keyword'], density: null } as const
  const kept = [{ ...all, columns: [...all.columns] }, { ...mine, columns: [...mine.columns] }]
  expect(layoutOf(kept, 'view.mine').columns).toEqual(['keyword'])
  expect(layoutOf(kept, 'view.soon')).toMatchObject({ columns: ['keyword', 'due'], density: 'compact' })
  expect(layoutOf([], 'view.soon').columns).toEqual(usualColumns)
})

test('columns move by one place and never over the ends', () => {
  expect(moved(['due', 'keyword', 'owner'], 'keyword', -1)).toEqual(['keyword', 'due', 'owner'])
  expect(moved(['due', 'keyword', 'owner'], 'keyword', 1)).toEqual(['due', 'owner', 'keyword'])
  expect(moved(['due', 'keyword'], 'due', -1)).toEqual(['due', 'keyword'])
  expect(moved(['due', 'keyword'], 'tags', 1)).toEqual(['due', 'keyword'])
})

test('each column shown has a width and a place, each other a class that hides it', () => {
  const layout = { columns: ['keyword', 'due'], density: 'roomy' } as const
  expect(styleOf(layout)).toMatchObject({ '--at-keyword': '1', '--at-due': '2', '--at-owner': '0', '--queue-row': '54px' })
  expect(hiddenClasses(layout).split(' ')).toContain('no-owner')
  expect(hiddenClasses(layout).split(' ')).not.toContain('no-due')
})
