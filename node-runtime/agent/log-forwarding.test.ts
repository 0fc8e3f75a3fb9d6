import { expect, test } from 'vitest'
import type { LogLine, NodeMessage } from '#contract/control-channel.ts'
import { LogForwarding } from './log-forwarding.ts'

const line = (msg: string) => ({
  level: 'warn',
  time: new Date().toISOString(),
  event: 'relay.retrying',
  msg,
  stream_path: 'live/test',
})
const linesOf = (message: NodeMessage | undefined): readonly LogLine[] => (message?.type === 'log' ? message.lines : [])

test('a flood of warnings reaches the origin as a few lines and a count', () => {
  const sent: NodeMessage[] = []
  const forwarding = new LogForwarding((message) => {
    sent.push(message)
    return true
  })
  for (let count = 0; count < 10_000; count += 1) forwarding.add(line(`warning ${count}`))
  forwarding.stop()
  const lines = linesOf(sent[0])
  expect(lines[0]).toMatchObject({
    level: 'warn',
    event: 'relay.retrying',
    message: 'warning 0',
    stream_path: 'live/test',
  })
  expect(lines.length).toBeLessThan(60)
  expect(lines.at(-1)?.message).toMatch(/^99\d\d more lines/)
})

test('warnings wait for the origin when it is away', () => {
  const sent: NodeMessage[] = []
  let connected = false
  const forwarding = new LogForwarding((message) => {
    if (connected) sent.push(message)
    return connected
  })
  forwarding.add(line('while it was away'))
  forwarding.stop()
  expect(sent).toEqual([])
  connected = true
  forwarding.stop()
  expect(linesOf(sent[0]).map(({ message }) => message)).toEqual(['while it was away'])
})
