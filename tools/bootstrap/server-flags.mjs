// How the server's Node is started, for `npm start` and for everything that measures it: small young generations and few malloc arenas keep 100 MB that a busy server would hold and not use.

/** Flags of Node. Its default lets the young generation grow to 100 MB; one of 24 MB costs a busy server about two percent of its CPU. Its old generation may double between two collections: here it grows by 30 percent. */
export const serverFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=30']

/** Environment of the process: glibc would keep an arena for each of the threads that seal, hash and decode. */
export const serverEnvironment = { MALLOC_ARENA_MAX: '2' }
