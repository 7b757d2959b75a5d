// The configuration: defaults, every problem at once, and the demo company only on loopback.
import { describe, expect, test } from 'vitest'
import { isBootProblem } from './boot-problem.ts'
import { isLoopback, readConfig } from './config.ts'

test('defaults are the contract’s', () => {
  const config = readConfig({ PATH: '/bin' }, [])
  expect(config).toMatchObject({
    host: '127.0.0.1', port: 8080, demo: undefined, databaseUrl: undefined, publicUrl: 'http://127.0.0.1:8080',
    isLoopback: true, runs: { server: true, worker: true }, checkOnly: false,
  })
  expect(config.dataDir).toMatch(/\/data$/)
  expect(config.keyFile).toBe(`${config.dataDir}/keys.json`)
  expect(Object.isFrozen(config)).toBe(true)
})

test('an empty variable is an unset one, an IPv6 host gets brackets', () => {
  expect(readConfig({ PORT: '', HOST: '::1', DATABASE_URL: ' ' }, [])).toMatchObject({ port: 8080, publicUrl: 'http://[::1]:8080', databaseUrl: undefined })
})

test('proxies are believed only when named', () => {
  expect(readConfig({}, []).trustProxy).toEqual([])
  expect(readConfig({ TRUST_PROXY: ' 10.0.0.5, 10.1.0.0/16,fd00::/8 ' }, []).trustProxy).toEqual(['10.0.0.5', '10.1.0.0/16', 'fd00::/8'])
})

test.each([
  [['--no-worker'], { server: true, worker: false }],
  [['--worker'], { server: false, worker: true }],
])('%s', (args, runs) => {
  expect(readConfig({}, args).runs).toEqual(runs)
})

describe('problems', () => {
  test.each([
    [{ PORT: 'x' }, /PORT must be a number/],
    [{ PORT: '70000' }, /PORT must be between/],
    [{ PORT: '80.5' }, /PORT must be a whole number/],
    [{ HOST: 'a b' }, /HOST must be a host name/],
    [{ DATABASE_URL: 'mysql://x/y' }, /DATABASE_URL must look like postgres/],
    [{ DATABASE_URL: 'postgres://host' }, /DATABASE_URL must look like postgres/],
    [{ MIGRATION_DATABASE_URL: 'postgres://a:b@h/d' }, /without DATABASE_URL/],
    [{ DEMO: 'yes' }, /DEMO must be 0 or 1/],
    [{ DEMO: '1', HOST: '0.0.0.0' }, /refused while HOST is 0\.0\.0\.0/],
    [{ TRUST_PROXY: 'proxy.local' }, /TRUST_PROXY must be a list of addresses/],
    [{ TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY must be a list of addresses/],
    [{ TRUST_PROXY: '10.0.0.1,10.0.0.0/33' }, /TRUST_PROXY must be a list of addresses/],
    [{ PUBLIC_URL: 'ftp://x' }, /PUBLIC_URL must be/],
    [{ PUBLIC_URL: 'https://x.cn/app' }, /PUBLIC_URL must not have a path/],
  ])('%j', (env, sentence) => {
    expect(() => readConfig(env, [])).toThrow(sentence)
  })

  test('all are listed at once, as one boot problem', () => {
    let caught: unknown
    try {
      readConfig({ PORT: 'x', DEMO: '1', HOST: '0.0.0.0' }, ['--fast'])
    } catch (error) {
      caught = error
    }
    expect(isBootProblem(caught) && caught.message).toMatch(/3 problems[\s\S]*PORT[\s\S]*--fast is not a flag[\s\S]*DEMO=1 has accounts/)
  })
})

test.each([['127.0.0.1', true], ['127.8.0.1', true], ['::1', true], ['localhost', true], ['0.0.0.0', false], ['::', false], ['10.0.0.1', false], ['127.evil.example', false]])(
  'isLoopback(%s)', (host, expected) => expect(isLoopback(host)).toBe(expected))
