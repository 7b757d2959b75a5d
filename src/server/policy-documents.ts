// Every kind of policy document there is: one line per kind, written by the capability whose rules it holds.
import { channels, links, reasonCodes } from '../domain/complaints/vocabulary.ts'
import { wantedFieldCodes } from '../domain/complaints/wanted-fields.ts'
import { keeping } from './channels/data-policy.ts'
import { compensationDocument } from './compensation/policy.ts'
import { laddersDocument } from './complaints/ladders.ts'
import { pausesDocument } from './complaints/pause-policy.ts'
import { processesDocument } from './complaints/process-policy.ts'
import { callbackDocument } from './followup/callback-policy.ts'
import { ordersDocument } from './investigation/order-rules.ts'
import { causesDocument, evidencePlansDocument } from './investigation/policy.ts'
import { liabilityDocument } from './liability/rules-policy.ts'
import { penaltiesDocument } from './liability/penalty-policy.ts'
import type { PolicyDocument } from './policy/documents.ts'
import { priorityDocument, reasonRulesDocument, reasonsDocument } from './policy/packs.ts'
import { approvalDocument } from './resolution/policy.ts'
import { slaDocument } from './sla/profiles.ts'

export const treeDocument = reasonsDocument({ reasonCodes, links, wantedFields: wantedFieldCodes })
export const limitsDocument = slaDocument({ reasons: reasonCodes, channels, links })

export const policyDocuments: readonly PolicyDocument<unknown>[] = [limitsDocument, treeDocument, reasonRulesDocument, priorityDocument, approvalDocument, pausesDocument, laddersDocument, processesDocument, callbackDocument, compensationDocument, keeping, ordersDocument, evidencePlansDocument, causesDocument, liabilityDocument, penaltiesDocument]
