import {
  canonicalJson,
  problem,
  serviceSchema,
  taskTypes,
  type Json,
  type OutputReference,
  type TaskRequest,
  type TaskResult,
  type TaskType,
} from '@nightskies/contracts';
import { taskFinished, type ArtifactStore, type Bus, type Consumption } from '@nightskies/platform';

/** Workers that compute nothing and answer everything, as real ones would. */
export class FakeWorkers {
  /** Requests as they came, repeats included. */
  readonly seen: TaskRequest[] = [];
  /** Tasks that fail: by type, or by type and a part of an input's name. */
  readonly failing = new Map<string, string>();
  /** While true, tasks are taken and never answered. */
  silent = false;
  /** How often each result is told. */
  repeats = 1;
  readonly #consumptions: Consumption[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly store: ArtifactStore,
  ) {}

  async start(): Promise<void> {
    for (const service of serviceSchema.options) {
      if (service === 'catalog') continue;
      this.#consumptions.push(
        await this.bus.consumeTasks(service, {
          slots: 8,
          handler: async (event) => {
            this.seen.push(event.data);
            if (this.silent) return 'ack';
            const result = await this.#work(event.data);
            for (let time = 0; time < this.repeats; time += 1) {
              const told = taskFinished(result, { source: 'test' });
              await this.bus.publishEvent({ ...told, id: `${told.id}/${time}` });
            }
            return 'ack';
          },
        }),
      );
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#consumptions.map((consumption) => consumption.stop()));
  }

  /** Types of the tasks that were asked for, with their number. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of this.seen) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  async #work(request: TaskRequest): Promise<TaskResult> {
    const { taskId, runId, attempt, type, fingerprint } = request;
    const base = { taskId, runId, attempt, type, fingerprint, seconds: 0 };
    const failing = this.failing.get(type);
    if (failing !== undefined && request.inputs.some((input) => input.name.includes(failing))) {
      const why = problem('no-stars', 'this frame has no stars', { file: failing, hint: 'Look.' });
      return { ...base, outcome: 'failed', outputs: [], problems: [why] };
    }
    const declared: TaskType = taskTypes[type];
    const outputs: OutputReference[] = [];
    for (const [role, { kind }] of Object.entries(declared.outputs)) {
      const bytes = Buffer.from(contentOf(request, role));
      const digest = await this.store.put(bytes);
      const name = `${role}.fits`;
      const facts = factsOf(kind, request);
      outputs.push({ role, name, kind, digest, bytes: bytes.length, facts });
    }
    await this.store.putManifest({
      format: 'nightskies-manifest-1',
      ...{ type, version: request.version, fingerprint },
      ...{ parameters: request.parameters, arguments: request.arguments },
      inputs: request.inputs.map(({ role, name, kind, digest }) => ({ role, name, kind, digest })),
      ...{ missing: request.missing, outputs, problems: [] },
    });
    return { ...base, outcome: 'done', outputs, problems: [] };
  }
}

/** Bytes that follow from type, parameters and inputs alone. */
function contentOf({ type, parameters, inputs, ...request }: TaskRequest, role: string): string {
  const digests: Json = inputs.map((input) => input.digest);
  return canonicalJson({ type, role, parameters, digests, arguments: request.arguments });
}

function factsOf(kind: string, { parameters }: TaskRequest): Record<string, Json> {
  if (kind === 'calibrated-frame') return { biasDriftDn: 1.25 };
  if (kind === 'photometric-fit') {
    return {
      metrics: [
        {
          ...{ name: 'zeropoint-free', sky: 'full', value: 14.71, uncertainty: 0.005 },
          ...{ unit: 'mag', reason: null },
        },
      ],
    };
  }
  if (kind === 'natural-sky-fit') {
    return {
      ...{ outcome: 'fitted', airglowZenithNl: 45.5 },
      grade: parameters['moonlight'] === 'subtract' ? 2 : 4,
      // A number fixed by hand has no error.
      airglowZenithSigmaNl: parameters['airglow-zenith'] === 'fit' ? 2.5 : null,
    };
  }
  if (kind !== 'metrics') return {};
  return {
    metrics: [
      {
        ...{ name: 'zenith-brightness', sky: 'full', value: 21.5, uncertainty: null },
        ...{ unit: 'mag/arcsec2', reason: 'not estimated' },
      },
    ],
  };
}
