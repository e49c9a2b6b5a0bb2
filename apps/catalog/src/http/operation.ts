import type { z } from 'zod';

/** What the API description says of one route. */
export interface Operation {
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Schema of the JSON answer; a media type for answers that are none. */
  readonly answer: z.ZodType | string;
}

const operations = new WeakMap<object, Operation>();

/** Describes a route where it is written. */
export function Describe(operation: Operation): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler: unknown = descriptor.value;
    if (typeof handler === 'function') operations.set(handler, operation);
  };
}

/** The description of a handler, if it has one. */
export function operationOf(handler: object): Operation | undefined {
  return operations.get(handler);
}
