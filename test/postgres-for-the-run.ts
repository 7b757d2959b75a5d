// Vitest's global set-up: the one PostgreSQL of a test run.
export async function setup(): Promise<void> {}
