// Which template a case gets: the choice nearest above the unit it concerns most, else the house's default.
import type { ProcessPolicy } from './process-template.ts'

/** A unit of a case, or one above it: the part it has in the case and how many steps up it stands. */
export type UnitAbove = { readonly role: string; readonly code: string; readonly steps: number }

/** Whose choice counts first: who is complained about, then where the parcel arrived, who took the words down, where it passed and began. */
const partsInOrder = ['respondent', 'partner', 'destination', 'station', 'registered_by', 'hub', 'origin', 'judge_office']

/** The code of the template. The nearest choice above the first part that has one below the top counts; the top's own choice stands for everybody without. */
export function chooseTemplate(policy: Pick<ProcessPolicy, 'default' | 'choices'>, units: readonly UnitAbove[]): string {
  const chosen = units.flatMap((unit) => {
    const choice = policy.choices.find((c) => c.unit === unit.code)
    return choice ? [{ ...unit, template: choice.template, isTop: !units.some((other) => other.role === unit.role && other.steps > unit.steps) }] : []
  })
  const part = (role: string): number => (partsInOrder.indexOf(role) + partsInOrder.length + 1) % (partsInOrder.length + 1)
  const first = chosen.toSorted((a, b) => Number(a.isTop && a.steps > 0) - Number(b.isTop && b.steps > 0) || part(a.role) - part(b.role) || a.steps - b.steps || (a.code < b.code ? -1 : 1))[0]
  return first?.template ?? policy.default
}
