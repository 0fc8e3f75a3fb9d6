import type { Container, ContainerName } from './container.ts'
import { fmp4 } from './fmp4/container.ts'
import { mpegTs } from './mpegts/container.ts'

/** The containers by name. */
export const CONTAINERS: Readonly<Record<ContainerName, Container>> = { fmp4, ts: mpegTs }
