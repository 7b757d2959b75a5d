// The columns of a bulk intake: which fields a line may carry, and by which headings they are recognised.

/** What a column of an imported file may be; everything else in the file is left out. */
export const importFields = [
  'verbatim', 'channel', 'kind', 'reason', 'name', 'phone', 'email', 'handle', 'role', 'waybillNo', 'orderNo', 'demandKinds', 'demandAmount', 'demandText', 'occurredAt', 'reportedAt', 'reportedProof', 'acceptedOn', 'place',
  'respondentCode', 'respondentName', 'sourceDetail', 'summary', 'anonymous',
] as const
export type ImportField = (typeof importFields)[number]

/** Headings as platforms, carriers and offices write them; compared without case, spaces and brackets. */
const headings: Readonly<Record<ImportField, string>> = {
  verbatim: '投诉内容|投诉描述|问题描述|描述|内容|客户描述|客户原话|原话|诉求描述|情况说明|留言内容|投訴內容|客訴內容|問題描述|內容|verbatim|words|complaint|description|content|message',
  channel: '渠道|来源渠道|受理渠道|投诉渠道|进线渠道|渠道來源|channel|source channel',
  kind: '类型|来件类型|工单类型|業務類型|业务类型|kind|type',
  reason: '问题类型|投诉类型|投诉原因|原因|问题分类|分类|原因代码|投诉分类|問題類型|投訴原因|客訴類型|reason|reason code|category',
  name: '姓名|客户姓名|投诉人|投诉人姓名|联系人|客户名称|收件人|收件人姓名|客戶姓名|聯絡人|name|customer|customer name|complainant',
  phone: '手机号|手机|手机号码|电话|联系电话|联系方式|客户电话|电话号码|投诉人电话|收件人电话|手機|手機號碼|聯絡電話|電話|phone|mobile|telephone|phone number',
  email: '邮箱|电子邮箱|邮件地址|電子郵件|email|e-mail|mail',
  handle: '账号|客户账号|会员号|微信号|昵称|用户名|帳號|handle|account|user',
  role: '身份|客户身份|投诉人身份|角色|身分|role',
  waybillNo: '运单号|快递单号|物流单号|单号|运单|面单号|快件单号|邮件号|運單號|快遞單號|貨運單號|托運單號|waybill|waybill no|waybill number|tracking number|tracking no',
  orderNo: '订单号|订单编号|平台订单号|订单|訂單號|訂單編號|order|order no|order number',
  demandKinds: '诉求类型|诉求种类|要求类型|訴求類型|demand kinds|demands',
  demandAmount: '索赔金额|诉求金额|要求金额|金额|赔偿金额|索賠金額|金額|amount|demand amount|claim amount',
  demandText: '诉求|客户诉求|要求|客户要求|訴求|客戶訴求|demand|request',
  occurredAt: '发生时间|事发时间|问题发生时间|發生時間|occurred at|occurred',
  reportedAt: '收到时间|投诉时间|反映时间|受理时间|登记时间|创建时间|来电时间|提交时间|首次反映时间|收到時間|投訴時間|建立時間|reported at|received at|created at|received',
  reportedProof: '收到凭证|收到证据|反映凭证|凭证|收到憑證|憑證|proof|reported proof',
  acceptedOn: '揽收日期|收寄日期|寄件日期|揽收时间|收寄时间|寄件时间|攬收日期|收寄日|accepted on|pickup date',
  place: '地点|地址|发生地点|收件地址|地點|place|address',
  respondentCode: '网点编号|网点代码|被投诉网点编号|機構編號|站所編號|机构编号|respondent code|outlet code',
  respondentName: '被投诉人|快递员|快递员姓名|派件员|业务员|被投訴人|快遞員|respondent|courier',
  sourceDetail: '来源|来源说明|來源說明|平台|平台名称|來源|平台名稱|source|platform',
  summary: '摘要|概要|标题|主题|標題|主題|summary|title|subject',
  anonymous: '匿名|是否匿名|anonymous',
}

const known = new Map(Object.entries(headings).flatMap(([field, words]) => words.split('|').map((word) => [plainHeading(word), field as ImportField] as const)))

/** Which field a heading means, or null. */
export function recogniseHeading(heading: string): ImportField | null {
  return known.get(plainHeading(heading)) ?? null
}

/** Where each field stands among the headings of a file: the first column that means it. */
export function recogniseColumns(names: readonly string[]): Partial<Record<ImportField, number>> {
  const mapping: Partial<Record<ImportField, number>> = {}
  for (const [i, name] of names.entries()) {
    const field = recogniseHeading(name)
    if (field !== null) mapping[field] ??= i
  }
  return mapping
}

/** A heading as it is compared: without width, case, spaces, marks, and what stands in brackets. */
export function plainHeading(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\([^)]*\)|【[^】]*】|\[[^\]]*\]/g, '').replaceAll(/[\s*_:.·"'“”-]/g, '')
}
