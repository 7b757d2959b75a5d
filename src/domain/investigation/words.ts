// Words that policy gives in every language of the house.

export type CaseWords = { readonly 'zh-CN': string; readonly 'zh-TW': string; readonly en: string }
