// The words of a complaint: every closed list that database, wire, code and screen share (`contract.md`, operations.md).

export const statuses = ['received', 'accepted', 'investigating', 'planning', 'approving', 'negotiating', 'decided', 'executing', 'confirming', 'closed', 'archived', 'rejected', 'duplicate', 'withdrawn'] as const
export type Status = (typeof statuses)[number]

/** Statuses in which work is still owed; everything else is an end. */
export const openStatuses = ['received', 'accepted', 'investigating', 'planning', 'approving', 'negotiating', 'decided', 'executing', 'confirming'] as const satisfies readonly Status[]

/** Statuses in which the customer has not yet been told a decision. */
export const beforeDecision = ['received', 'accepted', 'investigating', 'planning', 'approving', 'negotiating'] as const satisfies readonly Status[]

export const outcomes = ['agreed', 'not_agreed', 'on_spot', 'invalid', 'out_of_scope', 'duplicate', 'withdrawn'] as const
export type Outcome = (typeof outcomes)[number]

export const flags = ['waiting_customer', 'escalated', 'under_review', 'regulator_appeal', 'over_age', 'possible_duplicate', 'repeat', 'chaser', 'unidentified_item', 'restricted', 'inquiry', 'surge'] as const
export type Flag = (typeof flags)[number]

/** OPN-13. Everything but `complaint` takes the lighter path until a grievance appears. */
export const contactKinds = ['complaint', 'chaser', 'trace', 'claim_request', 'data_request', 'suggestion', 'enquiry', 'praise'] as const
export type ContactKind = (typeof contactKinds)[number]

export const channels = ['phone', 'web', 'app', 'wechat', 'email', 'walk_in', 'centre', 'outlet', 'social', 'letter', 'fax', 'chat', 'meeting', 'regulator', 'platform', 'api'] as const
export type Channel = (typeof channels)[number]

/** Channels whose facts must be verified by an outbound call (INT-13). */
export const verificationChannels: readonly Channel[] = ['fax', 'web', 'letter']

/** Channels an agent types in while the customer is there, so that read-back is possible (INT-12). */
export const attendedChannels: readonly Channel[] = ['phone', 'walk_in', 'centre', 'chat', 'meeting', 'outlet']

/** First-level reasons (OPN-25); leaves are policy data named `first.leaf`. */
export const reasonCodes = ['delay', 'loss', 'shortage', 'damage', 'content_mismatch', 'misdelivery', 'false_signoff', 'delivery_service', 'locker_station', 'attitude', 'charge', 'pickup_service', 'return_redirect', 'tracking_info', 'cod', 'claim_handling', 'complaint_service', 'data_leak', 'personal_safety', 'security_prohibited', 'intl_customs', 'unsolicited', 'packaging', 'other'] as const
export type ReasonCode = (typeof reasonCodes)[number]

/** The link of the service the grievance happened in (OPN-26, OPS-01). */
export const links = ['pickup', 'transit', 'delivery', 'station', 'hotline', 'claim', 'other'] as const
export type Link = (typeof links)[number]

export const priorityLevels = ['p1', 'p2', 'p3', 'p4'] as const
export type PriorityLevel = (typeof priorityLevels)[number]

export const itemTypes = ['waybill', 'order', 'consignment', 'contract'] as const
export type ItemType = (typeof itemTypes)[number]

export const complainantRoles = ['sender', 'consignee', 'representative', 'merchant', 'staff', 'other'] as const
export type ComplainantRole = (typeof complainantRoles)[number]

/** What the customer asks for (INT-07). */
export const demandKinds = ['compensation', 'refund', 'redelivery', 'reship', 'search', 'return', 'apology', 'explanation', 'staff_measure', 'fee_waiver', 'progress', 'data_deletion', 'other'] as const
export type DemandKind = (typeof demandKinds)[number]

