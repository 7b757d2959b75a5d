// Every endpoint there is: what the server must register, the matrix test walks and OpenAPI lists.
import { appealsEndpoints } from './appeals.ts'
import { complaintsEndpoints } from './complaints.ts'
import { deskEndpoints } from './desk.ts'
import { draftEndpoints } from './drafts.ts'
import type { Endpoint } from './endpoint.ts'
import { identityEndpoints } from './identity.ts'
import { investigationEndpoints } from './investigation.ts'
import { liabilityEndpoints } from './liability.ts'
import { messagesEndpoints } from './messages.ts'
import { portalEndpoints } from './portal.ts'
import { resolutionEndpoints } from './resolution.ts'
import { speechEndpoints } from './speech.ts'
import { systemEndpoints } from './system.ts'
import { waybillEndpoints } from './waybills.ts'

export const endpoints: readonly Endpoint[] = [...systemEndpoints, ...identityEndpoints, ...draftEndpoints, ...waybillEndpoints, ...messagesEndpoints, ...speechEndpoints, ...complaintsEndpoints, ...investigationEndpoints, ...liabilityEndpoints, ...resolutionEndpoints, ...appealsEndpoints, ...deskEndpoints, ...portalEndpoints]
