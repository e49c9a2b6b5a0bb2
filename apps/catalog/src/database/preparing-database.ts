import {
  parse,
  PGlite,
  protocol,
  type QueryOptions,
  type Results,
  type Transaction,
} from '@electric-sql/pglite';

type Values = NonNullable<Parameters<PGlite['query']>[1]>;

/** A statement the server has analysed, and planned since its first use. */
interface Prepared {
  readonly name: string;
  /** Numbers of the types of its parameters in `pg_type`. */
  readonly parameterTypes: readonly number[];
  uses: number;
}

/** More than the catalog knows; beyond it the one used first is forgotten. */
const mostPrepared = 100;
/** Tables grow, and what was the best way when a statement was planned may not stay it. */
const mostUses = 250;

/** Makes the server plan a statement once for all values, not anew for each. */
export const planOnce = 'plan_cache_mode=force_generic_plan';

/**
 * Embedded Postgres that prepares each statement at its first use. The catalog asks the same fifty
 * statements again and again; in WebAssembly the analysis and planning of one costs more than doing
 * what it says.
 */
export class PreparingPGlite extends PGlite {
  readonly #prepared = new Map<string, Prepared>();
  #count = 0;

  override async query<T>(
    text: string,
    values: Values = [],
    options?: QueryOptions,
  ): Promise<Results<T>> {
    await this._checkReady();
    return this._runExclusiveTransaction(async () => {
      const results = await this.#run<T>(text, values, options);
      await this.syncToFs();
      return results;
    });
  }

  override transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((transaction) =>
      work({
        ...transaction,
        query: async <R>(text: string, values: Values = [], options?: QueryOptions) => {
          // It says so itself when it is over; ours would go on outside of it.
          if (transaction.closed) return transaction.query<R>(text, values, options);
          return this.#run<R>(text, values, options);
        },
        get closed() {
          return transaction.closed;
        },
      }),
    );
  }

  #run<T>(text: string, values: Values, options: QueryOptions | undefined): Promise<Results<T>> {
    return this._runExclusiveQuery(async () => {
      const { name, parameterTypes } = await this.#prepare(text);
      const texts = values.map((value: unknown, at) => this.#textOf(value, parameterTypes[at]));
      const messages = await this.#exchange([
        protocol.serialize.bind({ statement: name, values: texts }),
        protocol.serialize.describe({ type: 'P' }),
        protocol.serialize.execute({}),
      ]);
      const [results] = parse.parseResults(messages, this.parsers, options);
      if (results === undefined) throw new TypeError('the database gave no result');
      return { ...results, rows: results.rows as T[] };
    });
  }

  async #prepare(text: string): Promise<Prepared> {
    const known = this.#prepared.get(text);
    if (known !== undefined && known.uses < mostUses) {
      known.uses += 1;
      return known;
    }
    const [oldest] = this.#prepared;
    const leaving = known ?? (this.#prepared.size < mostPrepared ? undefined : oldest?.[1]);
    const name = `catalog-${(this.#count += 1)}`;
    const { serialize } = protocol;
    const answer = await this.#exchange([
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
    ]);
    if (leaving !== undefined) {
      if (known === undefined && oldest !== undefined) this.#prepared.delete(oldest[0]);
      await this.#exchange([serialize.close({ type: 'S', name: leaving.name })]);
    }
    const prepared = { name, parameterTypes: parse.parseDescribeStatementResults(answer), uses: 1 };
    this.#prepared.set(text, prepared);
    return prepared;
  }

  #textOf(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serializer = type === undefined ? undefined : this.serializers[type];
    if (serializer !== undefined) return serializer(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** Sends messages at once and a sync after them, at which the server goes on after an error. */
  #exchange(messages: readonly Uint8Array[]): ReturnType<PGlite['execProtocolStream']> {
    const bytes = Buffer.concat([...messages, protocol.serialize.sync()]);
    return this.execProtocolStream(bytes, { syncToFs: false });
  }
}
