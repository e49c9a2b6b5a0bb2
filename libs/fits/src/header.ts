/** Cards of one header unit. */
export interface Header {
  readonly cards: readonly string[];
}
