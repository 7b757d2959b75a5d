// One line of an imported file as the complaint it means, with everything that is wrong with it, not only the first.
import { importFields } from './import-columns.ts'
import type { ImportField } from './import-columns.ts'
import { cellText, readAmount, readDay, readInstant, readNumber, readWords } from './import-cells.ts'
import type { Cell, Taken } from './import-cells.ts'

/** Column of each field that the file has. */
export type Mapping = { readonly [F in ImportField]?: number | undefined }
/** What counts for every line of the file that says nothing itself. */
export type ImportDefaults = { readonly channel?: string | undefined; readonly reportedProof?: string | undefined }
/** What is wrong with a line: where, and a code whose sentence is under `errors.<code>`. */
export type LineProblem = { readonly field: ImportField | null; readonly code: string; readonly params: Readonly<Record<string, string | number>> }
export const worded = ['channel', 'kind', 'reason', 'role', 'demandKinds'] as const
/** Words people use for the codes of a vocabulary, as `plainWord` writes them. */
export type ImportVocabulary = Readonly<Record<(typeof worded)[number], ReadonlyMap<string, string>>>
/** The complaint as the contract takes it, still unchecked. */
export type ReadLine = { readonly input: Readonly<Record<string, unknown>>; readonly problems: readonly LineProblem[] }

const yes = new Set(['是', 'y', 'yes', 'true', '1', '匿名', '√'])
const no = new Set(['', '否', 'n', 'no', 'false', '0', '实名', '實名', '×'])
/** Words of other systems that no label of ours says. */
export const otherWords: Readonly<Record<(typeof worded)[number], Readonly<Record<string, string>>>> = {
  channel: { 来电: 'phone', 客户来电: 'phone', 热线: 'phone', 电话热线: 'phone', 官网: 'web', 网页: 'web', 公众号: 'wechat', 微信公众号: 'wechat', 小程序: 'wechat', 微信小程序: 'wechat', 邮箱: 'email', 电子邮件: 'email', 微博: 'social', 抖音: 'social', 来信: 'letter', 信件: 'letter', 传真件: 'fax', 在线: 'chat', 旺旺: 'chat', 门店: 'outlet', 到店: 'walk_in', 来访: 'walk_in', 邮管局: 'regulator', 邮政管理局: 'regulator', '12305': 'regulator', 申诉: 'regulator', 平台: 'platform', 淘宝: 'platform', 天猫: 'platform', 拼多多: 'platform', 京东: 'platform' },
  kind: { 投诉单: 'complaint', 催单: 'chaser', 催派: 'chaser', 查询: 'trace', 查单: 'trace', 理赔: 'claim_request', 意见: 'suggestion', 意见建议: 'suggestion', 问询: 'enquiry', 感谢: 'praise' },
  reason: { 延误: 'delay', 时效延误: 'delay', 丢失: 'loss', 遗失: 'loss', 丢件: 'loss', 短少: 'shortage', 少件: 'shortage', 破损: 'damage', 损毁: 'damage', 错发: 'content_mismatch', 误投: 'misdelivery', 错派: 'misdelivery', 假签收: 'false_signoff', 未收到显示签收: 'false_signoff', 派送问题: 'delivery_service', 投递服务: 'delivery_service', 不送货上门: 'delivery_service', 驿站: 'locker_station', 快递柜: 'locker_station', 态度: 'attitude', 态度差: 'attitude', 违规收费: 'charge', 乱收费: 'charge', 收寄服务: 'pickup_service', 揽收: 'pickup_service', 信息泄露: 'data_leak', 其它: 'other' },
  role: { 发件人: 'sender', 寄方: 'sender', 发货人: 'sender', 收方: 'consignee', 收货人: 'consignee', 买家: 'consignee', 卖家: 'merchant', 商户: 'merchant', 店铺: 'merchant', 代办人: 'representative', 代理: 'representative', 员工: 'staff' },
  demandKinds: { 赔款: 'compensation', 赔付: 'compensation', 索赔: 'compensation', 退钱: 'refund', 重派: 'redelivery', 重新投递: 'redelivery', 补寄: 'reship', 查找: 'search', 寻件: 'search', 退件: 'return', 致歉: 'apology', 说明: 'explanation', 处罚: 'staff_measure', 催促: 'progress' },
}

/** A word as vocabularies are compared: without width, case and spaces. */
export function plainWord(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '')
}

/** Whether nothing stands in the line: trailing rows of a sheet are no lines. */
export function isBlank(cells: readonly Cell[]): boolean {
  return cells.every((cell) => typeof cell === 'string' && cell.trim() === '')
}

