// What "within" asks for (C3): the event that ends a limit, named by every rule.

/** The six stages of a complaint, and what limits of other duties end with. */
export const milestones = ['acknowledged', 'substantive_reply', 'preliminary_finding', 'result_notified', 'executed', 'closed', 'answered', 'told_again', 'called_back'] as const
export type Milestone = (typeof milestones)[number]
