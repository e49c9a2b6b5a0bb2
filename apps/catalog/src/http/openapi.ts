import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { problemSchema } from '@nightskies/contracts';
import { z } from 'zod';
import { operationOf, type Operation } from './operation.js';

const problemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  problem: problemSchema,
});

interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/**
 * The OpenAPI 3.1 description of all described routes, made from the very schemas that check the
 * requests.
 */
export function openApi(controllers: readonly Type[], prefix: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { path, method, operation } of controllers.flatMap(routesOf)) {
    const full = `${prefix}/${path}`.replace(/:(\w+)/g, '{$1}');
    paths[full] = { ...paths[full], [method]: describe(full, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Night Skies catalog',
      version: '1',
      description: 'Nights, runs, tasks, artifacts and provenance of all-sky brightness data.',
    },
    paths,
  };
}

function routesOf(controller: Type): Route[] {
  const prototype: object = controller.prototype as object;
  return Object.getOwnPropertyNames(prototype).flatMap((name): Route[] => {
    const handler: unknown = Reflect.get(prototype, name);
    if (typeof handler !== 'function') return [];
    const operation = operationOf(handler);
    if (operation === undefined) return [];
    const path: unknown = Reflect.getMetadata(PATH_METADATA, handler);
    const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
    const verb = new Map(Object.entries(RequestMethod)).get(String(method));
    return [{ path: String(path), method: String(verb ?? 'GET').toLowerCase(), operation }];
  });
}

function describe(path: string, { summary, query, body, answer }: Operation): object {
  const content =
    typeof answer === 'string'
      ? { [answer]: {} }
      : { 'application/json': { schema: schemaOf(answer, 'output') } };
  return {
    summary,
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: {
      '2XX': { description: 'Done', content },
      default: {
        description: 'A problem: what, found, expected, what to do',
        content: { 'application/problem+json': { schema: schemaOf(problemDocument, 'output') } },
      },
    },
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const described = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  delete described.$schema;
  return described;
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (query === undefined) return [];
  const { properties, required = [] } = z.toJSONSchema(query, {
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
  }));
}
