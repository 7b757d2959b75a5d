// Writes `docs/generated/lifecycle.md`: the life of a complaint as a diagram and as the table it is decided by.
import { guards } from '../../src/domain/complaints/guards.ts'
import { customerActions, transitions } from '../../src/domain/complaints/lifecycle.ts'
import type { Transition } from '../../src/domain/complaints/lifecycle.ts'
import { isOpen, openStatuses, statuses } from '../../src/domain/complaints/vocabulary.ts'
import type { Status } from '../../src/domain/complaints/vocabulary.ts'
import { codes, head, table } from './markdown.ts'

/** Gives the text of the page. */
export function lifecycleDoc(): string {
  const moving = transitions.filter(row => targets(row).length > 0)
  return [
    head('The life of a complaint', ['src/domain/complaints/lifecycle.ts', 'src/domain/complaints/guards.ts'],
      'Statuses are the main line only; waiting for the customer, objections and the like are flags and objects beside it.'),
    `## Steps that move a case\n\nA line with two steps can be gone by either. Steps that leave the status as it is stand only in the table below.\n\n${diagram(moving)}`,
    `## Every step\n\n**from**: where it may be taken; *open* means ${openStatuses.join(', ')}. **to**: where it may lead, – when the status stays. **guard**: whether it also asks the facts of the case.\n**customer**: whether the portal's customer may take it on their own case.\n\n${table(
      ['step', 'from', 'to', 'permission', 'event', 'clocks it stops', 'guard', 'customer'], transitions.map(rowOf))}`,
  ].join('\n')
}

function diagram(moving: readonly Transition[]): string {
  const steps = moving.flatMap(row => (row.moves ?? row.from).flatMap(from => targets(row).map(to => ({ from, to, action: row.action }))))
  const arrows = [...Map.groupBy(steps, step => `${step.from} --> ${step.to}`)]
    .map(([arrow, some]) => `  ${arrow}: ${some.map(step => step.action).join(', ')}`)
  const ends = statuses.filter(status => !steps.some(step => step.from === status && step.to !== 'investigating') && !isOpen(status))
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> received', ...arrows, ...ends.map(status => `  ${status} --> [*]`), '```', ''].join('\n')
}

function targets(row: Transition): Status[] {
  return row.to.filter(to => to !== 'same')
}

function rowOf(row: Transition): string[] {
  return [
    `\`${row.action}\``, fromOf(row), codes(targets(row)) + (row.moves ? ` (from ${codes(row.moves)})` : '') + (row.to.includes('same') && targets(row).length > 0 ? ' or stays' : ''),
    `\`${row.permission}\``, `\`${row.event}\``, codes(row.stops), row.action in guards ? 'yes' : '–', customerActions.includes(row.action) ? 'yes' : '–',
  ]
}

function fromOf(row: Transition): string {
  if (statuses.every(status => row.from.includes(status))) return 'anywhere'
  const isAllOpen = openStatuses.every(status => row.from.includes(status))
  const others = row.from.filter(status => !isAllOpen || !isOpen(status))
  return [...(isAllOpen ? ['*open*'] : []), ...(others.length > 0 ? [codes(others)] : [])].join(', ')
}
