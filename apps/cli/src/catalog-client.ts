import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { NightSkiesError, problem, problemSchema } from '@nightskies/contracts';
import { z } from 'zod';

/** Where a catalog service listens. */
export type CatalogAddress =
  { readonly socket: string } | { readonly url: string; readonly token?: string };

/** Code of the error when nobody answers at the socket of a workspace. */
export const holderGone = 'workspace-holder-gone';

const errorBodySchema = z.object({ problem: problemSchema });

/** Speaks the HTTP API of a catalog service, over the network or over the socket of a workspace. */
export class CatalogClient {
  readonly #address: CatalogAddress;

  constructor(address: CatalogAddress) {
    this.#address = address;
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.#parse(path, schema, await this.#send('GET', path, null));
  }

  async post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#parse(path, schema, await this.#send('POST', path, JSON.stringify(body)));
  }

  /**
   * The bytes of an answer of any size, piece by piece; never more than a few are in memory.
   *
   * @param take gets each piece in turn; the next one waits for it
   * @throws NightSkiesError `download-broken` when the answer ends too early
   */
  async download(path: string, take: (piece: Buffer) => void): Promise<void> {
    const response = await this.#request('GET', path, null);
    const status = response.statusCode ?? 0;
    if (status < 200 || status >= 300) throw errorFrom(status, path, await whole(response));
    let taking = false;
    try {
      for await (const piece of response) {
        if (!Buffer.isBuffer(piece)) throw new TypeError('an answer is read as bytes');
        taking = true;
        take(piece);
        taking = false;
      }
    } catch (error) {
      if (taking || !(error instanceof Error && 'code' in error)) throw error;
      throw new NightSkiesError(
        problem('download-broken', 'the catalog service stopped in the middle of a file', {
          found: error.message,
          expected: `all bytes of ${path}`,
          hint: 'Run the same command again; files that are there already are not sent twice.',
        }),
        { cause: error },
      );
    }
  }

  #parse<T>(path: string, schema: z.ZodType<T>, body: Buffer): T {
    const result = schema.safeParse(JSON.parse(body.toString('utf8')));
    if (result.success) return result.data;
    throw new NightSkiesError(
      problem('server-answer-unknown', `the catalog service answered ${path} in an unknown form`, {
        found: z.prettifyError(result.error),
        hint: 'Server and command are probably of different versions: update the older one.',
      }),
    );
  }

  async #send(method: string, path: string, body: string | null): Promise<Buffer> {
    const response = await this.#request(method, path, body);
    const status = response.statusCode ?? 0;
    const bytes = await whole(response);
    if (status >= 200 && status < 300) return bytes;
    throw errorFrom(status, path, bytes);
  }

  #request(method: string, path: string, body: string | null): Promise<IncomingMessage> {
    const options: RequestOptions = {
      method,
      headers: body === null ? {} : { 'content-type': 'application/json' },
    };
    return new Promise((resolve, reject) => {
      const target = `/api/v1${path}`;
      let sent;
      if ('socket' in this.#address) {
        sent = request({ ...options, socketPath: this.#address.socket, path: target }, resolve);
      } else {
        const url = new URL(target, this.#address.url);
        sent = (url.protocol === 'https:' ? secureRequest : request)(url, options, resolve);
      }
      sent.on('error', (error) => {
        reject(unreachable(this.#address, error));
      });
      sent.end(body ?? undefined);
    });
  }
}

async function whole(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('an answer is read as bytes');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A server may come back; a process that has let go of a workspace will not. */
function unreachable(address: CatalogAddress, error: Error): NightSkiesError {
  const why =
    'socket' in address
      ? problem(holderGone, 'the process that held the workspace does not answer', {
          found: error.message,
          expected: `an answer at ${address.socket}`,
          hint: 'Run the same command again.',
        })
      : problem('server-unreachable', `no catalog service answers at ${address.url}`, {
          found: error.message,
          hint: 'Look whether the service runs (`nightskies worker catalog`) and the address is right.',
        });
  return new NightSkiesError(why, { cause: error });
}

function errorFrom(status: number, path: string, body: Buffer): NightSkiesError {
  try {
    return new NightSkiesError(errorBodySchema.parse(JSON.parse(body.toString('utf8'))).problem);
  } catch (error) {
    return new NightSkiesError(
      problem('server-failed', `the catalog service answered ${path} with status ${status}`, {
        found: body.toString('utf8').slice(0, 200),
        hint: 'Its log says more.',
      }),
      { cause: error },
    );
  }
}
