import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { useStale } from '../../data/live-context.tsx'
import { type ChartContent, ChartDrawing } from './chart-drawing.ts'
import type { ChartUnit } from './chart-series.ts'
import classes from './time-chart.module.css'

interface ChartCanvasProps {
  readonly unit: ChartUnit
  readonly content: ChartContent
  readonly onPoint: (index: number | null) => void
}

/** The drawing of a chart; a bundle of its own with what draws it. */
export default function ChartCanvas({ unit, content, onPoint }: ChartCanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const drawing = useRef<ChartDrawing | null>(null)
  const open = useEffectEvent((into: HTMLElement) => new ChartDrawing(into, unit, content, (index) => point(index)))
  const point = useEffectEvent(onPoint)
  const lines = content.data.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of lines, or another unit, is another drawing
  useLayoutEffect(() => {
    if (frame.current === null) return
    const opened = open(frame.current)
    drawing.current = opened
    return () => {
      drawing.current = null
      opened.close()
    }
  }, [lines, unit])
  useEffect(() => drawing.current?.show(content), [content])
  const scheme = useComputedColorScheme()
  const stale = useStale()
  // biome-ignore lint/correctness/useExhaustiveDependencies: both change every colour
  useEffect(() => drawing.current?.redraw(), [scheme, stale])
  return <div ref={frame} className={classes.canvas} />
}
