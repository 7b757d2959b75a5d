// The kinds of units of the organisation.

/** OPN-12. */
export const unitKinds = ['headquarters', 'province', 'hub', 'outlet', 'station', 'complaint_centre', 'partner'] as const
export type UnitKind = (typeof unitKinds)[number]
