export interface Table<Row extends { id: string }> {
  readonly rows: readonly Row[]
  find(id: string): Row | undefined
  /** Place of a row in `rows`, or -1. */
  position(id: string): number
  add(row: Row): void
}

/** Rows in a fixed order; new rows go to the end, so a position never changes. */
export function createTable<Row extends { id: string }>(initial: readonly Row[]): Table<Row> {
  const rows = [...initial]
  const positions = new Map(rows.map((row, index) => [row.id, index]))
  function position(id: string): number {
    return positions.get(id) ?? -1
  }
  return {
    rows,
    position,
    find: (id) => rows[position(id)],
    add(row) {
      positions.set(row.id, rows.push(row) - 1)
    },
  }
}