export const partyRoles = ['origin', 'hub', 'destination', 'station', 'partner', 'respondent', 'registered_by', 'asked', 'judge_office'] as const
export type PartyRole = (typeof partyRoles)[number]


/** COM-13: how a contact with the customer went. */
export const contactOutcomes = ['reached', 'no_answer', 'busy', 'off', 'not_the_person', 'refused', 'message_left', 'sent', 'received'] as const
export type ContactOutcome = (typeof contactOutcomes)[number]

export const contactPurposes = ['first_contact', 'verification', 'progress', 'evidence_request', 'negotiation', 'decision', 'execution', 'confirmation', 'callback', 'other'] as const
export type ContactPurpose = (typeof contactPurposes)[number]

/** Where the notice of a decision or a result goes (C16). */
export const noticeChannels = ['phone', 'sms', 'email', 'letter', 'portal', 'in_person', 'wechat', 'app'] as const
export type NoticeChannel = (typeof noticeChannels)[number]

/** INT-20, CLS-17. */
export const demandJudgements = ['justified', 'partly', 'not'] as const
export type DemandJudgement = (typeof demandJudgements)[number]

/** INV-11: first level of the cause; Fault deepens it. */
export const causeCodes = ['human_error', 'communication', 'process_design', 'force_majeure', 'misunderstanding', 'packing', 'transit_handling', 'partner', 'unknown'] as const
export type CauseCode = (typeof causeCodes)[number]

/** OPN-02: is the company liable to the customer — apart from which unit bears it. */
export const companyLiabilities = ['liable', 'partly', 'not_liable'] as const
export type CompanyLiability = (typeof companyLiabilities)[number]

/** Who bears the cost inside (RSP-01, 02). */
export const bearerKinds = ['unit', 'line_haul', 'partner', 'sender', 'consignee', 'force_majeure', 'company'] as const
export type BearerKind = (typeof bearerKinds)[number]

/** REM-01…13, 19. */
export const measureKinds = ['apology', 'apology_letter', 'compensation', 'refund', 'freight_waiver', 'coupon', 'points', 'service_extension', 'redelivery', 'reship', 'search', 'reroute', 'priority_handling', 'improvement_promise', 'time_adjustment', 'signoff_help', 'fee_explanation', 'gift', 'explanation', 'other'] as const
export type MeasureKind = (typeof measureKinds)[number]

/** Measures that pay money out; each needs an amount. */
export const moneyMeasures: readonly MeasureKind[] = ['compensation', 'refund', 'freight_waiver']

/** C17, FUP-06: how the customer confirmed the execution, or why closing needs no confirmation. */
export const confirmationMethods = ['written', 'oral_recorded', 'portal', 'no_response', 'reasoned_refusal'] as const
export type ConfirmationMethod = (typeof confirmationMethods)[number]

export const orderAnswers = ['true', 'not_true', 'other_unit'] as const
export type OrderAnswer = (typeof orderAnswers)[number]

export const answerKinds = ['accept', 'refuse', 'counter'] as const
export type AnswerKind = (typeof answerKinds)[number]

export const reviewKinds = ['objection', 'internal_appeal'] as const
export type ReviewKind = (typeof reviewKinds)[number]

/** How two cases belong together without being one; directed from the case that is linked to the other. */
export const linkKinds = ['related', 'follow_up', 'same_incident', 'regulator_prior'] as const
export type LinkKind = (typeof linkKinds)[number]

/** Fields `reveal` can show in plain text. */
export const revealFields = ['name', 'phone', 'email', 'handle', 'place', 'verbatim', 'demand', 'respondent'] as const
export type RevealField = (typeof revealFields)[number]

/** Whether the main line still runs in this status. */
export function isOpen(status: Status): boolean {
  return (openStatuses as readonly Status[]).includes(status)
}

/** Whether no decision has been told in this status yet. */
export function isBeforeDecision(status: Status): boolean {
  return (beforeDecision as readonly Status[]).includes(status)
}
