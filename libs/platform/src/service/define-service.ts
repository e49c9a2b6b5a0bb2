import {
  NightSkiesError,
  problem,
  taskTypeNames,
  taskTypes,
  type ServiceName,
} from '@nightskies/contracts';
import { importHandlers } from '../worker/handlers-module.js';

/** A service as the runtime needs it: its name and where its handlers are. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** Module that exports `handlers: TaskHandlers`; see `moduleUrl`. */
  readonly handlers: URL;
}

export function defineService(definition: ServiceDefinition): ServiceDefinition {
  return Object.freeze({ ...definition });
}

/**
 * Refuses an incomplete system: every task type of the given services has exactly one handler, and
 * every handler has a task type.
 *
 * @param handledTypes how to learn what a module handles; default: import it here.
 * @throws NightSkiesError `services-incomplete` with one sentence per fault.
 */
export async function checkHandlers(
  services: readonly ServiceDefinition[],
  handledTypes: (handlers: URL) => Promise<readonly string[]> = async (handlers) => [
    ...(await importHandlers(handlers.href)).keys(),
  ],
): Promise<void> {
  const faults: string[] = [];
  const claims = new Map<string, string[]>();
  const names = services.map((service) => service.name);
  for (const name of new Set(names.filter((item, at) => names.indexOf(item) !== at))) {
    faults.push(`The service ${name} is defined twice.`);
  }
  for (const service of services) {
    for (const type of await handledTypes(service.handlers)) {
      claims.set(type, [...(claims.get(type) ?? []), service.name]);
      if (!Object.hasOwn(taskTypes, type)) {
        faults.push(`The service ${service.name} handles ${type}, which is no task type.`);
      }
    }
  }
  for (const type of taskTypeNames) {
    const owner = taskTypes[type].service;
    const claimants = claims.get(type) ?? [];
    if (claimants.length > 1) {
      faults.push(`The task type ${type} has two handlers, in ${claimants.join(' and ')}.`);
    } else if (claimants.length === 0 && names.some((name) => name === owner)) {
      faults.push(`The task type ${type} has no handler in its service ${owner}.`);
    } else if (claimants.some((claimant) => claimant !== owner)) {
      faults.push(`The task type ${type} of ${owner} is handled in ${claimants.join()}.`);
    }
  }
  if (faults.length === 0) return;
  throw new NightSkiesError(
    problem('services-incomplete', faults.join(' '), {
      hint: 'This is a fault of the program: add, move or remove the handlers named.',
    }),
  );
}
