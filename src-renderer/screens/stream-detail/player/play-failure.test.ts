import { describe, expect, test } from 'vitest'
import { describePlayError, retryDelay } from './play-failure.ts'

const source = { node_name: 'edge-1', url: 'http://edge-1:8080/live/test.flv', page_protocol: 'http:' }
const network = (detail: string, status: number | null = null) => ({ type: 'NetworkError', detail, status })

describe('somebody who gets no picture reads why', () => {
  test('the node does not have the stream', () => {
    const failure = describePlayError(network('HttpStatusCodeInvalid', 404), source)
    expect(failure.message).toBe('edge-1 does not have the stream and could not get it.')
    expect(failure.passing).toBe(true)
  })

  test('the node cannot be reached, and the address says where to look', () => {
    expect(describePlayError(network('Exception'), source).hint).toContain(source.url)
  })

  test('an https page cannot play from an http node, and trying again does not help', () => {
    const failure = describePlayError(network('Exception'), { ...source, page_protocol: 'https:' })
    expect(failure.message).toContain('https')
    expect(failure.passing).toBe(false)
  })

  test('a codec that the browser lacks is not tried again and again', () => {
    expect(describePlayError({ type: 'MediaError', detail: 'CodecUnsupported', status: null }, source).passing).toBe(
      false,
    )
  })
})

test('attempts come quickly at first and never further apart than 15 s', () => {
  expect([0, 1, 2, 3, 4, 9].map(retryDelay)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
})
