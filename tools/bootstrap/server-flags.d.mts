// Types of server-flags.mjs, which is plain JavaScript because it runs before anything is installed.
export declare const serverFlags: readonly string[]
export declare const serverEnvironment: Readonly<Record<string, string>>
