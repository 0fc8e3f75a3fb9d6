import { describe, expect, test } from 'vitest'
import { HOSTS_AT_MOST, readHostList } from './host-list.ts'

const read = (text: string, taken: readonly string[] = []) =>
  readHostList(text, { user: 'root', taken: new Set(taken) })
const faults = (text: string, taken?: readonly string[]) => read(text, taken).map((line) => line.faults.join(' '))

describe('a list of boxes', () => {
  test('is read line by line, what is left out is filled in', () => {
    expect(
      read(
        '# ours\nops@203.0.113.5:2222 edge-1 eu-west\n\nedge-2.example.com\n203.0.113.6, edge-3, us\n[2001:db8::5]:22 six\n2001:db8::6\n',
      ),
    ).toMatchObject([
      { line: 2, host: '203.0.113.5', port: 2222, user: 'ops', name: 'edge-1', region: 'eu-west', faults: [] },
      { line: 4, host: 'edge-2.example.com', port: 22, user: 'root', name: 'edge-2', region: null, faults: [] },
      { line: 5, host: '203.0.113.6', name: 'edge-3', region: 'us', faults: [] },
      { line: 6, host: '2001:db8::5', port: 22, name: 'six', faults: [] },
      { line: 7, host: '2001:db8::6', name: 'node-2001-db8-6', faults: [] },
    ])
  })

  test('says what is wrong with which line', () => {
    expect(faults('root@ edge-1')[0]).toMatch(/is no address/)
    expect(faults('root@box:99999 edge-1')[0]).toMatch(/no port 99999/)
    expect(faults('box edge_1! eu')[0]).toMatch(/cannot be the name/)
    expect(faults('box edge-1 eu fast')[0]).toMatch(/“fast”/)
    expect(faults('box edge-1', ['edge-1'])[0]).toMatch(/already/)
    expect(readHostList('box edge-1', { user: '', taken: new Set() })[0]?.faults).toHaveLength(1)
  })

  test('finds what stands there twice, at both places', () => {
    expect(faults('box edge-1\nbox edge-2')).toEqual([expect.stringMatching(/twice/), expect.stringMatching(/twice/)])
    expect(faults('a edge-1\nb edge-1')[1]).toMatch(/as well/)
  })

  test('takes no more at once than the origin does', () => {
    const many = Array.from({ length: HOSTS_AT_MOST + 1 }, (_, index) => `box-${index}`).join('\n')
    expect(faults(many).filter((fault) => fault !== '')).toHaveLength(1)
  })
})
