// What a piece of evidence is guessed to be, and which files may be one.
import { expect, test } from 'vitest'
import { acceptedTypes, evidenceTypes, guessSide, guessType, largestFile, mediaKindOf, mediaKinds } from './evidence.ts'

test.each([
  ['order', 'image/jpeg', 'photo'], ['desk', 'application/pdf', 'document'], ['order', 'audio/amr', 'voice_note'], ['portal', 'video/mp4', 'video'], ['interview', 'application/pdf', 'interview'], ['survey', 'image/png', 'survey_report'],
  ['interview', 'audio/mpeg', 'voice_note'], ['contest', null, 'statement'], ['desk', null, 'statement'], ['desk', 'text/html', 'other'],
] as const)('%s with %s is a %s', (origin, mediaType, type) => {
  expect(guessType(origin, mediaType)).toBe(type)
  expect(evidenceTypes).toContain(type)
})

test.each([[{ kind: 'customer', isOfUnit: false, isPartner: false }, 'customer'], [{ kind: 'user', isOfUnit: true, isPartner: false }, 'unit'], [{ kind: 'user', isOfUnit: true, isPartner: true }, 'partner'], [{ kind: 'user', isOfUnit: false, isPartner: false }, 'company'], [{ kind: 'system', isOfUnit: false, isPartner: false }, 'system']] as const)('%j speaks for %s', (by, side) => {
  expect(guessSide(by)).toBe(side)
})

test('nothing that runs or unpacks is taken, and no kind is larger than the wire', () => {
  for (const type of ['image/svg+xml', 'text/html', 'application/zip', 'application/x-msdownload', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document']) expect([type, mediaKindOf(type)]).toEqual([type, null])
  for (const type of acceptedTypes) expect(mediaKindOf(type)).not.toBeNull()
  for (const kind of Object.values(mediaKinds)) expect(kind.most).toBeLessThanOrEqual(largestFile)
})
