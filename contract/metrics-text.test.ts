import { describe, expect, test } from 'vitest'
import { formatAsked, type MetricFamily, writeMetrics } from './metrics-text.ts'

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
  {
    name: 'took_seconds',
    help: 'How long it took.',
    type: 'histogram',
    samples: [
      {
        labels: { of: 'writes' },
        buckets: [
          { bound: 0.005, count: 2 },
          { bound: 1, count: 3 },
        ],
        count: 4,
        sum: 7.25,
      },
    ],
  },
  { name: 'nothing', help: 'Nothing measured.', type: 'gauge', samples: [] },
]

describe('the metrics page', () => {
  test('is the text format 0.0.4 of Prometheus', () => {
    expect(writeMetrics(families, 'prometheus')).toBe(
      [
        '# HELP sent_bytes_total Bytes\\nand "more" \\\\',
        '# TYPE sent_bytes_total counter',
        'sent_bytes_total 12',
        '# HELP viewers Viewers.',
        '# TYPE viewers gauge',
        'viewers{stream="a\\"b\\\\c\\nd"} 1.5',
        'viewers{stream="(other)",protocol="flv"} NaN',
        '# HELP took_seconds How long it took.',
        '# TYPE took_seconds histogram',
        'took_seconds_bucket{of="writes",le="0.005"} 2',
        'took_seconds_bucket{of="writes",le="1.0"} 3',
        'took_seconds_bucket{of="writes",le="+Inf"} 4',
        'took_seconds_sum{of="writes"} 7.25',
        'took_seconds_count{of="writes"} 4',
        '',
      ].join('\n'),
    )
  })

  test('is OpenMetrics where that is asked for', () => {
    const text = writeMetrics(families, 'openmetrics')
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
