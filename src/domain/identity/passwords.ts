// What makes a password too weak, and how long a failing sign-in has to wait.

const common = ['1234567890', '0123456789', '0987654321', 'password12', 'password123', 'password1234', 'passw0rd123', 'qwertyuiop', 'qwerty12345', 'qwerty123456', '1q2w3e4r5t', '1qaz2wsx3edc', 'woaini1314', 'woaini1314520', 'a123456789', 'aa12345678', 'admin12345', 'administrator', 'abcdefghij', 'abc1234567', '5201314520', 'iloveyou123', 'letmein1234', 'welcome123']

/** Whether a password is among the first an attacker tries: common, made of few characters, or the user's own name. */
export function isWeakPassword(password: string, username: string): boolean {
  const lower = password.toLowerCase()
  if (common.includes(lower)) return true
  if (new Set(lower).size < 5) return true
  return username.length >= 3 && lower.replaceAll(/[^a-z]/g, '') === username.replaceAll(/[^a-z]/g, '')
}

/** A limit on failures: so many are free within the window, then each doubles the wait up to the cap. */
export type Throttle = { readonly free: number; readonly capSeconds: number }

/** Failures are counted over this window; nobody is locked for ever. */
export const failureWindowSeconds = 3600

/** One person from one place; one person from anywhere (gentle, so that strangers cannot lock them out); one place. */
export const throttles = { pair: { free: 5, capSeconds: 900 }, account: { free: 20, capSeconds: 30 }, place: { free: 60, capSeconds: 300 } } as const satisfies Record<string, Throttle>

/** Seconds still to wait after `failures` failures, the last of them `sinceSeconds` ago. */
export function waitSeconds(throttle: Throttle, failures: number, sinceSeconds: number): number {
  if (failures < throttle.free) return 0
  const wait = Math.min(throttle.capSeconds, 2 ** Math.min(20, failures - throttle.free))
  return Math.max(0, Math.ceil(wait - sinceSeconds))
}
