// Where the question stands which unit bears a case; beside the main line, never part of it (OPN-02).

/**
 * `proposed` waits for a judge, `asked` for the statements of the units, `heard` for the judgement; `judged` and `reviewed` for the end of a window
 * (`reviewed` first for that of units that may still contest, then for that to ask for arbitration),
 * `contested` for another judge, `arbitrating` for answers and the arbitrator. `lapsed`: the case was reopened and is judged anew.
 */
export const liabilityStates = ['proposed', 'asked', 'heard', 'judged', 'contested', 'reviewed', 'arbitrating', 'final', 'lapsed'] as const
export type LiabilityState = (typeof liabilityStates)[number]
