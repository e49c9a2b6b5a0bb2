/** Rows, bytes of a row and number of columns of a table. */
export interface TableSize {
  readonly rows: number;
  readonly rowBytes: number;
  readonly fields: number;
}
