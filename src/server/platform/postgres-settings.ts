// How the embedded PostgreSQL is set up: durable, quiet about personal data, sized for a small machine.
import { totalmem } from 'node:os'

/** Gives the `-c name=value` arguments; `isScratch` data waits for no disk, `settings` win over everything. */
export function settingsFor(port: number, options: { isScratch?: boolean, settings?: Readonly<Record<string, string>> }): string[] {
  const memory = totalmem()
  const base: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: memory < 2 ** 31 ? '128MB' : '256MB',
    effective_cache_size: `${Math.max(256, Math.floor(memory / 2 / 2 ** 20))}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '128MB',
    // A parallel query needs /dev/shm, which containers keep at 64 MB, and gains nothing on two cores.
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    random_page_cost: '1.1',
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '10min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements, parameters and the DETAIL of errors can hold personal data: none of it goes to the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    ...(options.isScratch ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' } : {}),
    ...options.settings,
  }
  return Object.entries(base).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
