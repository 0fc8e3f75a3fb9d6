import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outputs } from '../read-script.ts'
import { openingCommand, portList, readFirewall } from './firewall-state.ts'
import { readNftRuleset } from './nft-ruleset.ts'
import type { WantedPort } from './wanted-port.ts'

const wanted: readonly WantedPort[] = [
  { port: 1935, protocol: 'tcp' },
  { port: 8080, protocol: 'tcp' },
  { port: 443, protocol: 'udp' },
]
const said = (texts: Record<string, string>): Outputs =>
  new Map(Object.entries(texts).map(([name, text]) => [name, { text, exit_code: 0 }]))
const shut = (texts: Record<string, string>) => portList(readFirewall(said(texts), wanted).shut)

describe('the firewall of a box', () => {
  it('is none where nothing is there, or nothing is closed', () => {
    expect(readFirewall(new Map(), wanted).manager).toBeNull()
    expect(readFirewall(said({ ufw: 'Status: inactive', iptables: '-P INPUT ACCEPT' }), wanted).manager).toBeNull()
  })

  const status = (...rules: string[]) =>
    ['Status: active', 'Default: deny (incoming), allow (outgoing), disabled (routed)', '', ...rules].join('\n')
  it('ufw lets in what is allowed to anybody, by port, list or range', () => {
    expect(shut({ ufw: status('22/tcp    ALLOW IN    Anywhere') })).toBe('1935/tcp, 8080/tcp, 443/udp')
    expect(shut({ ufw: status('1935/tcp  ALLOW IN    Anywhere   # media', '8000:8100/tcp  ALLOW IN  Anywhere') })).toBe(
      '443/udp',
    )
    expect(shut({ ufw: status('443,1935,8080  ALLOW IN  Anywhere') })).toBe('')
    expect(shut({ ufw: status('1935/tcp  ALLOW IN  10.0.0.0/8', '8080  DENY IN  Anywhere') })).toBe(portList(wanted))
    expect(shut({ ufw: 'Status: active\nDefault: allow (incoming)' })).toBe('')
    expect(shut({ ufw: status('Anywhere  ALLOW IN  Anywhere') })).toBe('')
    expect(shut({ ufw: status('1935/tcp on eth1  ALLOW IN  Anywhere') })).toBe(portList(wanted))
    const profiles = ['1935,8080/tcp (Media Server)  ALLOW IN  Anywhere', '443 (v6)  ALLOW IN  Anywhere (v6)']
    expect(shut({ ufw: status(...profiles) })).toBe('443/udp')
    expect(shut({ ufw: status('443/tcp (Nginx (v6))  ALLOW IN  Anywhere (v6)') })).toBe(portList(wanted))
    const state = readFirewall(said({ ufw: status() }), wanted)
    expect(openingCommand(state, state.shut)).toBe(
      'sudo ufw allow 1935/tcp && sudo ufw allow 8080/tcp && sudo ufw allow 443/udp',
    )
  })

  it('ufw’s first rule about a port counts, and one that refuses it was meant so', () => {
    const judge = (...rules: string[]) => {
      const { shut, refused } = readFirewall(said({ ufw: status(...rules) }), wanted)
      return [portList(shut), portList(refused)]
    }
    const [deny, allow] = ['8080/tcp  DENY IN  Anywhere', '1935,8080/tcp  ALLOW IN  Anywhere']
    expect(judge(deny, allow)).toEqual(['8080/tcp, 443/udp', '8080/tcp'])
    expect(judge(allow, deny)).toEqual(['443/udp', ''])
    const open = 'Status: active\nDefault: allow (incoming)\n\n443/udp  REJECT IN  Anywhere'
    expect(readFirewall(said({ ufw: open }), wanted)).toMatchObject({ closed: true, refused: [wanted[2]] })
  })

  it('firewalld lets in its ports', () => {
    expect(shut({ firewalld: 'running', firewalld_ports: '1935/tcp 8000-8100/tcp 443/udp' })).toBe('')
    expect(shut({ firewalld: 'running', firewalld_ports: '' })).toBe(portList(wanted))
  })

  const chain = { family: 'inet', table: 'filter', name: 'input', handle: 1, type: 'filter', hook: 'input', prio: 0 }
  const rule = (...expr: object[]) => ({ rule: { family: 'inet', table: 'filter', chain: 'input', handle: 9, expr } })
  const dport = (protocol: string, right: unknown) => ({
    match: { op: '==', left: { payload: { protocol, field: 'dport' } }, right },
  })
  const nft = (policy: string, ...rules: object[]) => ({
    nft: JSON.stringify({ nftables: [{ metainfo: {} }, { chain: { ...chain, policy } }, ...rules] }),
  })
  it('nftables closes by its policy or a last rule, and lets in single ports, sets and ranges', () => {
    expect(shut(nft('accept'))).toBe('')
    expect(shut(nft('drop'))).toBe(portList(wanted))
    expect(shut(nft('accept', rule({ counter: {} }, { reject: null })))).toBe(portList(wanted))
    const lets = [
      rule(dport('tcp', { set: [22, 1935, { range: [8000, 8100] }] }), { counter: {} }, { accept: null }),
      rule(dport('udp', 443), { accept: null }),
    ]
    expect(shut(nft('drop', ...lets))).toBe('')
    const inside = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'lo' } }
    expect(shut(nft('drop', rule(inside, dport('tcp', 1935), { accept: null })))).toBe(portList(wanted))
    expect(readFirewall(said(nft('drop', rule({ jump: { target: 'mine' } }))), wanted).certain).toBe(false)
  })

  it('finds the rules that carry our comment, and no others', () => {
    const tagged = { rule: { family: 'inet', table: 'filter', chain: 'input', handle: 12, comment: 'ours', expr: [] } }
    const other = { rule: { ...tagged.rule, handle: 13, comment: 'theirs' } }
    expect(readNftRuleset(nft('drop', tagged, other).nft)?.input_chains[0]?.tagged('ours')).toEqual([12])
  })

  it('iptables alone is read, too', () => {
    const iptables =
      '-P INPUT DROP\n-A INPUT -p tcp -m multiport --dports 1935,8080 -j ACCEPT\n-A INPUT -s 10.0.0.0/8 -p udp -m udp --dport 443 -j ACCEPT'
    expect(shut({ iptables })).toBe('443/udp')
  })

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        for (const name of ['ufw', 'firewalld_ports', 'nft', 'iptables'])
          readFirewall(said({ [name]: text, firewalld: 'running' }), wanted)
        readFirewall(said({ ufw: `Status: active\n${text}` }), wanted)
      }),
    )
  })
})
