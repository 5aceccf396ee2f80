import { describe, expect, it } from 'vitest'
import { baseUrlProblem, isLoopbackUrl } from '../../src/provider/base-url.ts'
import { isLoopbackAddress, isPublicAddress } from '../../src/provider/public-address.ts'

describe('addresses', () => {
  it.each([
    ['0.0.0.0', 'this host'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'carrier NAT'],
    ['100.127.255.255', 'carrier NAT'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'metadata'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:8.8.8.8', 'IPv4-mapped, even of a public address'],
    ['::7f00:1', 'IPv4-compatible loopback'],
    ['64:ff9b::a9fe:a9fe', 'NAT64 of the metadata address'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'metadata'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['ff02::1', 'multicast'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['example.com', 'a name'],
    ['', 'nothing'],
  ])('does not take %s (%s) for public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700::1111',
  ])('takes %s for public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it('knows loopback only as an address', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].map(isLoopbackAddress)).toEqual([true, true, true])
    expect(['localhost', '128.0.0.1', '::ffff:127.0.0.1', '127.evil.com'].map(isLoopbackAddress)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})

describe('base URLs', () => {
  it.each([
    'https://api.openai.com/v1',
    'https://gateway.example.com:8443/openai',
    'http://127.0.0.1:11434/v1',
    'http://[::1]:8000/v1',
    'https://127.0.0.1:8000/v1',
    'https://1.1.1.1/v1',
  ])('allows %s', (url) => {
    expect(baseUrlProblem(url)).toBeUndefined()
  })

  it.each([
    ['api.openai.com/v1', 'must begin with https'],
    ['https://', 'not a URL'],
    ['http://127.1:80/v1', 'literal loopback'],
    ['http://api.openai.com/v1', 'https'],
    ['http://localhost:11434/v1', 'write 127.0.0.1'],
    ['http://127.0.0.1.evil.com/v1', 'https'],
    ['http://10.0.0.5/v1', 'https'],
    ['http://[::ffff:127.0.0.1]/v1', 'https'],
    ['ftp://127.0.0.1/v1', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://user@api.openai.com/v1', 'user name'],
    ['https://api.openai.com@evil.example/v1', 'user name'],
    ['https://:pass@api.openai.com/v1', 'user name'],
    ['https://api.openai.com./v1', 'dot'],
    ['https://169.254.169.254/latest', 'private or reserved'],
    ['https://0xa9fea9fe/latest', 'private or reserved'],
    ['https://[fd00:ec2::254]/latest', 'private or reserved'],
    ['https://[::ffff:169.254.169.254]/latest', 'private or reserved'],
    ['https://api.openai.com/v1?key=1', 'query'],
    ['https://api.openai.com/v1#', 'fragment'],
  ])('refuses %s', (url, why) => {
    expect(baseUrlProblem(url)).toContain(why)
  })

  it('are loopback only when written so', () => {
    expect(isLoopbackUrl('http://127.0.0.1:1/v1')).toBe(true)
    expect(isLoopbackUrl('http://[::1]:1/v1')).toBe(true)
    expect(isLoopbackUrl('https://localhost/v1')).toBe(false)
    expect(isLoopbackUrl('nonsense')).toBe(false)
  })
})
