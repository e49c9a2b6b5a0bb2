import { z } from 'zod';
import { bandSchema } from './identifiers.js';

/** A number of a report, 1 sigma; units as `metricNames` spells them, `1` for a plain number. */
export const reportFactSchema = z.object({
  /** Kebab-case, stable. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** In words, for a person. */
  title: z.string().min(1),
  value: z.number().nullable(),
  uncertainty: z.number().min(0).nullable(),
  unit: z.string(),
  /** Why value or uncertainty is null; `fixed by hand` for a parameter without error. */
  reason: z.string().nullable(),
  /** What else a reader has to know: at the end of its range, believed before. */
  note: z.string().nullable(),
});
export type ReportFact = z.infer<typeof reportFactSchema>;

/** Something a careful observer would say beside the numbers. */
export const reportCaveatSchema = z.object({
  /** Stable and kebab-case: `moon-up`, `twilight`, `cloud`, `snow`, `missing-frames`. */
  code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** `unfit`: the numbers it names are not to be used; `caution`: they say less; `note`: good to know. */
  weight: z.enum(['unfit', 'caution', 'note']),
  sentence: z.string().min(1),
});
export type ReportCaveat = z.infer<typeof reportCaveatSchema>;

/** What a product was made without, and why. */
export const reportOmissionSchema = z.object({ what: z.string().min(1), why: z.string().min(1) });

/** A picture that stands in the report; its file lies beside the report or in it. */
export const reportPictureSchema = z.object({
  /** Unique in the report. */
  file: z.string().min(1),
  title: z.string().min(1),
  /** What it shows, for who does not see it. */
  alternative: z.string().min(1),
  caption: z.string().nullable(),
  /** `wide` takes the whole line, `half` stands beside its neighbour where there is room. */
  shape: z.enum(['wide', 'half']),
});
export type ReportPicture = z.infer<typeof reportPictureSchema>;

/** An indicator beside the constant it used to be divided by, and beside the night's own natural sky. */
export const reportComparisonSchema = z.object({
  title: z.string().min(1),
  measured: reportFactSchema,
  constant: z.object({ value: z.number(), unit: z.string() }),
  ratioToConstant: reportFactSchema,
  ratioToNight: reportFactSchema.nullable(),
});

/** Where a number comes from. */
export const reportOriginSchema = z.object({
  title: z.string().min(1),
  kind: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Shows what it was made from. */
  command: z.string().nullable(),
});

/** Numbers that stand together: rows of a kind, a column for each sky or limit they are measured of. */
export const reportFactGroupSchema = z.object({
  title: z.string().min(1),
  note: z.string().nullable(),
  /** Heads of the columns; a single one is the value alone. */
  columns: z.array(z.string().min(1)).min(1),
  /** As many facts as there are columns; null where there is no such number. */
  rows: z.array(
    z.object({ title: z.string().min(1), facts: z.array(reportFactSchema.nullable()) }),
  ),
});
export type ReportFactGroup = z.infer<typeof reportFactGroupSchema>;

/** One set of a night in one band. */
export const setReportSchema = z.object({
  set: z.int().min(1).max(8),
  band: bandSchema,
  /** When it was taken, as it is to be printed: `2024-10-04 22:21 local mean time`. */
  taken: z.string(),
  /** What is first asked for. */
  answer: z.object({
    zenithBrightness: reportFactSchema,
    /** Artificial part of the horizontal light above the horizon, %. */
    artificialShare: reportFactSchema,
    lightRatio: reportFactSchema,
    skyQuality: reportFactSchema,
  }),
  grade: z
    .object({
      /** 0 (bad) to 5 (excellent). */
      value: z.int().min(0).max(5),
      by: z.enum(['proposed', 'person']),
      reasons: z.array(z.string()),
    })
    .nullable(),
  caveats: z.array(reportCaveatSchema),
  omissions: z.array(reportOmissionSchema),
  groups: z.array(reportFactGroupSchema),
  naturalModel: z
    .object({
      outcome: z.string().min(1),
      facts: z.array(reportFactSchema),
      domes: z.array(
        z.object({
          azimuthDeg: reportFactSchema,
          amplitudeNl: reportFactSchema,
          heightDeg: reportFactSchema,
        }),
      ),
    })
    .nullable(),
  comparisons: z.array(reportComparisonSchema),
  /** How the numbers were made, one sentence each. */
  methods: z.array(z.string().min(1)),
  pictures: z.array(reportPictureSchema),
  origins: z.array(reportOriginSchema),
});
export type SetReport = z.infer<typeof setReportSchema>;

/** `night-report`: what a night's page says, as numbers; the JSON document beside the page. */
export const nightReportSchema = z.object({
  format: z.literal(1),
  night: z.string().min(1),
  /** The park. */
  location: z.string(),
  site: z.string(),
  /** Local date, as it is to be printed. */
  date: z.string(),
  position: z
    .object({
      latitudeDeg: z.number(),
      longitudeDeg: z.number(),
      /** Null where no header has it. */
      elevationM: z.number().nullable(),
    })
    .nullable(),
  collectedBy: z.string().nullable(),
  processedBy: z.string().nullable(),
  instrument: z.string().nullable(),
  /** Version of the program. */
  program: z.string().min(1),
  /** When the report was asked for, as the caller words it; null in an artifact. */
  requested: z.string().nullable(),
  caveats: z.array(reportCaveatSchema),
  omissions: z.array(reportOmissionSchema),
  sets: z.array(setReportSchema),
  origins: z.array(reportOriginSchema),
});
export type NightReport = z.infer<typeof nightReportSchema>;
