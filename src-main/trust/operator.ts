import type { Selectable } from 'kysely'
import type { OperatorsTable } from '../store/tables.ts'

/** Who steers the origin. */
export type Operator = Selectable<OperatorsTable>
