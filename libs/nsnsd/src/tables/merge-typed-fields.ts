import { problem, type Problem, type TypedField, type TypedFields } from '@nightskies/contracts';
import type { ReadField, TypedReading } from './typed-reading.js';

const keyOf = ({ sheet, set, column }: TypedField): string => JSON.stringify([sheet, set, column]);

/**
 * What people typed of a night, from what the catalog had and what the workbooks say now: a cell that
 * was edited counts, also one that was emptied; otherwise the catalog's value; otherwise that of an
 * unedited cell, which another catalog wrote. Edited in two workbooks in different ways, the first
 * reading counts and the other is a problem. Sorted by sheet, set and column.
 */
export function mergeTypedFields(
  night: string,
  recorded: TypedFields | null,
  readings: readonly TypedReading[],
): { readonly typed: TypedFields; readonly problems: readonly Problem[] } {
  const merged = new Map<string, TypedField>();
  for (const field of recorded?.fields ?? []) merged.set(keyOf(field), field);
  const edits = new Map<string, { readonly field: ReadField; readonly file: string }>();
  const problems: Problem[] = readings.flatMap((reading) => reading.problems);
  for (const { file, fields } of readings) {
    for (const field of fields) {
      const key = keyOf(field);
      const { sheet, set, column, value, isEdited } = field;
      if (!isEdited) {
        if (!merged.has(key)) merged.set(key, { sheet, set, column, value });
        continue;
      }
      const first = edits.get(key);
      if (first === undefined) edits.set(key, { field, file });
      else if (first.field.value !== value) problems.push(disagreement(first, { field, file }));
    }
  }
  for (const [key, { field }] of edits) {
    const { sheet, set, column, value } = field;
    merged.set(key, { sheet, set, column, value });
  }
  const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  const fields = [...merged.values()].sort(
    (a, b) =>
      compare(a.sheet, b.sheet) || compare(a.set ?? 0, b.set ?? 0) || compare(a.column, b.column),
  );
  return { typed: { format: 1, night, fields }, problems };
}

function disagreement(
  first: { readonly field: ReadField; readonly file: string },
  second: { readonly field: ReadField; readonly file: string },
): Problem {
  const { sheet, set, column } = first.field;
  const place = `${sheet}${set === null ? '' : `, set ${set}`}, ${column}`;
  return problem('typed-field-disagrees', `${place}: two workbooks were edited in different ways`, {
    file: second.file,
    found: JSON.stringify(second.field.value),
    expected: `${JSON.stringify(first.field.value)} as in ${first.file}, which is kept`,
    hint: `If the other text is the right one, type it into ${first.file} and export again.`,
  });
}
