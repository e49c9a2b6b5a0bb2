/** The part of Fastify's reply that the routes use. */
export interface Reply {
  status(code: number): this;
  header(name: string, value: string): this;
  send(body: unknown): unknown;
}