/** Reads a line. `columns` is how many headings there are: what stands beyond them means that a separator is loose in a text. */
export function readLine(cells: readonly Cell[], columns: number, mapping: Mapping, defaults: ImportDefaults, vocabulary: ImportVocabulary): ReadLine {
  const problems: LineProblem[] = []
  if (cells.slice(columns).some((cell) => cellText(cell).trim() !== '')) problems.push({ field: null, code: 'import.extra_cells', params: { columns } })
  const take = <T>(field: ImportField, read: (cell: Cell | undefined) => Taken<T>): T | undefined => {
    const column = mapping[field]
    const taken = column === undefined ? undefined : read(cells[column])
    if (taken === undefined) return undefined
    if ('value' in taken) return taken.value
    problems.push({ field, code: taken.no, params: {} })
    return undefined
  }
  const words = (field: ImportField): string | undefined => given(take(field, readWords))
  const codes = (field: (typeof worded)[number]): string[] => splitWords(words(field) ?? '', field).flatMap((word) => {
    const code = vocabulary[field].get(plainWord(word))
    if (code === undefined) problems.push({ field, code: 'import.unknown_word', params: {} })
    return code === undefined ? [] : [code]
  })
  const numbers = (field: 'waybillNo' | 'orderNo', type: string): { type: string; number: string }[] => (given(take(field, readNumber)) ?? '').split(/[,，;；、\s]+/).filter((each) => each !== '').map((number) => ({ type, number }))
  const flag = plainWord(words('anonymous') ?? '')
  if (!yes.has(flag) && !no.has(flag)) problems.push({ field: 'anonymous', code: 'import.unknown_word', params: {} })
  const items = [...numbers('waybillNo', 'waybill'), ...numbers('orderNo', 'order')]
  const complainant = filled({ name: words('name'), phone: given(take('phone', readNumber)), email: words('email'), handle: words('handle'), role: codes('role')[0] })
  const minor = take('demandAmount', readAmount)
  const demand = filled({ kinds: some(codes('demandKinds')), amount: minor === undefined ? undefined : { minor }, text: words('demandText') })
  const respondent = filled({ orgCode: words('respondentCode'), name: words('respondentName') })
  const reportedAt = take('reportedAt', readInstant)
  const input = filled({
    kind: codes('kind')[0], channel: codes('channel')[0] ?? (words('channel') === undefined ? defaults.channel : undefined), reasonCode: codes('reason')[0], verbatim: words('verbatim'), summary: words('summary'), sourceDetail: words('sourceDetail'), place: words('place'),
    items: some(items), anonymous: yes.has(flag) ? true : undefined, complainant: some(Object.keys(complainant)) && complainant, demand: some(Object.keys(demand)) && demand, respondent: some(Object.keys(respondent)) && respondent,
    occurredAt: take('occurredAt', readInstant), reportedAt, reportedProof: words('reportedProof') ?? (reportedAt === undefined ? undefined : defaults.reportedProof), acceptedOn: take('acceptedOn', readDay),
  })
  return { input, problems: once(problems) }
}

/** The field a path of the contract's complaint belongs to. */
export function fieldOfPath(path: readonly PropertyKey[], input: Readonly<Record<string, unknown>>): ImportField | null {
  const [head, next] = path.map(String)
  if (head === 'items') return (input['items'] as { type?: string }[] | undefined)?.[Number(next)]?.type === 'order' ? 'orderNo' : 'waybillNo'
  if (head === 'complainant') return (importFields as readonly string[]).includes(next ?? '') ? (next as ImportField) : 'phone'
  if (head === 'demand') return next === 'amount' ? 'demandAmount' : next === 'text' ? 'demandText' : 'demandKinds'
  if (head === 'respondent') return next === 'orgCode' ? 'respondentCode' : 'respondentName'
  if (head === 'reasonCode') return 'reason'
  return (importFields as readonly string[]).includes(head ?? '') ? (head as ImportField) : null
}

const splitWords = (text: string, field: string): string[] => (field === 'demandKinds' ? text.split(/[,，;；、\s]+/) : [text]).filter((each) => each !== '')
const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list)

function filled(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

// `channel` is read twice and a list may hold two unknown words: one sentence a field and reason.
function once(problems: readonly LineProblem[]): readonly LineProblem[] {
  return problems.filter((p, i) => problems.findIndex((other) => other.field === p.field && other.code === p.code) === i)
}
