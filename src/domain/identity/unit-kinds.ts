// The kinds of units of the organisation.

/** OPN-12. */
export const unitKinds = ['headquarters', 'province', 'hub', 'outlet', 'station', 'complaint_centre', 'department', 'partner'] as const
export type UnitKind = (typeof unitKinds)[number]

/** A unit out of order (OPN-35): 停网, it stands still; 跑路, it has gone. */
export const abnormalityKinds = ['suspended', 'absconded'] as const
export type AbnormalityKind = (typeof abnormalityKinds)[number]
