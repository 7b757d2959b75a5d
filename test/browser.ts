// The browser of the end-to-end tests: the one `npm test` found or unpacked, with the flags that make it quiet.

/** The Chromium to start; `npm test` names one it had to unpack itself in HUIYIN_CHROMIUM. */
export const chromiumPath = process.env.HUIYIN_CHROMIUM ?? '/usr/bin/chromium'

/** Flags for a headless Chromium without sandbox, network chatter or QUIC. */
export const chromiumArgs = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
]
