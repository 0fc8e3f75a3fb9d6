import { describe, expect, test } from 'vitest'
import { formatAsked, type MetricFamily, writeMetrics } from './text-format.ts'

const families: readonly MetricFamily[] = [
  { name: 'sent_bytes', help: 'Bytes\nand "more" \\', type: 'counter', samples: [{ labels: {}, value: 12 }] },
  {
    name: 'viewers',
    help: 'Viewers.',
    type: 'gauge',
    samples: [
      { labels: { stream: 'a"b\\c\nd' }, value: 1.5 },
      { labels: { stream: '(other)', protocol: 'flv' }, value: Number.NaN },
    ],
  },
  { name: 'nothing', help: 'Nothing measured.', type: 'gauge', samples: [] },
]

describe('the metrics page', () => {
  test('is the text format 0.0.4 of Prometheus', () => {
    expect(writeMetrics(families, 'prometheus').toString()).toBe(
      [
        '# HELP sent_bytes_total Bytes\\nand "more" \\\\',
        '# TYPE sent_bytes_total counter',
        'sent_bytes_total 12',
        '# HELP viewers Viewers.',
        '# TYPE viewers gauge',
        'viewers{stream="a\\"b\\\\c\\nd"} 1.5',
        'viewers{stream="(other)",protocol="flv"} NaN',
        '',
      ].join('\n'),
    )
  })

  test('is OpenMetrics where that is asked for', () => {
    const text = writeMetrics(families, 'openmetrics').toString()
    expect(text).toContain(
      '# HELP sent_bytes Bytes\\nand \\"more\\" \\\\\n# TYPE sent_bytes counter\nsent_bytes_total 12\n',
    )
    expect(text).toMatch(/\n# EOF\n$/)
  })

  test.each([
    ['', 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/plain;version=0.0.4', 'prometheus'],
    ['application/openmetrics-text; version=1.0.0', 'openmetrics'],
    ['application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3', 'openmetrics'],
    ['application/openmetrics-text;q=0,text/plain', 'prometheus'],
  ])('for Accept %j is %s', (accept, format) => {
    expect(formatAsked(accept)).toBe(format)
  })
})
