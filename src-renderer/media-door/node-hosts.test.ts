import { describe, expect, test } from 'vitest'
import { hostOf, nodeHosts } from './node-hosts.ts'

const node = (address: unknown, media_port: unknown) => ({
  id: 'n',
  endpoints: { address, media_port, rtmp_port: 1935 },
})

describe('the hosts that the door opens to', () => {
  test('are where nodes serve media, whatever their addresses look like', () => {
    const items = [
      node('203.0.113.5', 8080),
      node('2001:DB8::5', 8080),
      node('Edge.example.com', 80),
      node('a.example', 443),
    ]
    expect([...nodeHosts({ data: { items } })]).toEqual([
      ...['203.0.113.5:8080', '[2001:db8::5]:8080', 'edge.example.com:80', 'a.example:443'],
    ])
    expect(hostOf('http://[2001:db8:0::5]:8080/live/a.flv?x=1')).toBe('[2001:db8::5]:8080')
    expect(hostOf('http://edge.example.com/live/a.flv')).toBe('edge.example.com:80')
    expect(hostOf('https://a.example/live/a.flv')).toBe('a.example:443')
  })

  test('are none of what is no node, and of no other scheme', () => {
    for (const answer of [
      null,
      'x',
      {},
      { data: {} },
      { data: { items: {} } },
      { data: { items: [null, 1, { endpoints: null }, node(1, 2), node('a', 'b')] } },
    ])
      expect(nodeHosts(answer).size).toBe(0)
    for (const url of [
      'ws://a.example/',
      'ftp://a.example/',
      'data:,x',
      '/live/a.flv',
      'http://u:p@a.example/',
      'http://u@a.example/',
    ])
      expect(hostOf(url)).toBeNull()
  })
})
